// A danger on the way in three taps: that there is one, what, where.
import { button, el } from "./dom.js";
import { say } from "./words/index.js";

export const KINDS = ["checkpoint", "search", "informer", "closed", "followed", "weather", "other"];
export const WHERES = ["here", "ahead", "behind", "meeting"];

/** Ask what and where; `send` gets it as one word the office's page can read, "#checkpoint.ahead". */
export function hazardSheet({ send, back, title = say("hazard") }) {
  const place = el("section", { class: "hazard", "aria-label": title });
  const ask = (question, names, press, away) => {
    const heading = el("h2", { tabindex: "-1" }, question);
    place.replaceChildren(el("p", { class: "soft" }, title), heading,
      el("div", { class: "kinds" }, ...names.map((name) => button(say(name), () => press(name)))),
      button(say("back"), away, "quiet"));
    if (place.isConnected) heading.focus();
  };
  const what = () => ask(say("hazardWhat"), KINDS, where, back);
  const where = (kind) => ask(say("hazardWhere"), WHERES, (at) => send(`#${kind}.${at}`), what);
  what();
  return place;
}
