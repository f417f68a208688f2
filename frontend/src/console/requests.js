// Gives every htmx request the token that proves it comes from one of our pages.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
});

// What a page asks by itself takes nothing away that somebody is writing: it waits until that is sent
// or taken back, and asks again then.
const LOOKS_AGAIN_MS = 1_000;
const waiting = new Set();

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (!requestConfig?.headers["X-Asks-By-Itself"] || !isBeingWritten(target)) return;
  event.detail.shouldSwap = false;
  if (!waiting.size) setTimeout(askAgain, LOOKS_AGAIN_MS);
  waiting.add(target);
});

function isBeingWritten(part) {
  return [...part.querySelectorAll("input:not([type=hidden]), textarea, select")].some(isChanged);
}

function isChanged(field) {
  if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

function askAgain() {
  for (const part of waiting) if (!part.isConnected || !isBeingWritten(part)) waiting.delete(part);
  if (waiting.size) setTimeout(askAgain, LOOKS_AGAIN_MS);
  else document.body.dispatchEvent(new Event("moved"));
}
