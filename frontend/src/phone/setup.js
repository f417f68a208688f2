// Setting up: by a link or twelve words, with a face and a PIN, until the words were compared.
import { Refusal } from "./api.js";
import * as device from "./device.js";
import * as disguise from "./disguise.js";
import { button } from "./dom.js";
import * as joining from "./joining.js";
import * as notebook from "./notebook.js";
import { PIN_DIGITS, pinScreen } from "./pin.js";
import { busyScreen, compareScreen, emptyScreen, faceScreen, joinScreen, learnScreen, messageScreen, twelveScreen } from "./screens.js";
import { redraw, show } from "./stage.js";
import { wordsOf } from "./twelve.js";
import { language, say } from "./words/index.js";

let link = null, then = () => {};

const speak = (code) => { disguise.speak(code); redraw(); };

/** Begin with what stands in the address, or with nothing; `done` is called once all is set up. */
export async function begin(fragment, done) {
  then = done;
  const known = await device.isSetUp();
  if (fragment === "words") return show(known ? () => joinScreen({ known, speak, join: () => show(twelve()) }) : twelve());
  if (!fragment) return show(() => emptyScreen({ words: () => show(twelve()), speak }));
  try {
    link = joining.readLink(fragment);
  } catch {
    return show(() => messageScreen("badLink"));
  }
  return show(() => joinScreen({ known, speak, join: () => show(face) }));
}

const twelve = (wrong = false) => () => twelveScreen({
  wrong,
  submit: async (text) => {
    try {
      link = await joining.readWords(text);
    } catch {
      return show(twelve(true));
    }
    return show(face);
  },
});

let chosen = null;
const face = () => faceScreen({
  chosen: chosen ?? disguise.style(), speak, pick: (style) => { chosen = style; }, next: async () => askPins(),
});

/** Whether a PIN is too short, one digit again and again, or digits in a row. */
export function isWeak(pin) {
  const steps = new Set([...pin].slice(1).map((digit, nth) => (digit - pin[nth] + 10) % 10));
  return pin.length < PIN_DIGITS || (steps.size === 1 && [0, 1, 9].includes([...steps][0]));
}

/** Ask for a new PIN twice; `skip` and `back` as the screen takes them. */
export function newPin(done, { kind = "new", unlike = null, ...more } = {}) {
  const ask = (trouble) => show(() => pinScreen({ kind, ...more, ...trouble, submit: (pin) => {
    if (isWeak(pin)) return ask({ weak: true });
    if (pin === unlike) return ask({ same: true });
    return show(() => pinScreen({ kind: "again", submit: (again) => (again === pin ? done(pin) : ask({ differ: true })) }));
  } }));
  return ask({});
}

function askPins() {
  return newPin((pin) => newPin((duress) => join({ pin, duress }), { kind: "duress", unlike: pin, skip: () => join({ pin, duress: "" }) }));
}

async function join(pins) {
  await show(() => busyScreen("joining"));
  try {
    await joining.join(link, pins);
  } catch (problem) {
    return show(() => failed(problem, pins));
  }
  link = null;
  disguise.wear(chosen ?? disguise.style());
  return compare(Boolean(pins.duress));
}

function failed(problem, pins) {
  if (problem instanceof joining.WrongKey) return messageScreen("badKey");
  if (problem.name === "QuotaExceededError") return messageScreen("storageFull");
  if (problem instanceof Refusal) return messageScreen("joinRefused");
  return messageScreen("noNetwork", button(say("join"), () => join(pins), "do"));
}

/** Show the words to compare until somebody says that they are the same; they outlive a lock. */
export function compare(duress = true) {
  const numbers = notebook.state().compare, lang = language() === "ko" ? "ko" : "en";
  return show(() => compareScreen({
    words: wordsOf(numbers, lang), numbers: numbers.map((number) => number + 1), lang,
    same: async () => {
      await notebook.change((state) => { delete state.compare; });
      show(() => learnScreen({ title: disguise.title(), duress, next: then }));
    },
    differ: async () => {
      notebook.drop();
      await device.wipe();
      show(() => messageScreen("differed"));
    },
  }));
}
