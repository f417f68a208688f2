// The words of the phone page in the language its owner chose, and how that language writes times.
import en from "./en.js";
import es from "./es.js";
import ko from "./ko.js";
import th from "./th.js";
import zh from "./zh.js";

const WORDS = { en, ko, zh, th, es };

/** Every language by its own name; `reviewed` says whether somebody who grew up with it has read it. */
export const LANGUAGES = [
  { code: "en", name: "English", reviewed: true },
  { code: "ko", name: "한국어", reviewed: true },
  { code: "zh", name: "中文", reviewed: false },
  { code: "th", name: "ไทย", reviewed: false },
  { code: "es", name: "Español", reviewed: false },
];
// What the browser calls them: the sort of Chinese letters, and the years counted from the same year everywhere.
const LOCALES = { en: "en", ko: "ko", zh: "zh-Hans", th: "th-u-ca-gregory", es: "es" };
const TAGS = { ...LOCALES, th: "th" };

let chosen = "en";

/** Speak one of the five languages, or the nearest to what the browser asks for; give its code. */
export function chooseLanguage(wanted = navigator.language ?? "en") {
  const code = wanted.toLowerCase().split("-")[0];
  chosen = WORDS[code] ? code : "en";
  document.documentElement.lang = TAGS[chosen];
  return chosen;
}

export const language = () => chosen;

/** Say a sentence; what stands in braces is replaced. A key that a language lacks is said in English. */
export function say(key, values = {}) {
  const text = WORDS[chosen][key] ?? en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

const OWN_OFFSET = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::\d\d(?:\.\d+)?)?[+-]\d\d:\d\d$/;
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

// A moment written with an offset is shown in the time of its place, any other in that of the phone.
function format(moment, parts) {
  const there = typeof moment === "string" && OWN_OFFSET.exec(moment);
  const date = there ? new Date(`${there[1]}Z`) : new Date(moment);
  return new Intl.DateTimeFormat(LOCALES[chosen], there ? { ...parts, timeZone: "UTC" } : parts).format(date);
}

/** Write a moment with the offset that another one carries, so that both are shown in the time of one place. */
export function inTimeOf(moment, other) {
  const offset = /([+-])(\d\d):(\d\d)$/.exec(other ?? "");
  if (!offset) return moment;
  const minutes = (Number(offset[2]) * 60 + Number(offset[3])) * (offset[1] === "-" ? -1 : 1);
  return new Date(new Date(moment).getTime() + minutes * 60_000).toISOString().slice(0, 16) + offset[0];
}

/** A moment with its day of the week. */
export function time(moment) {
  return format(moment, { weekday: "short", day: "numeric", month: "short", ...CLOCK });
}

/** A moment of today. */
export function hour(moment) {
  return format(moment, CLOCK);
}

/** A window: the day once if both ends lie on one. */
export function span(first, last) {
  if (!first) return "";
  if (!last) return time(first);
  return `${time(first)} – ${first.slice(0, 10) === last.slice(0, 10) ? hour(last) : time(last)}`;
}
