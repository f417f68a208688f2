// What an order says, line by line; the sentences that never change are the phone's own.
import { el } from "./dom.js";
import { inTimeOf, language, say, time } from "./words/index.js";

/** The facts of an order as elements, in the order in which a guide needs them. */
export function facts(order) {
  return [
    el("dl", {}, ...line("people", [order.people, order.needs].filter(Boolean).join(": "))),
    part("takeOver", order.meet === "apart" ? "meetApart" : null,
      spoken("ask", order.ask, order.ask_too), spoken("answer", order.answer, order.answer_too)),
    part("handOn", order.hand === "apart" ? "handApart" : null,
      spoken("asked", order.asked, order.asked_too), spoken("reply", order.reply, order.reply_too)),
    el("dl", {},
      ...line("bring", [say("bringText"), order.night ? say("dark") : ""].filter(Boolean).join(language() === "zh" ? "" : " ")),
      ...line("ifItFails", say(order.meet === "apart" ? "ifApartText" : "ifItFailsText")),
      ...line("call", say("callText")), ...dues(order)),
    order.last ? el("p", {}, say("lastStage")) : null,
    order.expires ? el("p", { class: "small soft" }, say("ends", { time: time(order.expires) })) : null,
  ].filter(Boolean);
}

function line(key, words) {
  return words ? [el("dt", {}, say(key)), el("dd", {}, words)] : [];
}

/** A word of recognition, with the same word in the other side's language below it. */
function spoken(key, words, other) {
  if (!words) return [];
  const too = other && other !== words ? el("span", { class: "too" }, other) : null;
  return [el("dt", {}, say(key)), el("dd", { class: "spoken" }, words, too)];
}

function part(title, sentence, first, second) {
  if (sentence) return el("section", { class: "part" }, el("h2", {}, say(title)), el("p", {}, say(sentence)));
  if (!first.length && !second.length) return null;
  return el("section", { class: "part" }, el("h2", {}, say(title)), el("dl", {}, ...first, ...second));
}

/** By when to press what; a check-in that comes again and again is said once. */
function dues(order) {
  const once = (order.dues ?? []).filter(([verb]) => verb !== "well" || !order.gap_h);
  const lines = once.map(([verb, at]) => el("li", {}, say("dueLine", { verb: say(verb), time: time(inTimeOf(at, order.window?.[0])) })));
  if (order.gap_h) lines.push(el("li", {}, say("everyHours", { n: order.gap_h })));
  return lines.length ? [el("dt", {}, say("dueBy")), el("dd", {}, el("ul", {}, ...lines))] : [];
}
