// The frame all faces share: a title and what stands below it.
import { el } from "../dom.js";

/** Draw the frame; gives the title. */
export function frame(root, name, ...parts) {
  const title = el("h1", { class: "face-title", tabindex: "0" }, name);
  root.replaceChildren(el("section", { class: "face" }, title, ...parts));
  return title;
}

/** Read what a face keeps; these things are harmless, and lie open on the phone. */
export function recall(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`face.${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Keep something of a face; without room it is kept until the page closes only. */
export function remember(name, value) {
  try {
    localStorage.setItem(`face.${name}`, JSON.stringify(value));
  } catch {
    // A full or closed storage must not show on a face.
  }
}
