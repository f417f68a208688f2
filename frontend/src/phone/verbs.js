// The buttons of a card: the next verb large, all well, late, problem and danger always below it.
import { button, el } from "./dom.js";
import { hazardSheet } from "./hazard.js";
import { hold } from "./hold.js";
import { say } from "./words/index.js";

export const HOLD_FOR_DURESS_MS = 2000;
const WORDS_MAX = 160;

/** Which verb comes next: received, then met or taken, then handed over or left; null after that. */
export function nextVerb(order, said) {
  const chain = ["accepted", order.meet === "apart" ? "taken" : "met", order.hand === "apart" ? "left" : "handed_over"];
  return chain.find((verb) => !said.some((word) => word.verb === verb)) ?? null;
}

/** Draw the buttons; each question takes their place until it is answered or left. */
export function verbs(view, acts) {
  const place = el("div", { class: "verbs" });
  const put = (...nodes) => {
    place.classList.add("asking");
    place.replaceChildren(...nodes);
    place.querySelector("[autofocus], h2, .question")?.focus?.();
    place.scrollIntoView?.({ block: "nearest" });
  };
  const home = () => {
    place.classList.remove("asking");
    place.replaceChildren(...buttons(view, acts, { put, home }));
  };
  home();
  return place;
}

// The upper ones stay in sight while the order is read.
function buttons(view, acts, at) {
  const next = nextVerb(view.order, view.said);
  const well = hold(el("button", { type: "button", class: "btn" }, say("well")), HOLD_FOR_DURESS_MS,
    () => acts.well(true), () => acts.well(false), { onRelease: true });
  return [
    el("div", { class: "verbs standing" },
      next ? mainButton(next, view, acts, at) : null,
      el("div", { class: "pair" }, well, button(say("late"), () => at.put(...asking("late", view, acts, at))),
        button(say("problem"), () => at.put(...asking("problem", view, acts, at))),
        button(say("danger"), () => danger(acts, at), "danger do"))),
    button(say("hazard"), () => at.put(hazard(acts, at)), "quiet"),
    next === "accepted" ? button(say("declined"), () => at.put(...sure("declineSure", "declineYes", () => acts.say("declined"), at)), "quiet") : null,
  ].filter(Boolean);
}

function mainButton(next, view, acts, at) {
  if (next !== "handed_over" && next !== "left") return button(say(next), () => acts.say(next), "do");
  const tells = view.order.last || next === "left";
  const question = () => (tells ? asking(next, view, acts, at)
    : sure("overSure", next, () => acts.say(next), at));
  return button(say(next), () => at.put(...question()), "do");
}

/** A second press for what cannot be taken back. */
function sure(question, yes, act, { home }) {
  return [el("p", { class: "question", tabindex: "-1" }, say(question)), button(say(yes), act, "do"), button(say("back"), home)];
}

/** The alarm goes at the first press; what it is can be said afterwards. */
function danger(acts, at) {
  acts.say("danger");
  at.put(el("p", { class: "bad calling", role: "alert" }, say("sending")), hazard(acts, at, say("dangerMore")));
}

/** Say that the alarm has left the phone, where one stands on the screen. */
export function showCalled(place) {
  const told = place.querySelector(".calling");
  if (told) told.textContent = say("dangerSent");
}

function hazard(acts, { home }, title) {
  return hazardSheet({ title, back: home, send: (word) => { acts.say("hazard", word); home(); } });
}

const ASKS = { late: "lateHelp", problem: "problemHelp", handed_over: "pickup", left: "pickup" };

/** A few words before a verb goes; where people wait, and roughly where on the map, only if the guide wants. */
function asking(verb, view, acts, { home }) {
  const id = `words-${view.id}`, ends = verb === "handed_over" || verb === "left";
  const field = el("textarea", { id, maxlength: String(WORDS_MAX), rows: "2", autocomplete: "off", spellcheck: "false", autofocus: true });
  let where = null;
  const send = button(ends ? say(verb) : say("send"), () => {
    if (verb === "problem" && !field.value.trim()) return field.focus();
    acts.say(verb, field.value.trim(), where);
  }, "do");
  const erases = ends ? el("p", { class: "question" }, say(verb === "left" ? "leftSure" : "overSure")) : null;
  const hint = ends ? el("span", { class: "hint" }, say("pickupHelp")) : null;
  const place = ends && acts.place ? placeButton(acts, (found) => { where = found; }) : null;
  return [erases, el("label", { for: id }, say(ASKS[verb]), hint), field, place, send, button(say("back"), home)].filter(Boolean);
}

/** Adds the coarse position, once it is pressed and never before. */
function placeButton(acts, keep) {
  const press = button(say("addPlace"), async () => {
    press.disabled = true;
    const found = await acts.place().catch(() => null);
    keep(found);
    press.textContent = say(found ? "placed" : "noPlace");
    press.disabled = Boolean(found);
  }, "quiet");
  return press;
}
