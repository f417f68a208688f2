// The words of the phone page, in both languages.
const WORDS = {
  en: {
    title: "Notes", other: "한국어", empty: "Nothing is set up on this phone.",
    emptyHelp: "Open the link, or scan the code, that was given to you in person.",
    join: "Set up this phone", joinHelp: "It takes a few seconds and needs a connection.",
    replace: "This phone is already set up. Setting it up again erases what is on it.",
    joining: "Setting up…", compare: "Read this number aloud",
    compareHelp: "The person who gave you the link reads theirs. Both must be the same.",
    same: "The numbers are the same", different: "They differ",
    differed: "Everything was erased. Ask for a new link, in person.",
    badLink: "This link is damaged. Ask for a new one.",
    badKey: "The answer came from somebody else. Nothing was set up. Tell the person who gave you the link.",
    joinRefused: "This link was used already or has ended. Ask for a new one.",
    noNetwork: "No connection. Try again when there is one.", oldPhone: "This phone's browser is too old for this page. Update it, or use another phone.",
    nothing: "Nothing for you now.", nothingHelp: "Leave this page open, or look again later.",
    look: "Look again", looked: "Looked at {time}", offline: "No connection", waiting: "{n} to send", sent: "All sent",
    forged: "A message came that was not from your people. It was thrown away: tell them.",
    expired: "A message had ended before it was opened. Ask for a new one.",
    from: "From", to: "To", window: "When", people: "People", needs: "They need", question: "Ask", answer: "They answer",
    asked: "When you hand over, they ask", reply: "You answer",
    carry: "Bring", if_it_fails: "If it fails", call: "Call", ends: "Ends {time}",
    accepted: "Received", met: "Met", handed_over: "Handed over", late: "Late", problem: "Problem",
    acceptedDone: "You said: received", metDone: "You said: met", handed_overDone: "You said: handed over",
    lateDone: "You said: late", problemDone: "You told them of a problem",
    problemHelp: "What is wrong? A few words.", lateHelp: "How late, and why? (optional)",
    pickup: "Where they can be picked up (optional)", send: "Send", back: "Back",
    sending: "Waits for a connection", gone: "Done. The message has been erased from this phone.",
    wait: "Handed over. The message is erased as soon as this has been sent.",
    erase: "Erase", eraseSure: "Erase everything on this phone?", eraseYes: "Erase everything", erased: "Everything was erased.",
  },
  ko: {
    title: "메모", other: "English", empty: "이 전화기에는 아직 아무것도 설정되어 있지 않습니다.",
    emptyHelp: "직접 건네받은 링크를 열거나 코드를 찍으세요.",
    join: "이 전화기 설정하기", joinHelp: "몇 초 걸리며 인터넷 연결이 필요합니다.",
    replace: "이 전화기는 이미 설정되어 있습니다. 다시 설정하면 지금 있는 것이 지워집니다.",
    joining: "설정하는 중…", compare: "이 숫자를 소리 내어 읽으세요",
    compareHelp: "링크를 준 사람도 자기 숫자를 읽습니다. 두 숫자가 같아야 합니다.",
    same: "숫자가 같습니다", different: "다릅니다",
    differed: "모두 지웠습니다. 직접 만나서 새 링크를 받으세요.",
    badLink: "링크가 손상되었습니다. 새 링크를 받으세요.",
    badKey: "다른 곳에서 온 응답입니다. 설정하지 않았습니다. 링크를 준 사람에게 알리세요.",
    joinRefused: "이미 쓰였거나 기한이 지난 링크입니다. 새 링크를 받으세요.",
    noNetwork: "연결이 없습니다. 연결되면 다시 해 보세요.", oldPhone: "이 전화기의 브라우저가 너무 오래되었습니다. 업데이트하거나 다른 전화기를 쓰세요.",
    nothing: "지금은 할 일이 없습니다.", nothingHelp: "이 화면을 열어 두거나 나중에 다시 보세요.",
    look: "다시 확인", looked: "{time}에 확인함", offline: "연결 없음", waiting: "보낼 것 {n}건", sent: "모두 보냄",
    forged: "우리 쪽에서 보내지 않은 메시지가 와서 버렸습니다. 담당자에게 알리세요.",
    expired: "열기 전에 기한이 지난 메시지가 있습니다. 새로 보내 달라고 하세요.",
    from: "출발", to: "도착", window: "시간", people: "인원", needs: "필요한 것", question: "물을 말", answer: "대답",
    asked: "인계할 때 들을 말", reply: "내 대답",
    carry: "가져갈 것", if_it_fails: "잘못되면", call: "전화", ends: "{time}에 끝남",
    accepted: "받았음", met: "만났음", handed_over: "인계했음", late: "늦음", problem: "문제 있음",
    acceptedDone: "받았다고 알림", metDone: "만났다고 알림", handed_overDone: "인계했다고 알림",
    lateDone: "늦는다고 알림", problemDone: "문제를 알림",
    problemHelp: "무엇이 문제입니까? 짧게 쓰세요.", lateHelp: "얼마나, 왜 늦습니까? (선택)",
    pickup: "마중 나올 곳 (선택)", send: "보내기", back: "뒤로",
    sending: "연결을 기다리는 중", gone: "끝났습니다. 메시지를 이 전화기에서 지웠습니다.",
    wait: "인계했음. 전송되는 대로 메시지가 지워집니다.",
    erase: "지우기", eraseSure: "이 전화기의 모든 것을 지울까요?", eraseYes: "모두 지우기", erased: "모두 지웠습니다.",
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

const OWN_OFFSET = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::\d\d(?:\.\d+)?)?[+-]\d\d:\d\d$/;
const CLOCK = { hour: "2-digit", minute: "2-digit", hour12: false };

// A moment written with an offset is shown in the time of its place, any other in that of the phone.
function format(moment, parts) {
  const there = typeof moment === "string" && OWN_OFFSET.exec(moment);
  const date = there ? new Date(`${there[1]}Z`) : new Date(moment);
  return new Intl.DateTimeFormat(language, there ? { ...parts, timeZone: "UTC" } : parts).format(date);
}

export function time(moment) {
  return format(moment, { weekday: "short", day: "numeric", month: "short", ...CLOCK });
}

export function hour(moment) {
  return format(moment, CLOCK);
}
