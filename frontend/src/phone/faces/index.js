// What the page passes for: each face does what it looks like, and its title is what is held to open the rest.
import { say } from "../words/index.js";
import { drawConverter } from "./converter.js";
import { drawNotes } from "./notes.js";
import { drawTimer } from "./timer.js";

export const FACES = ["notes", "converter", "timer"];
const DRAW = { notes: drawNotes, converter: drawConverter, timer: drawTimer };
const NAMES = { notes: "faceNotes", converter: "faceConverter", timer: "faceTimer" };

/** The name of a face in the language of the page. */
export const faceName = (style) => say(NAMES[style] ?? NAMES.notes);

/** Put a face on the page; gives its title, the element to be held. */
export function drawFace(style, root) {
  document.title = faceName(style);
  return (DRAW[style] ?? drawNotes)(root, faceName(style));
}
