// The tokens of an order, two chains of them: one says that all is well, the other that it is not.
// Outside this phone and the office nobody can tell one from the other.
import { randomBytes, sha256 } from "./crypto.js";

export const TOKEN_BYTES = 16;
const CHAIN = "ws1/tok", LATE = "ws1/late", RING = "ws1/ring", DOWN = "ws1/down";

const cut = async (label, bytes) => (await sha256(label, bytes)).slice(0, TOKEN_BYTES);

/** The tokens T1 to Tn of a seed. The last is made first: whoever sees one knows all before it, none after. */
export async function chain(seed, count) {
  const tokens = [];
  for (let made = await cut(CHAIN, seed); tokens.length < count; made = await cut(CHAIN, made)) tokens.unshift(made);
  return tokens;
}

export const lateOf = (token) => cut(LATE, token);
export const dangerOf = (seed) => cut(RING, seed);
export const downOf = (seed) => cut(DOWN, seed);
/** What is shown where nothing is due, so that every press looks like every other. */
export const noToken = () => randomBytes(TOKEN_BYTES);

/** The place, from 1, of the first due after `shown` with this verb, or with any; 0 if there is none. */
export function nextDue(dues, shown, verb = null) {
  return 1 + dues.findIndex(([due], index) => index >= shown && (verb === null || due === verb));
}

/** The place of the word on the way that is due next by the clock; 0 if it was shown: a press more answers no later one. */
export function wellAt(dues, shown, now) {
  const wells = dues.flatMap(([verb], index) => (verb === "well" ? [index + 1] : []));
  const nth = wells.find((place) => new Date(dues[place - 1][1]) >= now) ?? wells.at(-1) ?? 0;
  return nth > shown ? nth : 0;
}

/** The place of the due that comes next by the clock; the last if all are past, 0 if there is none. */
export function dueAt(dues, now) {
  const coming = dues.findIndex(([, at]) => new Date(at) >= now);
  return coming < 0 ? dues.length : coming + 1;
}
