// What the page passes for, and in which language: the two things a phone keeps in clear.
import { drawFace, FACES, faceName } from "./faces/index.js";
import { hold } from "./hold.js";
import { place } from "./stage.js";
import { chooseLanguage } from "./words/index.js";

const HOLD_MS = 1000;

export const style = () => {
  const kept = localStorage.getItem("face");
  return FACES.includes(kept) ? kept : FACES[0];
};
/** Whether this page was ever given a face: then it shows nothing else without the PIN. */
export const isWorn = () => localStorage.getItem("face") !== null;
export const title = () => faceName(style());

/** Take a language, kept for the next time; without one, that of the last time or of the browser. */
export function speak(code) {
  if (code) localStorage.setItem("lang", code);
  chooseLanguage(code ?? localStorage.getItem("lang") ?? undefined);
}

/** Pass for another face; the picture and the name to install by change with it. */
export function wear(face = style()) {
  localStorage.setItem("face", face);
  dress();
}

/** Set the page's icon and manifest to those of its face. */
export function dress() {
  const { dataset } = place(), name = style()[0].toUpperCase() + style().slice(1);
  const point = (rel, address) => { if (address) document.querySelector(`link[rel="${rel}"]`)?.setAttribute("href", address); };
  point("icon", dataset[`icon${name}`]);
  point("manifest", dataset[`manifest${name}`]);
  document.title = title();
}

/** Draw the face; whoever holds its title comes to the door. */
export function draw(open) {
  const heading = drawFace(style(), place());
  hold(heading, Number(place().dataset.hold ?? HOLD_MS), open);
}
