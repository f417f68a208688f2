// One card for one order: what it says, what was said, and the one verb that comes next.
import { button, el } from "./dom.js";
import { facts } from "./facts.js";
import { verbs } from "./verbs.js";
import { hour, inTimeOf, say, span } from "./words/index.js";

/** Draw an order, or what is left of it once it is gone. */
export function orderCard(view, acts) {
  if (view.state === "stood_down") return stoodDown(view, acts);
  if (view.state !== "open" || !view.order) return doneCard(view);
  const { order } = view;
  return el("article", { class: "order" },
    view.missing ? el("p", { class: "bad", role: "alert" }, say("missing")) : null,
    view.changed ? el("p", { class: "warn", role: "alert" }, say("amended")) : null,
    view.go ? goNow(view.go) : null,
    el("div", { class: "sheet" },
      el("h1", { class: "way", tabindex: "-1" }, spoken("from"), order.from, el("span", { class: "to" }, spoken("to"), order.to)),
      el("p", { class: "when" }, span(...(order.window ?? [])), el("span", { class: "hint" }, say("bySun"))),
      ...facts(order)),
    talk(view, acts), said(view), verbs(view, acts));
}

// Said only by a screen reader; the arrow shows it to the eye.
const spoken = (key) => el("span", { class: "sr" }, `${say(key)}: `);

function goNow({ text }) {
  return el("div", { class: "go", role: "alert" }, el("strong", {}, say("go")), text ? el("p", {}, text) : null);
}

function stoodDown(view, acts) {
  return el("article", { class: "order" },
    el("div", { class: "bad", role: "alert" }, el("h1", { tabindex: "-1" }, say("standDown")), el("p", {}, say("standDownHelp"))),
    el("dl", { class: "sheet" }, el("dt", {}, say("call")), el("dd", {}, say("callText"))),
    said(view),
    view.said.some(({ verb }) => verb === "stood_down") ? null
      : el("div", { class: "verbs" }, button(say("accepted"), () => acts.say("stood_down"), "do")));
}

const DONE = { declined: "declinedGone", expired: "expired", over: "over" };

function doneCard(view) {
  const waits = view.said.some(({ sent }) => !sent);
  const words = waits && view.state !== "declined" ? "over" : DONE[view.state] ?? "gone";
  return el("article", { class: "order" }, el("div", { class: "sheet" }, el("h1", { class: "plain", tabindex: "-1" }, say(words))), said(view));
}

/** The short messages of this stage, and a field for one more. */
function talk(view, acts) {
  const words = view.words ?? [];
  if (!words.length && !acts.write) return null;
  const lines = words.map(({ text, at, mine }) =>
    el("li", { class: mine ? "mine" : "" }, el("span", { class: "who" }, `${say(mine ? "fromYou" : "fromOffice")}, ${clockOf(view, at)}`), text));
  return el("details", { class: "talk sheet", open: words.length > 0 }, el("summary", {}, say("talk")),
    words.length ? el("ol", {}, ...lines) : null, acts.write ? writing(view, acts) : null);
}

const WORDS_MAX = 160;

function writing(view, acts) {
  const id = `write-${view.id}`;
  const field = el("textarea", { id, maxlength: String(WORDS_MAX), rows: "2", autocomplete: "off", spellcheck: "false" });
  const send = () => { if (field.value.trim()) acts.write(field.value.trim()); else field.focus(); };
  return el("div", { class: "verbs" }, el("label", { for: id }, say("write"), el("span", { class: "hint" }, say("writeHelp"))),
    field, button(say("send"), send));
}

// While the order is there, by the clock it goes by; afterwards by the phone's own.
const clockOf = (view, at) => hour(inTimeOf(at, view.order?.window?.[0]));

/** What was told, and whether it has left the phone. */
function said(view) {
  if (!view.said.length) return null;
  const lines = view.said.map(({ verb, at, sent }) =>
    el("li", { class: sent ? "" : "waits" }, `${say(`${verb}Done`)}, ${clockOf(view, at)}${sent ? "" : `: ${say("sending")}`}`));
  return el("ul", { class: "said" }, ...lines);
}
