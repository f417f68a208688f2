// An array of faces: arrow keys go from one to the next, and no more than allowed stay picked.
// Without this the boxes are still boxes: the tab key reaches each, and the server counts them.
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

document.addEventListener("keydown", (event) => {
  const way = WAYS[event.key];
  const faces = event.target.closest?.("[data-faces]");
  if (!way || !faces || event.ctrlKey || event.metaKey || event.altKey) return;
  const boxes = [...faces.querySelectorAll("input[type=checkbox]")];
  const to = boxes[boxes.indexOf(event.target) + way[0] + way[1] * columns(boxes)];
  if (!to) return;
  event.preventDefault();
  to.focus();
  to.closest("label").scrollIntoView({ block: "nearest" });
});

document.addEventListener("change", (event) => {
  const faces = event.target.closest?.("[data-faces]");
  if (!faces) return;
  const note = faces.parentElement.querySelector("[data-full]");
  const picked = [...faces.querySelectorAll("input:checked")];
  const full = picked.length > Number(faces.dataset.most);
  if (full) event.target.checked = false;
  const left = picked.filter((box) => box.checked).map((box) => Number(box.value) + 1);
  note.textContent = full ? note.dataset.full : left.length ? `${note.dataset.picked} ${left.join(", ")}` : "";
});

/** Count the faces that stand in the first row. */
function columns(boxes) {
  const top = (box) => box.closest("label").offsetTop;
  const next = boxes.findIndex((box) => top(box) !== top(boxes[0]));
  return next < 0 ? boxes.length : next;
}
