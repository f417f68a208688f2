// Reconciling by keyboard. j and k are everybody's keys for going through rows (keys.js); here x
// ticks the row one stands on and Enter matches. Without this script the same forms work by hand.
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";

export function prepareReconciling(root) {
  const list = root.querySelector?.("[data-reconcile]");
  if (list && !list.dataset.listens) beginList(list);
  const match = root.querySelector?.("[data-match]");
  if (match && !match.dataset.listens) beginMatch(match);
}

function beginList(form) {
  form.dataset.listens = "yes";
  const all = form.querySelector("[data-tick-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("click", () => {
      for (const box of form.querySelectorAll("[name=pair]")) box.checked = true;
    });
  }
  listen(form, (key) => {
    const row = document.activeElement?.closest("[data-line]");
    if (key === "x") return tick(row?.querySelector("[name=pair]"));
    if (!form.querySelector("[name=pair]:checked")) return false;
    form.requestSubmit();
    return true;
  });
}

function beginMatch(form) {
  form.dataset.listens = "yes";
  const rest = form.querySelector("[data-rest]");
  const tell = () => {
    const chosen = [...form.querySelectorAll("[name=entry]:checked")];
    const left = Number(form.dataset.wanted) - chosen.reduce((sum, box) => sum + Number(box.dataset.minor), 0);
    rest.textContent = !chosen.length ? "" : left ? `${rest.dataset.says} ${written(left, rest.dataset.unit)}` : rest.dataset.even;
  };
  form.addEventListener("change", tell);
  tell();
  listen(form, (key) => {
    if (key === "x") return tick(document.activeElement?.closest("[data-pick]")?.querySelector("[name=entry]"));
    if (!form.querySelector("[name=entry]:checked")) return false;
    form.requestSubmit();
    return true;
  });
}

/** Hear x and Enter while nobody types; a key that nothing came of is left to the browser. */
function listen(form, act) {
  document.addEventListener("keydown", (event) => {
    if (!form.isConnected || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.documentElement.dataset.keys === "off" || document.querySelector("dialog[open]")) return;
    if (event.key !== "x" && event.key !== "Enter") return;
    if (event.target.closest?.(TYPING) || (event.key === "Enter" && event.target.closest?.("button, summary"))) return;
    if (event.key === "Enter" && event.target.closest?.("a") && !event.target.closest("[data-line]")) return;
    if (act(event.key)) event.preventDefault();
  });
}

function tick(box) {
  if (!box) return false;
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

function written(minor, unit) {
  const shown = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: unit });
  return shown.format(minor / 10 ** shown.resolvedOptions().maximumFractionDigits);
}
