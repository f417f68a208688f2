// Which screen when: the face, the door, the cards, and everything that closes them again.
import { Later, Refusal } from "./api.js";
import { orderCard } from "./cards.js";
import * as device from "./device.js";
import * as disguise from "./disguise.js";
import * as menu from "./menu.js";
import * as notebook from "./notebook.js";
import { pinScreen } from "./pin.js";
import { bar, busyScreen, homeScreen } from "./screens.js";
import * as setup from "./setup.js";
import { place, redraw, setRoot, show, shows } from "./stage.js";
import * as turns from "./turns.js";
import { showCalled } from "./verbs.js";
import * as work from "./work.js";

const CLOCKS_APART_MS = 10 * 60_000;
let now, unlocked = () => {}, line = null;
let lookedAt = null, later = false, notes = new Set(), busy = false, again = false, drawn = "", knownOpen = null, unkept = "";

/** Show the page; `clock` gives the time and takes the office's, `opened` is called whenever the cards come up. */
export async function start(element, fragment, { clock, opened }) {
  setRoot(element);
  [now, unlocked] = [clock, opened];
  disguise.dress();
  if (fragment) return setup.begin(fragment, home);
  if (disguise.isWorn() || (await device.isSetUp())) return show(face);
  return setup.begin("", home);
}

const face = () => { disguise.draw(() => show(door())); };

/** Ask for the PIN. What is said about a wrong one is the same whatever it did. */
const door = (trouble = {}) => () => pinScreen({ kind: "unlock", back: () => show(face), ...trouble, submit: unlock });

async function unlock(pin) {
  await show(() => busyScreen("wait"));
  // A try that cannot be counted is none.
  const { opened, waitS, unkept: why } = await notebook.alone(() => enter(pin)).catch((problem) => ({ unkept: whyNot(problem) }));
  if (why) return show(door({ unkept: why }));
  if (!opened) return show(door({ wrong: true, waitS }));
  if (!notebook.state()) await keeping(notebook.markPressed);
  await keeping(() => work.clearEnded(now()));
  return home();
}

/** Open the door and read what is behind it, before another window can change it. */
async function enter(pin) {
  const said = await device.unlock(pin);
  if (!said.opened) return said;
  await notebook.load();
  unlocked();
  return said;
}

/** Close because another window was opened: what waits to be written here is not written any more. */
export function giveWay() {
  const closed = lock();
  device.lock();
  return closed;
}

/** Close everything: the words leave the screen at once, the keys the memory. */
export async function lock() {
  if (!device.isOpen()) return;
  lookedAt = null;
  notes.clear();
  unkept = "";
  await show(face);
  await notebook.close();
}

/** Whether the page may close by itself: not while words are compared with somebody on this very phone. */
export const mayLock = () => device.isOpen() && !notebook.state()?.compare;
/** Whether an order was open when this was last known; null before the first unlocking. */
export function hasOpenOrder() {
  if (notebook.state()) knownOpen = work.hasOpenOrder();
  // The rhythm must not tell which door was opened.
  else if (notebook.sideState()) knownOpen = notebook.sideState().orders.length > 0;
  return knownOpen;
}

let isWiped = false;
/** Whether all was erased since this page was loaded: then nothing may be kept again. */
export const wasWiped = () => isWiped;

async function wipe() {
  isWiped = true;
  line = null;
  notebook.drop();
  await device.wipe();
  return show(face);
}

async function home() {
  if (notebook.state()?.compare) return setup.compare();
  drawn = "";
  unlocked();
  await show(cards);
  return refresh();
}

const warnings = () => (unkept ? [unkept, ...notes] : [...notes]);

/** Do what has to be kept; whoever pressed must see it if the phone could not keep it. */
async function keeping(act, isExpected = () => false) {
  try {
    const said = await act();
    unkept = "";
    return said;
  } catch (problem) {
    if (!device.isOpen() || isExpected(problem)) throw problem;
    unkept = whyNot(problem);
    return null;
  }
}

const whyNot = ({ name }) => (name === "QuotaExceededError" ? "storageFull" : "failed");

const views = () => (notebook.state() ? work.views() : []);

function cards() {
  const shown = views();
  drawn = JSON.stringify([shown, warnings()]);
  return homeScreen({ notes: warnings(), cards: shown.map((view) => orderCard(view, actsOf(view.id))), look: refresh, ...foot() });
}

function foot() {
  const waiting = notebook.state() ? work.unsent() : 0;
  return { state: { waiting, offline: !navigator.onLine, later, lookedAt }, lock, menu: () => menu.open({ back: home, wipe }) };
}

function actsOf(id) {
  const say = async (verb, words = "", where = null, duress = false) => {
    await keeping(() => work.say(id, verb, { words, place: where, at: now(), duress }));
    // What can be said beside an alarm stands on the screen already and stays there.
    if (verb !== "danger" || unkept) await redraw();
    return refresh();
  };
  return { say, well: (long) => say("well", "", null, long), write: (text) => say("words", text), place: coarsePlace };
}

/** About where this phone is, to a hundredth of a degree: roughly a kilometre. Only when asked for. */
function coarsePlace() {
  const rounded = (degrees) => Math.round(degrees * 100) / 100;
  return new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(
    ({ coords }) => resolve({ lat: rounded(coords.latitude), lon: rounded(coords.longitude) }), reject,
    { maximumAge: 60_000, timeout: 30_000 }));
}

/** Send what waits and look for mail; without a network nothing is lost and nothing is said. */
/** Whether the last look at the office failed. */
export const isBehind = () => lookedAt === null;

export async function refresh() {
  if (busy) again = true;
  if (busy) return;
  busy = true;
  try {
    do {
      again = false;
      await keeping(turnOnce, isPassing);
    } while (again);
  } catch {
    lookedAt = null;
  } finally {
    busy = false;
    await redrawCards();
  }
}

async function turnOnce() {
  if (!device.isOpen()) {
    if (line) await turns.idle(line);
    return;
  }
  line = turns.lineOf(notebook.state()?.me ?? notebook.sideState());
  const said = await (notebook.state() ? turns.round(now) : turns.underDuress(now));
  if (!device.isOpen()) return;
  ({ notes, later } = said);
  if (Math.abs(said.now - now()) > CLOCKS_APART_MS) notes.add("clockWrong");
  lookedAt = now();
}

/** No network, or an office that cannot answer: the next turn tries again. */
function isPassing(problem) {
  return problem instanceof TypeError || problem instanceof Refusal || problem instanceof Later || problem.name === "AbortError";
}

async function redrawCards() {
  if (!shows(cards)) return;
  if (notebook.state() && work.unsent() === 0) showCalled(place());
  const isNew = JSON.stringify([views(), warnings()]) !== drawn;
  // Somebody is in the middle of an answer: it stays, unless the order itself was called off.
  const isAsked = [...place().querySelectorAll("textarea")].some((field) => field.value || field === document.activeElement) || place().querySelector(".asking");
  if (isNew && (!isAsked || views().some(({ state }) => state === "stood_down"))) return redraw();
  place().querySelector("footer.bar")?.replaceWith(bar(foot()));
}
