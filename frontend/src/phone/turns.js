// The phone's turns with the office: what waits goes out, what came in is kept, one size each way.
import * as api from "./api.js";
import { fromBase64, toBase64, uuidBytes } from "./codes.js";
import * as box from "./crypto.js";
import { apply, eraseEnded } from "./items.js";
import * as notebook from "./notebook.js";
import { chain, dueAt } from "./tokens.js";

// A turn alone would show by a second one that something came; so there are always at least two.
const TURNS_MIN = 2, TURNS_MAX = 40;
const GOT_MAX = 64;

/** Where this phone asks and by what right; all a locked page keeps of what it knew. */
export function lineOf({ mailbox, token }) {
  return { mailbox: uuidBytes(mailbox), token: fromBase64(token) };
}

/** Turns until nothing waits to be sent. Gives the notes to show and the office's time. */
export async function round(now) {
  const notes = new Set();
  let at = null, later = false;
  for (let nth = 0; nth < TURNS_MIN || (nth < TURNS_MAX && !later && notebook.state().queue.length); nth++) {
    const { said, answer } = await one(later, now);
    said.forEach((note) => notes.add(note));
    at = answer.now;
    later ||= !answer.taken;
  }
  return { notes, now: at, later };
}

/** One turn of an open phone: brings the oldest entry, or a fresh key, or nothing. */
async function one(later, now) {
  const state = notebook.state();
  const asked = later ? await looking() : await bringing(state);
  const acks = state.acks.slice(0, api.ACKS_MAX);
  const answer = await api.turn({ ...lineOf(state.me), ...asked, acks: acks.map(fromBase64) });
  const said = await notebook.change(async (next) => {
    next.acks = next.acks.filter((id) => !acks.includes(id));
    if (answer.taken && box.same(answer.entry, asked.entry)) settle(next, toBase64(asked.entry));
    const at = now(answer.now);
    next.apartMs = answer.now - at;
    const notes = await takeItems(next, answer.items, at);
    if (answer.wanted && !next.offer) next.offer = await newOffer();
    return notes;
  });
  return { said, answer };
}

const looking = async () => ({ kind: api.LOOK, entry: box.randomBytes(16) });

async function bringing({ queue: [first], offer, me }) {
  if (first) return { kind: first.kind, entry: fromBase64(first.entry), payload: fromBase64(first.payload) };
  if (!offer) return looking();
  const publicBytes = await box.publicOf(fromBase64(offer.seed));
  const payload = box.join(publicBytes, box.signOnetime(fromBase64(me.signSeed), publicBytes));
  return { kind: api.KEY, entry: fromBase64(offer.entry), payload };
}

/** The office has it: it need not be sent again. */
function settle(state, entry) {
  state.queue = state.queue.filter((one) => one.entry !== entry);
  if (state.offer?.entry !== entry) return;
  state.keys.push({ name: state.offer.name, seed: state.offer.seed });
  state.offer = null;
}

async function newOffer() {
  const seed = box.randomBytes(32);
  const name = toBase64(await box.keyIdOf(await box.publicOf(seed)));
  return { entry: toBase64(box.randomBytes(16)), name, seed: toBase64(seed) };
}

/** Keep what opens; whatever was kept is told to the office with the next turn. */
async function takeItems(state, items, now) {
  const found = [], notes = [];
  for (const item of items) {
    const id = toBase64(item.id);
    if (state.got.includes(id)) addTo(state.acks, id);
    else {
      const opened = await openItem(state, item);
      if (!opened) continue;
      state.got = [...state.got, id].slice(-GOT_MAX);
      addTo(state.acks, id);
      if (opened.genuine) found.push(opened.order);
      else notes.push("forged");
    }
  }
  for (const item of found.sort((a, b) => a.n - b.n)) notes.push(apply(state, item, now));
  if (eraseEnded(state, now)) notes.push("expired");
  return notes.filter(Boolean);
}

function addTo(list, id) {
  if (!list.includes(id)) list.push(id);
}

/** Open an item with the key it names, and forget that key; null if it is not for this phone. */
async function openItem(state, { key, box: sealed }) {
  const name = toBase64(key);
  const own = [...state.keys, state.offer, { name: state.me.mailboxName, seed: state.me.mailboxSeed }].find((one) => one?.name === name);
  if (!own) return null;
  const seed = fromBase64(own.seed), cellSignPublic = fromBase64(state.me.cellSignPublic);
  const opened = await box.openOrder(sealed, { seed, publicBytes: await box.publicOf(seed), cellSignPublic });
  if (opened) {
    state.keys = state.keys.filter((one) => one.name !== name);
    if (state.offer?.name === name) state.offer = null;
  }
  return opened;
}

/** Turns of a page that is locked: they only show that the phone is there. */
export async function idle(line) {
  for (let nth = 0; nth < TURNS_MIN; nth++) await api.turn({ ...line, ...(await looking()) });
}

// The tokens for duress that the office has: shown again and again they would be told from a guide's press.
const told = new Set();

/** Turns of a phone opened by the PIN for duress: they ask for help and look like a press, then like any others. */
export async function underDuress(now) {
  const { orders, ...me } = notebook.sideState();
  const tokens = await Promise.all(orders.map((order) => duressToken(order, now())));
  const press = [];
  for (const token of tokens.filter((one) => one && !told.has(toBase64(one)))) {
    press.push({ kind: api.TOKEN, payload: token }, { kind: api.REPORT, payload: await noReport(me), told: toBase64(token) });
  }
  let answer = null;
  for (let nth = 0; nth < Math.max(TURNS_MIN, press.length); nth++) {
    const asked = press[nth] ?? { kind: api.LOOK };
    answer = await api.turn({ ...lineOf(me), entry: box.randomBytes(16), ...asked });
    if (asked.told && answer.taken) told.add(asked.told);
  }
  return { notes: new Set(), now: answer.now, later: false };
}

async function duressToken({ seed, dues, shown }, at) {
  // One that was answered already would ring no more.
  const nth = Math.min(dues.length, Math.max(dueAt(dues, at), shown + 1));
  return nth ? (await chain(fromBase64(seed), dues.length))[nth - 1] : null;
}

/** A report that nobody can open: a press has one, and this side holds no key to sign it with. */
async function noReport({ mailbox }) {
  return box.sealTo(await box.publicOf(box.randomBytes(32)), new Uint8Array(1024), box.KIND_REPORT, uuidBytes(mailbox));
}
