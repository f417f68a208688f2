// The three things a tablet asks the server, two of them signed. No cookies, no referrer.
import { fromBase64, toBase64, toBase64Url } from "../phone/codes.js";

// Said no for good; could not take it now; and: this tablet was given up.
export class Refusal extends Error {}
export class Later extends Error {}
export class Gone extends Error {
  constructor(note) {
    super("gone");
    this.note = note;
  }
}
const TIMEOUT_MS = 60_000;
let base = "/tablet/api/";

export function setBase(address) {
  base = address;
}

async function post(name, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    const answer = await fetch(base + name, {
      method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" },
      credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", signal: stop.signal,
    });
    if (answer.status === 410) throw new Gone(fromBase64((await answer.json()).gone));
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) throw new Refusal(String(answer.status));
    if (!answer.ok) throw new Later(String(answer.status));
    return { body: new Uint8Array(await answer.arrayBuffer()), answer };
  } finally {
    clearTimeout(timer);
  }
}

export async function askToJoin({ secret, signPublic, boxPublic }) {
  const { body } = await post("join", {
    invite: toBase64Url(secret), sign_public: toBase64(signPublic), box_public: toBase64(boxPublic),
  });
  const told = JSON.parse(new TextDecoder().decode(body));
  return { tablet: told.tablet, cellBoxPublic: fromBase64(told.cell_box_public), cellSignPublic: fromBase64(told.cell_sign_public) };
}

/** Fetch the packets after a number: each is its number, its length and its box. */
export async function fetchPackets(signed) {
  const { body } = await post("fetch", signed);
  const packets = [], view = new DataView(body.buffer, body.byteOffset, body.length);
  for (let at = 0; at < body.length;) {
    const seq = Number(view.getBigUint64(at)), size = view.getUint32(at + 8);
    packets.push({ seq, box: body.slice(at + 12, at + 12 + size) });
    at += 12 + size;
  }
  return packets;
}

export const sendWord = (signed) => post("word", signed);
