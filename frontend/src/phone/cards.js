// One card for one order: what it says, and the one verb that comes next.
import { button, el } from "./dom.js";
import { hour, say, time } from "./words.js";
import { VERBS } from "./work.js";

const LINES = ["people", "needs", "question", "answer", "asked", "reply", "carry", "if_it_fails", "call"];
const SPOKEN = new Set(["question", "answer", "asked", "reply"]);

export function orderCard(record, order, queued, act) {
  if (record.state === "gone") return doneCard(record, say("gone"));
  if (record.state === "over") return doneCard(record, say("wait"), queued);
  return el("article", { class: "order" },
    el("div", { class: "sheet" },
      el("h1", { class: "way" }, spoken("from"), text(order.from), el("span", { class: "to" }, spoken("to"), text(order.to))),
      el("p", { class: "when" }, when(order)),
      el("dl", {}, ...LINES.flatMap((key) => line(key, order[key]))),
      order.expires ? el("p", { class: "small soft" }, say("ends", { time: time(order.expires) })) : null),
    said(record, queued), verbs(record, act));
}

function doneCard(record, words, queued = []) {
  return el("article", { class: "order" }, el("div", { class: "sheet" }, el("p", {}, words), said(record, queued)));
}

// Said only by a screen reader; the arrow shows it to the eye.
const spoken = (key) => el("span", { class: "sr" }, `${say(key)}: `);

function text(value) {
  return Array.isArray(value) ? value.join(", ") : String(value ?? "");
}

function line(key, value) {
  const words = text(value);
  if (!words) return [];
  return [el("dt", {}, say(key)), el("dd", SPOKEN.has(key) ? { class: "spoken" } : {}, words)];
}

function when(order) {
  if (order.local_times) return text(order.local_times);
  const [first, last] = order.window ?? [];
  if (!first) return "";
  if (!last) return time(first);
  const sameDay = first.slice(0, 10) === last.slice(0, 10);
  return `${time(first)} – ${sameDay ? hour(last) : time(last)}`;
}

function said(record, queued) {
  if (!record.said.length) return null;
  const unsent = queued.filter((entry) => entry.order === record.id).length;
  const lines = record.said.map(({ verb, at }, index) => {
    const waits = index >= record.said.length - unsent ? `: ${say("sending")}` : "";
    return el("li", {}, `${say(`${verb}Done`)}, ${hour(new Date(at))}${waits}`);
  });
  return el("ul", { class: "done" }, ...lines);
}

/** The next verb large; late and problem always beside each other below. */
function verbs(record, act) {
  const next = VERBS.find((verb) => !record.said.some((entry) => entry.verb === verb));
  const place = el("div", { class: "verbs" });
  const home = () => {
    const main = next === "handed_over"
      ? button(say(next), () => ask(next, "pickup", true), "do")
      : button(say(next), () => act(record, next, ""), "do");
    place.replaceChildren(main, el("div", { class: "pair" },
      button(say("late"), () => ask("late", "lateHelp", true)),
      button(say("problem"), () => ask("problem", "problemHelp", false), "danger")));
  };
  const ask = (verb, help, optional) => {
    const field = el("textarea", { id: `words-${record.id}`, maxlength: "160", rows: "2", autocomplete: "off", spellcheck: "false" });
    const send = button(verb === "handed_over" ? say(verb) : say("send"), () => {
      if (!optional && !field.value.trim()) return field.focus();
      act(record, verb, field.value);
    }, "do");
    place.replaceChildren(el("label", { for: field.id }, say(help)), field, send, button(say("back"), home));
    field.focus();
  };
  home();
  return place;
}
