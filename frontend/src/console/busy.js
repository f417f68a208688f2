// Long work: a form with [data-busy="words"] says so, counts the seconds and cannot be sent twice.
const running = new Map();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.busy === undefined) return;
  // After this event, so that the pressed button's own value is still sent.
  setTimeout(() => { if (!event.defaultPrevented || form.closest("[hx-post],[hx-get]")) start(form); });
});
document.addEventListener("htmx:afterRequest", (event) => stop(event.detail.elt));
window.addEventListener("pageshow", () => [...running.keys()].forEach(stop));

function start(form) {
  if (running.has(form)) return;
  const note = document.createElement("p");
  note.className = "busy";
  const words = document.createElement("span");
  words.setAttribute("role", "status");
  words.textContent = form.dataset.busy || "…";
  const count = document.createElement("span");
  count.setAttribute("aria-hidden", "true");
  note.append(words, " ", count);
  form.append(note);
  const since = performance.now();
  const tick = () => { count.textContent = `${Math.round((performance.now() - since) / 1000)} s`; };
  tick();
  const buttons = [...form.querySelectorAll("button:not([type=button]), input[type=submit]")].filter((button) => !button.disabled);
  for (const button of buttons) button.disabled = true;
  running.set(form, { note, buttons, timer: setInterval(tick, 1000) });
}

function stop(form) {
  const work = running.get(form);
  if (!work) return;
  running.delete(form);
  clearInterval(work.timer);
  work.note.remove();
  for (const button of work.buttons) button.disabled = false;
}
