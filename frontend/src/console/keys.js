// One-key shortcuts. They rest while someone types, while a dialog is open, and when
// <html data-keys="off"> says so.
import { toggleBlur } from "./look.js";

const TYPING = "input, textarea, select, [contenteditable]";

const actions = {
  "/": () => focus(document.querySelector("[data-filter]")),
  j: () => step(1),
  k: () => step(-1),
  "?": () => document.getElementById("help")?.showModal(),
  b: toggleBlur,
  l: () => document.getElementById("lock")?.requestSubmit(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (document.documentElement.dataset.keys === "off") return;
  if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
  const act = Object.hasOwn(actions, event.key) ? actions[event.key] : null;
  if (!act) return;
  event.preventDefault();
  act();
});

function step(by) {
  const links = [...document.querySelectorAll("[data-row]")].filter((link) => link.getClientRects().length);
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1);
  focus(links[next]);
}

function focus(element) {
  element?.focus();
  element?.scrollIntoView({ block: "nearest" });
  element?.select?.();
}
