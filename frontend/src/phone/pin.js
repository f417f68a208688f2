// The PIN: our own keypad, since a browser offers to keep what is typed into a password field.
import { button, el } from "./dom.js";
import { say } from "./words/index.js";

export const PIN_DIGITS = 8;
const LONGEST = 24;
const TITLES = { new: "newPin", again: "againPin", duress: "duressPin", unlock: "pin", old: "oldPin" };
const HELP = { new: "newPinHelp", duress: "duressHelp" };

/**
 * Ask for a PIN; `submit` gets its digits.
 * It never says how many tries are left. While `waitS` counts down, nothing can be typed.
 */
export function pinScreen({ kind, submit, skip, back, wrong = false, weak = false, same = false, differ = false, unkept = "", waitS = 0 }) {
  let digits = "", locked = waitS > 0;
  const shown = el("p", { class: "digits", "aria-hidden": "true" });
  const told = el("p", { class: "sr", role: "status" });
  const problem = el("p", { class: "problem", role: "alert" }, trouble({ wrong, weak, same, differ, unkept }));
  const keys = el("div", { class: "keypad" });
  const draw = () => {
    shown.textContent = "●".repeat(digits.length);
    told.textContent = digits ? say("typed", { n: digits.length }) : "";
    for (const key of keys.children) key.disabled = locked;
  };
  const type = (digit) => { if (!locked && digits.length < LONGEST) { digits += digit; draw(); } };
  const takeBack = () => { digits = digits.slice(0, -1); draw(); };
  const send = () => {
    if (locked || !digits) return;
    const typed = digits;
    digits = "";
    draw();
    submit(typed);
  };
  for (const digit of "123456789") keys.append(button(digit, () => type(digit), "key"));
  const less = button("⌫", takeBack, "key quiet");
  less.setAttribute("aria-label", say("takeBack"));
  keys.append(less, button("0", () => type("0"), "key"), button(say("ok"), send, "key do"));
  const pad = el("div", { class: "pin", role: "group", tabindex: "0", autofocus: true, "aria-label": say(TITLES[kind]) }, shown, told, keys);
  pad.addEventListener("keydown", (event) => {
    if (/^\d$/.test(event.key)) type(event.key);
    else if (event.key === "Backspace") takeBack();
    else if (event.key === "Enter" && event.target === pad) send();
  });
  const open = () => { locked = false; problem.textContent = ""; draw(); };
  if (locked) countDown(problem, waitS, open);
  draw();
  return el("section", { class: "screen" }, el("h1", {}, say(TITLES[kind])),
    HELP[kind] ? el("p", {}, say(HELP[kind])) : null, problem, pad,
    skip ? button(say("skip"), skip, "quiet") : null, back ? button(say("back"), back, "quiet") : null);
}

function trouble({ wrong, weak, same, differ, unkept }) {
  if (unkept) return say(unkept);
  if (weak) return say("pinWeak", { n: PIN_DIGITS });
  if (same) return say("duressSame");
  if (differ) return say("pinsDiffer");
  return wrong ? say("wrongPin") : "";
}

/** Write how long there is to wait, each second, until it is over or the screen has gone. */
function countDown(place, seconds, open) {
  const end = performance.now() + seconds * 1000;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left <= 0) return open();
    place.textContent = say("waitFor", { time: `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` });
    setTimeout(() => { if (place.isConnected) tick(); }, 1000);
  };
  tick();
}
