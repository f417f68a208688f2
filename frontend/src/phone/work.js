// What a guide says: each press is sealed at once, put behind the others, and sent with a token.
import * as api from "./api.js";
import { fromBase64, toBase64, uuidBytes } from "./codes.js";
import * as box from "./crypto.js";
import { erase, eraseEnded, isOver, LAST_WORDS, leaveStones } from "./items.js";
import * as notebook from "./notebook.js";
import { chain, dangerOf, downOf, lateOf, nextDue, noToken, wellAt } from "./tokens.js";

const WORDS_MAX = 280;
// The next due stays; it is only moved, or made to ring at once.
const STEPS = new Set(["accepted", "met", "taken", ...LAST_WORDS]);
const MOVES_NONE = new Set(["problem", "words", "hazard"]);

/** The cards to show: everything open, and what was just ended until the page is locked. */
export function views() {
  const { orders, queue } = notebook.state();
  return orders.filter((order) => order.state !== "stone" && (order.text || order.state !== "open")).map((order) => ({
    id: order.id, state: order.state, why: order.why, order: order.text, missing: Boolean(order.missing),
    changed: Boolean(order.changed), words: order.words, go: order.go,
    said: order.said.map(({ verb, at, entry }) => ({ verb, at, sent: !queue.some((one) => one.entry === entry) })),
  }));
}

export const unsent = () => notebook.state().queue.filter(({ kind }) => kind === api.REPORT).length;
export const hasOpenOrder = () => notebook.state().orders.some((order) => order.text);

/**
 * Say something about an order: a token, which the keyless server understands, and the sealed report.
 * `duress` takes the token of the other chain; all else is the same.
 */
export async function say(id, verb, { words = "", place = null, at, duress = false }) {
  const told = [words.trim().slice(0, WORDS_MAX), place ? `~${place.lat.toFixed(2)},${place.lon.toFixed(2)}` : ""].filter(Boolean).join(" ");
  await notebook.change(async (state) => {
    const order = state.orders.find((one) => one.id === id);
    // A finger that slipped says a step once.
    if (!order || (STEPS.has(verb) && order.said.some((word) => word.verb === verb))) return;
    const token = await tokenFor(order, verb, { at, duress: duress || Boolean(order.duress) });
    const payload = await reportBox(state.me, { order: id, verb, at: at.toISOString(), words: told });
    put(state, api.TOKEN, token);
    const entry = put(state, api.REPORT, payload);
    note(order, { verb, words: told, at: at.toISOString(), entry });
    if (LAST_WORDS.has(verb)) erase(order, verb === "declined" || verb === "stood_down" ? verb : "gone");
  });
}

async function reportBox(me, report) {
  return box.sealReport(report, {
    signSeed: fromBase64(me.signSeed), mailbox: uuidBytes(me.mailbox), cellBoxPublic: fromBase64(me.cellBoxPublic),
  });
}

function put(state, kind, payload) {
  const entry = toBase64(box.randomBytes(16));
  state.queue.push({ kind, entry, payload: toBase64(payload) });
  return entry;
}

function note(order, { verb, words, at, entry }) {
  order.changed = false;
  if (verb === "words") order.words = [...order.words, { text: words, at, mine: true }];
  else order.said.push({ verb, at, entry });
}

/** The token that goes with a word; where nothing is due, one that opens nothing. */
async function tokenFor(order, verb, { at, duress }) {
  const { seeds, dues = [] } = order.text ?? order.answer ?? {};
  if (!seeds || MOVES_NONE.has(verb)) return noToken();
  const seed = fromBase64(seeds[duress ? 1 : 0]);
  if (verb === "danger") return dangerOf(seed);
  if (verb === "stood_down") return downOf(seed);
  const isAny = verb === "late" || verb === "declined" || (verb === "well" && duress);
  const own = verb === "well" && !duress ? wellAt(dues, order.shown, at) : nextDue(dues, order.shown, verb);
  const nth = own || (isAny ? nextDue(dues, order.shown) : 0);
  if (!nth) return noToken();
  const token = (await chain(seed, dues.length))[nth - 1];
  if (verb === "late") return lateOf(token);
  order.shown = nth;
  return token;
}

/** Once locked, what was ended leaves the phone but for its stone; what ended meanwhile is erased, with or without a network. */
export async function clearEnded(now) {
  if (!notebook.state()) return;
  if (notebook.state().orders.some(isOver)) await notebook.change(leaveStones);
  if (eraseEnded(structuredClone(notebook.state()), now)) await notebook.change((state) => eraseEnded(state, now));
}
