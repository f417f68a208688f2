// What an item from the office changes on this phone. Pure: a state in, the same state changed.
const ORDERS = new Set(["order", "amend"]);
const STONES_MAX = 20, WORDS_MAX = 30;
// Once one of these was said, nothing of the order is needed here any more.
export const LAST_WORDS = new Set(["handed_over", "left", "declined", "stood_down"]);

/** Take one genuine item into the state. Gives a key of words to show beside the cards, or null. */
export function apply(state, item, now) {
  const known = state.orders.find((order) => order.id === item.order);
  if (item.v !== 2 || !item.order || item.n <= (known?.last ?? 0)) return null;
  const order = known ?? { id: item.order, last: 0, state: "open", text: null, said: [], shown: 0, words: [], go: null };
  if (item.prev > order.last) order.missing = true;
  order.last = item.n;
  if (!known) state.orders.push(order);
  if (order.state !== "open") return null;
  if (ORDERS.has(item.is)) return takeOrder(order, item, surely(state, now));
  if (item.is === "stand_down") return standDown(order, item);
  if (item.is === "words") order.words = [...order.words, { text: item.text, at: now.toISOString(), mine: false }].slice(-WORDS_MAX);
  if (item.is === "go") order.go = { text: item.text, at: now.toISOString() };
  return null;
}

function takeOrder(order, item, now) {
  if (hasEnded(item, now)) {
    erase(order, "expired");
    return "expired";
  }
  // Another chain counts from its own beginning.
  if (order.text && String(order.text.seeds) !== String(item.seeds)) order.shown = 0;
  order.changed = Boolean(order.text);
  order.text = { ...item, dues: moments(item) };
  return null;
}

/** The dues with their moments: an item counts them in minutes from the start of its window, to be short. */
function moments({ dues = [], window: [start] = [] }) {
  return dues.map(([verb, minutes]) => [verb, new Date(Date.parse(start) + minutes * 60_000).toISOString()]);
}

function standDown(order, item) {
  const { seeds, dues } = order.text ?? {};
  erase(order, "stood_down");
  order.why = item.why;
  // Only what the answer needs; it goes with the answer.
  if (seeds) order.answer = { seeds, dues };
  return null;
}

/** Take away all an order says, its seeds too; a stone is left, so that nothing old brings it back. */
export function erase(order, state) {
  for (const key of ["text", "why", "answer", "missing", "changed", "duress"]) delete order[key];
  Object.assign(order, { state, text: null, words: [], go: null });
}

/** Erase the orders whose end has passed; says whether there was one. */
export function eraseEnded(state, now) {
  const ended = state.orders.filter(({ text }) => text && hasEnded(text, surely(state, now)));
  for (const order of ended) erase(order, "expired");
  return ended.length > 0;
}

const hasEnded = ({ expires }, at) => Boolean(expires) && new Date(expires) <= at;

/** The earlier of this phone's clock and the office's as last heard: a clock that jumped ahead erases nothing. */
const surely = ({ apartMs = 0 }, now) => new Date(now.getTime() + Math.min(0, apartMs));

/** Whether nothing is left to say about an order, or to show of it once the page was locked. */
export function isOver(order) {
  if (order.state === "stood_down") return order.said.some(({ verb }) => verb === "stood_down");
  return order.state !== "open" && order.state !== "stone";
}

/** Forget what was said about orders that are over; the youngest stones stay. */
export function leaveStones(state) {
  const open = state.orders.filter((order) => !isOver(order) && order.state !== "stone");
  const over = state.orders.filter((order) => !open.includes(order)).slice(-STONES_MAX);
  state.orders = [...over.map(({ id, last }) => ({ id, last, state: "stone", text: null, said: [], words: [] })), ...open];
}
