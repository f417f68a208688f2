// The words of the tablet's page, in both languages.
const WORDS = {
  en: {
    title: "Notebook", other: "한국어", empty: "Nothing is set up on this tablet.",
    emptyHelp: "Open the link, or scan the code, that the console shows under Tablets.",
    join: "Set up this tablet", joinHelp: "Choose a PIN first. It protects everything on this tablet.",
    replace: "This tablet is already set up. Setting it up again erases what is on it.",
    pin: "PIN", pinHelp: "At least 8 letters or digits; a short sentence is best. After 10 wrong tries everything is erased.",
    pinAgain: "The same PIN again", pinShort: "The PIN has fewer than 8 letters or digits.", pinDiffers: "The two are not the same.",
    go: "Go on", working: "A moment…", compare: "Compare this number",
    compareHelp: "The console shows one too, under Tablets. Both must be the same.",
    same: "The numbers are the same", different: "They differ", differed: "Everything was erased. Make a new link.",
    badLink: "This link is damaged. Make a new one.", badKey: "The answer came from somebody else. Nothing was set up. Tell the security officer.",
    joinRefused: "This link was used already or has ended. Make a new one.",
    noNetwork: "No connection. Try again when there is one.", oldBrowser: "This browser is too old for this page.",
    unlock: "Unlock", locked: "Locked", wrong: "That is not the PIN. Tries left: {n}", erasedPin: "Ten wrong PINs: everything was erased.",
    lock: "Lock", erase: "Erase", eraseSure: "Erase everything on this tablet?",
    eraseHelp: "What has not been sent yet is lost: {n}.", eraseYes: "Erase everything", erased: "Everything was erased.",
    gone: "This tablet was given up in the office. Everything on it was erased.", old: "The cases were not renewed for too long and were erased. Fetch them again.",
    forged: "Something came that was not from your compartment. It was thrown away: tell the security officer.",
    refused: "The office does not know this tablet's question. If that stays so, tell the security officer.",
    cases: "Cases", none: "No case is here.", noneHelp: "Choose cases for this tablet in the console, under Tablets, then look again.",
    find: "Find", noneFound: "Nothing here holds these words.", look: "Look again", looked: "Up to date at {time}", offline: "No connection", toSend: "{n} to send",
    back: "Back", people: "People", onePerson: "{n} person", nPeople: "{n} people", nTasks: "{n} to do", changed: "changed here", sentNot: "not sent yet", takenNot: "sent, not yet taken in",
    plan: "Safe contact", phrase: "Words agreed", tasks: "To do", notes: "Notes", noTasks: "Nothing is to be done.", noNotes: "No notes.",
    newNote: "New note", noteHelp: "Write what you saw, heard or did.", save: "Save", edit: "Change", cancel: "Leave as it is", done: "Done", isDone: "done", urgent: "urgent", due: "due {day}",
    urgency: "Urgency", needs: "Needs", relation: "Relation", note: "Note", since: "Waiting since",
    immediate: "immediate", high: "high", medium: "medium", low: "low", child: "child", noName: "no name", aka: "Also called", name: "Name", ageUnknown: "age not known", unknown: "not known",
    heard: "heard of", contacted: "contacted", waiting: "waiting", grouped: "in a group", moving: "on the way", arrived: "arrived",
    twice: "Written in two places. Somebody in the office has to choose:", nothing: "nothing", me: "me",
  },
  ko: {
    title: "수첩", other: "English", empty: "이 태블릿에는 아직 아무것도 설정되어 있지 않습니다.",
    emptyHelp: "콘솔의 ‘태블릿’에 나오는 링크를 열거나 코드를 찍으세요.",
    join: "이 태블릿 설정하기", joinHelp: "먼저 비밀번호를 정하세요. 이 태블릿의 모든 것을 지킵니다.",
    replace: "이 태블릿은 이미 설정되어 있습니다. 다시 설정하면 지금 있는 것이 지워집니다.",
    pin: "비밀번호", pinHelp: "글자나 숫자로 8자 이상, 짧은 문장이 가장 좋습니다. 10번 틀리면 모두 지워집니다.",
    pinAgain: "같은 비밀번호 한 번 더", pinShort: "비밀번호가 8자보다 짧습니다.", pinDiffers: "두 비밀번호가 서로 다릅니다.",
    go: "계속", working: "잠시만요…", compare: "이 숫자를 견주어 보세요",
    compareHelp: "콘솔의 ‘태블릿’에도 숫자가 나옵니다. 두 숫자가 같아야 합니다.",
    same: "숫자가 같습니다", different: "다릅니다", differed: "모두 지웠습니다. 새 링크를 만드세요.",
    badLink: "링크가 손상되었습니다. 새로 만드세요.", badKey: "다른 곳에서 온 응답입니다. 설정하지 않았습니다. 보안 담당자에게 알리세요.",
    joinRefused: "이미 쓰였거나 기한이 지난 링크입니다. 새로 만드세요.",
    noNetwork: "연결이 없습니다. 연결되면 다시 해 보세요.", oldBrowser: "이 브라우저는 이 화면을 열기에 너무 오래되었습니다.",
    unlock: "잠금 풀기", locked: "잠겨 있음", wrong: "비밀번호가 아닙니다. 남은 횟수: {n}", erasedPin: "비밀번호를 열 번 틀려 모두 지웠습니다.",
    lock: "잠그기", erase: "지우기", eraseSure: "이 태블릿의 모든 것을 지울까요?",
    eraseHelp: "아직 보내지 않은 것은 사라집니다: {n}건.", eraseYes: "모두 지우기", erased: "모두 지웠습니다.",
    gone: "사무실에서 이 태블릿의 사용을 끝냈습니다. 모두 지웠습니다.", old: "너무 오래 갱신하지 않아 사례를 지웠습니다. 다시 받으세요.",
    forged: "우리 쪽에서 보내지 않은 것이 와서 버렸습니다. 보안 담당자에게 알리세요.",
    refused: "사무실이 이 태블릿의 요청을 알아보지 못합니다. 계속되면 보안 담당자에게 알리세요.",
    cases: "사례", none: "여기에는 사례가 없습니다.", noneHelp: "콘솔의 ‘태블릿’에서 가져갈 사례를 고른 뒤 다시 확인하세요.",
    find: "찾기", noneFound: "이 말이 들어 있는 사례가 없습니다.", look: "다시 확인", looked: "{time} 기준 최신", offline: "연결 없음", toSend: "보낼 것 {n}건",
    back: "뒤로", people: "사람", onePerson: "{n}명", nPeople: "{n}명", nTasks: "할 일 {n}건", changed: "여기서 고침", sentNot: "아직 보내지 않음", takenNot: "보냈으나 아직 반영되지 않음",
    plan: "안전한 연락", phrase: "약속한 말", tasks: "할 일", notes: "메모", noTasks: "할 일이 없습니다.", noNotes: "메모가 없습니다.",
    newNote: "새 메모", noteHelp: "보고 듣고 한 일을 쓰세요.", save: "저장", edit: "고치기", cancel: "그대로 두기", done: "끝냄", isDone: "끝남", urgent: "급함", due: "{day}까지",
    urgency: "긴급도", needs: "필요한 것", relation: "관계", note: "메모", since: "기다린 날",
    immediate: "즉시", high: "높음", medium: "중간", low: "낮음", child: "아동", noName: "이름 없음", aka: "다른 이름", name: "이름", ageUnknown: "나이 모름", unknown: "모름",
    heard: "소식만 들음", contacted: "연락됨", waiting: "기다리는 중", grouped: "그룹에 있음", moving: "이동 중", arrived: "도착함",
    twice: "두 곳에서 다르게 썼습니다. 사무실에서 골라야 합니다:", nothing: "없음", me: "나",
  },
};

let language = "en";

export function chooseLanguage(wanted) {
  language = (wanted ?? localStorage.getItem("lang") ?? navigator.language ?? "en").toLowerCase().startsWith("ko") ? "ko" : "en";
  if (wanted) localStorage.setItem("lang", language);
  document.documentElement.lang = language;
  document.title = WORDS[language].title;
}

export function switchLanguage() {
  chooseLanguage(language === "ko" ? "en" : "ko");
}

export function say(key, values = {}) {
  let text = WORDS[language][key] ?? key;
  for (const [name, value] of Object.entries(values)) text = text.replace(`{${name}}`, value);
  return text;
}

// English dates are written the day first, as in the console.
const written = () => (language === "en" ? "en-GB" : language);

export function hour(moment) {
  return new Intl.DateTimeFormat(written(), { hour: "2-digit", minute: "2-digit", hour12: false }).format(moment);
}

export function day(text) {
  return new Intl.DateTimeFormat(written(), { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(new Date(text));
}
