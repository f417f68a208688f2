// The front of a plan: its drawing and its tables show one thing in two ways. Hover, focus or press
// marks a route in both; the sliders narrow both at once and say how many routes remain.
import { wire } from "./limits.js";

export function prepareFronts(root) {
  for (const front of root.querySelectorAll?.("[data-front]") ?? []) if (!front.dataset.ready) begin(front);
}

function begin(front) {
  front.dataset.ready = "1";
  const rows = [...front.querySelectorAll(".figures-table tbody tr")];
  rows.forEach((row, nth) => { row.tabIndex = nth ? -1 : 0; });
  for (const kind of ["mouseover", "focusin", "click"]) {
    front.addEventListener(kind, (event) => {
      const spot = event.target.closest("[data-figure]");
      mark(front, spot?.dataset.figure, kind !== "mouseover" && !event.target.closest("tr"));
    });
  }
  front.addEventListener("mouseleave", () => mark(front, front.querySelector("tr:focus")?.dataset.figure));
  front.addEventListener("keydown", (event) => walk(event, rows));
  wire(front, rows);
}

function mark(front, figure, show = false) {
  for (const marked of front.querySelectorAll(".marked")) marked.classList.remove("marked");
  if (figure === undefined) return;
  for (const spot of front.querySelectorAll(`[data-figure="${CSS.escape(figure)}"]`)) {
    spot.classList.add("marked");
    const box = show && spot.closest(".scroll");
    // Only the list moves: the page stays where the reader is.
    if (box) box.scrollTop = spot.offsetTop - box.clientHeight / 2;
  }
}

// Arrow keys go from row to row; Enter opens the choice that a row stands for.
function walk(event, rows) {
  const at = rows.indexOf(event.target);
  if (at < 0) return;
  if (event.key === "Enter") rows[at].querySelector("a")?.click();
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  let next = at + by;
  while (rows[next]?.hidden) next += by;
  if (!rows[next]) return;
  rows[at].tabIndex = -1;
  rows[next].tabIndex = 0;
  rows[next].focus({ preventScroll: false });
}
