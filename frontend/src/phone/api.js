// The three questions a phone asks the server. No cookies, no referrer.
import { fromBase64, toBase64, toBase64Url } from "./codes.js";

// Said no for good, and: could not take it now, so it has to be kept and sent again.
export class Refusal extends Error {}
export class Later extends Error {}
const TIMEOUT_MS = 20_000;
let base = "/p/api/";

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
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) throw new Refusal(String(answer.status));
    if (!answer.ok) throw new Later(String(answer.status));
    return await answer.json();
  } finally {
    clearTimeout(timer);
  }
}

export async function askToJoin({ secret, mailboxPublic, onetimePublics, signPublic, signatures }) {
  const answer = await post("join", {
    invite: toBase64Url(secret),
    mailbox_public: toBase64(mailboxPublic),
    one_time_publics: onetimePublics.map(toBase64),
    sign_public: toBase64(signPublic),
    signatures: signatures.map(toBase64),
  });
  return {
    mailbox: answer.mailbox,
    token: answer.token,
    cellBoxPublic: fromBase64(answer.cell_box_public),
    cellSignPublic: fromBase64(answer.cell_sign_public),
  };
}

/** Fetch the mail: always the same number of items of one size, most of them fillers. */
export async function fetchMail({ mailbox, token }) {
  const answer = await post("mail", { mailbox, token });
  return { now: answer.now, boxes: answer.items.map((item) => fromBase64(item.box)) };
}

export async function sendReport({ mailbox, token }, { entry, box }) {
  return post("report", { mailbox, token, entry, box: toBase64(box) });
}
