// A press that is held, by finger, mouse or keyboard.

/**
 * Tell a long press of an element from a short one.
 * With `onRelease` both act when the finger goes, so that an onlooker cannot tell which it was;
 * otherwise the long one acts as soon as the time is up.
 */
export function hold(element, ms, long, short = () => {}, { onRelease = false } = {}) {
  let since = null, timer = 0;
  const begin = () => {
    if (since !== null) return;
    since = performance.now();
    if (!onRelease) timer = setTimeout(() => { since = null; long(); }, ms);
  };
  const stop = () => {
    clearTimeout(timer);
    const held = since === null ? null : performance.now() - since;
    since = null;
    return held;
  };
  const end = () => {
    const held = stop();
    if (held === null) return;
    if (onRelease && held >= ms) long();
    else short();
  };
  const pressed = (event) => event.key === "Enter" || event.key === " ";
  element.addEventListener("pointerdown", (event) => { if (event.isPrimary && !event.button) begin(); });
  element.addEventListener("pointerup", end);
  for (const name of ["pointercancel", "pointerleave", "blur"]) element.addEventListener(name, stop);
  element.addEventListener("keydown", (event) => {
    if (!pressed(event)) return;
    event.preventDefault();
    begin();
  });
  element.addEventListener("keyup", (event) => {
    if (!pressed(event)) return;
    event.preventDefault();
    end();
  });
  // A screen reader presses without a pointer.
  element.addEventListener("click", (event) => { if (event.detail === 0) short(); });
  element.addEventListener("contextmenu", (event) => event.preventDefault());
  element.classList.add("held");
  return element;
}
