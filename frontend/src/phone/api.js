// The phone's two questions: to join, once, and the turn, again and again. No cookies, no referrer.
import { fromBase64, toBase64, toBase64Url } from "./codes.js";

// Said no for good, and: could not take it now, so it has to be kept and sent again.
export class Refusal extends Error {}
export class Later extends Error {}
const TIMEOUT_MS = 20_000;
export const REQUEST_BYTES = 2_304, ANSWER_BYTES = 6_656, ACKS_MAX = 3;
export const LOOK = 0, REPORT = 1, KEY = 2, TOKEN = 3;
const VERSION = 1, ID_BYTES = 16, BOX_BYTES = 2_162, ITEMS = 3;
const HEAD = { mailbox: 2, token: 18, entry: 50, acks: 66, length: 114, payload: 116 };
const SAYS = { status: 1, entry: 2, now: 18, wanted: 26, items: 64 };
let base = "/p/api/";

export function setBase(address) {
  base = address;
}

async function post(name, body, type) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    const answer = await fetch(base + name, {
      method: "POST", body, headers: { "Content-Type": type }, signal: stop.signal,
      credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
    });
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) throw new Refusal(String(answer.status));
    if (!answer.ok) throw new Later(String(answer.status));
    return type === "application/json" ? await answer.json() : new Uint8Array(await answer.arrayBuffer());
  } finally {
    clearTimeout(timer);
  }
}

export async function askToJoin({ ticket, mailboxPublic, onetimePublics, signPublic, signatures }) {
  const answer = await post("join", JSON.stringify({
    invite: toBase64Url(ticket),
    mailbox_public: toBase64(mailboxPublic),
    one_time_publics: onetimePublics.map(toBase64),
    sign_public: toBase64(signPublic),
    signatures: signatures.map(toBase64),
  }), "application/json");
  return {
    mailbox: answer.mailbox,
    token: fromBase64(answer.token),
    cellBoxPublic: fromBase64(answer.cell_box_public),
    cellSignPublic: fromBase64(answer.cell_sign_public),
  };
}

/** One question in the one size all of them have; `acks` are ids of items that are kept here. */
export function packTurn({ mailbox, token, kind, entry, acks = [], payload = new Uint8Array(0) }) {
  const bytes = new Uint8Array(REQUEST_BYTES);
  if (payload.length > REQUEST_BYTES - HEAD.payload) throw new Error(`${payload.length} bytes do not fit a turn`);
  bytes.set([VERSION, kind]);
  bytes.set(mailbox, HEAD.mailbox);
  bytes.set(token, HEAD.token);
  bytes.set(entry, HEAD.entry);
  acks.slice(0, ACKS_MAX).forEach((id, nth) => bytes.set(id, HEAD.acks + nth * ID_BYTES));
  new DataView(bytes.buffer).setUint16(HEAD.length, payload.length);
  bytes.set(payload, HEAD.payload);
  return bytes;
}

/** Read an answer; three items always, most of them fillers that open with no key. */
export function unpackTurn(bytes) {
  if (bytes.length !== ANSWER_BYTES || bytes[0] !== VERSION) throw new Later(`an answer of ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const items = Array.from({ length: ITEMS }, (_, nth) => {
    const at = SAYS.items + nth * (2 * ID_BYTES + BOX_BYTES), box = at + 2 * ID_BYTES;
    return { id: bytes.slice(at, at + ID_BYTES), key: bytes.slice(at + ID_BYTES, box), box: bytes.slice(box, box + BOX_BYTES) };
  });
  return {
    taken: bytes[SAYS.status] === 0, entry: bytes.slice(SAYS.entry, SAYS.entry + ID_BYTES),
    now: new Date(Number(view.getBigInt64(SAYS.now))), wanted: bytes[SAYS.wanted], items,
  };
}

/** Take one turn: bring one thing, or nothing, and get what waits. */
export async function turn(asked) {
  return unpackTurn(await post("turn", packTurn(asked), "application/octet-stream"));
}
