// The screens around the orders: setting up, comparing, settings, erasing. Views only: they keep no state.
import { button, el } from "./dom.js";
import { FACES, faceName } from "./faces/index.js";
import { hold } from "./hold.js";
import { hour, LANGUAGES, language, say } from "./words/index.js";

export const HOLD_TO_ERASE_MS = 2000;

const screen = (title, ...parts) => el("section", { class: "screen" }, el("h1", { tabindex: "-1" }, title), ...parts);
const verbs = (...buttons) => el("div", { class: "verbs" }, ...buttons);

/** A phone nobody has set up: what to do, and the way without a link. */
export function emptyScreen({ words, speak }) {
  return screen(say("empty"), el("p", {}, say("emptyHelp")), verbs(button(say("typeWords"), words)), languagePicker(speak));
}

/** The start of joining; `known` warns that another setting up is replaced. */
export function joinScreen({ known, join, speak }) {
  return screen(say("join"), el("p", {}, say("joinHelp")), known ? el("p", { class: "warn" }, say("replace")) : null,
    verbs(button(say("join"), join, "do")), languagePicker(speak));
}

/** The twelve words of an invitation that was read aloud; `submit` gets them as they were typed. */
export function twelveScreen({ submit, back, wrong = false }) {
  const field = el("textarea", {
    id: "twelve", rows: "4", autocomplete: "off", autocapitalize: "none", spellcheck: "false", autofocus: true,
    "aria-describedby": "twelve-help twelve-problem",
  });
  return screen(say("twelve"), el("p", { id: "twelve-help" }, say("twelveHelp")),
    el("p", { class: "problem", id: "twelve-problem", role: "alert" }, wrong ? say("twelveWrong") : ""),
    el("label", { for: "twelve", class: "sr" }, say("twelve")), field,
    verbs(button(say("next"), () => submit(field.value.trim().toLowerCase().split(/\s+/).filter(Boolean).join(" ")), "do"),
      back ? button(say("back"), back) : null));
}

/** Four words and their numbers, to be read aloud by both sides; `lang` is that of the words. */
export function compareScreen({ words, numbers, lang = "en", same, differ }) {
  const lines = words.map((word, index) => el("li", {}, el("strong", { lang }, word), " ", el("span", {}, String(numbers[index]))));
  return screen(say("compare"), el("ol", { class: "compare" }, ...lines), el("p", {}, say("compareHelp")),
    verbs(button(say("same"), same, "do"), button(say("different"), differ, "danger")));
}

/** What the page passes for, shown as it will stand on the phone's screen. */
export function faceScreen({ chosen, pick, speak, next }) {
  return screen(say("chooseFace"), el("p", {}, say("faceHelp")), faceChoice(chosen, pick),
    languagePicker(speak), next ? verbs(button(say("next"), next, "do")) : null);
}

function faceChoice(chosen, pick) {
  const choice = (style) => {
    const radio = el("input", { type: "radio", name: "face", value: style, checked: style === chosen });
    radio.addEventListener("change", () => pick(style));
    return el("label", { class: `face-choice is-${style}` }, radio, el("span", { class: "picture", "aria-hidden": "true" }), faceName(style));
  };
  return el("fieldset", { class: "faces" }, el("legend", { class: "sr" }, say("chooseFace")), ...FACES.map(choice));
}

/** Every language by its own name; one that no native reader has read yet says so. */
export function languagePicker(speak) {
  if (!speak) return null;
  const options = LANGUAGES.map(({ code, name, reviewed }) =>
    el("option", { value: code, selected: code === language() }, reviewed ? name : `${name} (${say("unreviewed")})`));
  const select = el("select", { id: "speak" }, ...options);
  select.addEventListener("change", () => speak(select.value));
  const unsure = LANGUAGES.some(({ code, reviewed }) => code === language() && !reviewed);
  return el("div", { class: "speak" }, el("label", { for: "speak" }, say("language")), select,
    unsure ? el("p", { class: "small soft" }, say("unreviewedHelp")) : null);
}

/** What a guide has to know by heart; shown once. */
export function learnScreen({ title, duress, next }) {
  const keys = duress ? ["learnOpen", "learnDuress", "learnWell", "learnWipe"] : ["learnOpen", "learnWell", "learnWipe"];
  return screen(say("learn"), el("p", {}, say("learnHelp")),
    el("ul", { class: "learn" }, ...keys.map((key) => el("li", {}, say(key, { title })))),
    verbs(button(say("understood"), next, "do")));
}

/** What there is now: warnings, cards, and what waits to be sent. */
export function homeScreen({ notes, cards, state, look, menu, lock }) {
  const serious = new Set(["forged", "missing"]);
  const warnings = notes.map((key) => el("p", { class: serious.has(key) ? "bad" : "warn", role: "alert" }, say(key)));
  const nothing = cards.length ? null
    : el("div", { class: "nothing" }, el("h1", { tabindex: "-1" }, say("nothing")), el("p", {}, say("nothingHelp")),
      verbs(button(say("look"), look)));
  const again = cards.length ? button(say("look"), look, "quiet") : null;
  return el("section", { class: "screen home" }, ...warnings, nothing, ...cards, again, bar({ state, menu, lock }));
}

/** The line at the foot: what waits, when somebody last looked; lock and settings. */
export function bar({ state = {}, menu, lock }) {
  return el("footer", { class: "bar" }, el("span", { class: "state", role: "status" }, stateWords(state)),
    lock ? button(say("lock"), lock, "quiet") : null, menu ? button(say("settings"), menu, "quiet") : null);
}

function stateWords({ waiting, offline, later, lookedAt }) {
  if (later) return say("later");
  if (waiting) return say("waiting", { n: waiting });
  if (offline) return say("offline");
  return lookedAt ? say("looked", { time: hour(lookedAt) }) : "";
}

/** Language, looks, PINs, and the end of it all. */
export function settingsScreen({ speak, face, setFace, changePin, setDuress, wipe, back }) {
  return screen(say("settings"), languagePicker(speak),
    el("h2", {}, say("chooseFace")), faceChoice(face, setFace),
    verbs(button(say("changePin"), changePin), setDuress ? button(say("duressPin"), setDuress) : null),
    el("h2", {}, say("erase")), ...eraser(wipe), verbs(button(say("back"), back)));
}

/** Erasing alone, for the hurry. */
export function wipeScreen({ yes, back }) {
  return screen(say("erase"), ...eraser(yes), verbs(button(say("back"), back)));
}

function eraser(wipe) {
  const help = el("p", { id: "erase-help" }, say("eraseHelp"));
  const press = el("button", { type: "button", class: "btn danger erase", "aria-describedby": "erase-help" }, say("erase"));
  return [help, hold(press, HOLD_TO_ERASE_MS, wipe)];
}

/** One sentence, and what can be done about it. */
export function messageScreen(key, ...more) {
  return el("section", { class: "screen" }, el("div", { class: "sheet" }, el("h1", { class: "plain", tabindex: "-1" }, say(key))), ...more);
}

/** Something takes a moment. */
export function busyScreen(key) {
  return el("section", { class: "screen" }, el("h1", { class: "busy", tabindex: "-1" }, say(key)));
}
