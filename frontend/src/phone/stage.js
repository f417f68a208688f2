// The one place on the page where a screen stands, and which screen that is.
let root = null;
let drawing = () => {};

export function setRoot(element) {
  root = element;
}

export const place = () => root;

/** Change to another screen; `draw` gives its node, now and whenever it has to be drawn again. */
export async function show(draw) {
  drawing = draw;
  const node = await draw();
  if (drawing !== draw) return;
  put(node);
  root.querySelector("[autofocus], h1, [tabindex]")?.focus();
}

/** Draw the screen that stands anew, where the reader is. */
export async function redraw() {
  const draw = drawing, held = document.activeElement?.id;
  const node = await draw();
  if (drawing !== draw) return;
  put(node);
  if (held) document.getElementById(held)?.focus();
}

export const shows = (draw) => drawing === draw;

function put(node) {
  // A face draws itself and gives no node.
  if (node) root.replaceChildren(node);
}
