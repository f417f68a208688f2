// Settings: language, face, PINs, and the end of it all.
import * as device from "./device.js";
import * as disguise from "./disguise.js";
import { button } from "./dom.js";
import * as notebook from "./notebook.js";
import { pinScreen } from "./pin.js";
import { busyScreen, messageScreen, settingsScreen } from "./screens.js";
import { newPin } from "./setup.js";
import { redraw, show } from "./stage.js";
import { say } from "./words/index.js";

/** Show the settings, the same behind both doors; `back` leaves them, `wipe` erases all. */
export function open({ back, wipe }) {
  const again = () => open({ back, wipe });
  const changed = (act, same) => async (pin) => {
    await show(() => busyScreen("wait"));
    try {
      const said = await notebook.alone(() => act(pin, notebook.everything()));
      return said === false ? same() : back();
    } catch {
      return show(() => messageScreen("failed", button(say("back"), again, "do")));
    }
  };
  return show(() => settingsScreen({
    face: disguise.style(), setFace: (face) => disguise.wear(face), back, wipe,
    speak: (code) => { disguise.speak(code); redraw(); },
    changePin: () => askOld(function next(old, trouble = {}) {
      return newPin(changed(device.changePin, () => next(old, { same: true })), { unlike: old, back: again, ...trouble });
    }, again),
    setDuress: () => askOld((old) =>
      newPin(changed(device.setDuress), { kind: "duress", unlike: old, skip: () => changed(device.setDuress)(""), back: again }), again),
  }));
}

/** Ask once more for the PIN that opened the page, so that nobody changes it who only found it open. */
function askOld(next, back, trouble = {}) {
  return show(() => pinScreen({ kind: "old", back, ...trouble, submit: async (pin) => {
    await show(() => busyScreen("wait"));
    return (await device.isOwnPin(pin)) ? next(pin) : askOld(next, back, { wrong: true });
  } }));
}
