// What comes out of a link's secret, and what lies under it. The formats are those of vault/handed.py.
import { toBase64 } from "../phone/codes.js";
import { join, openWith, sha256, unpad } from "../phone/crypto.js";

const KIND_OWN = 15;
const SECRET_BYTES = 32;
const PROOF_BYTES = 32;
const TIMEOUT_MS = 30_000;

// What stands in the way: `key` names the sentence that says so.
export class Refusal extends Error {
  constructor(key) {
    super(key);
    this.key = key;
  }
}

/** The secret of a link whose twelve words somebody wrote down. */
export function secretOf(entropy) {
  return sha256("ws1/handed-words", entropy);
}

/** The digest under which the box of a link lies; `sort` is what the link is for. */
export function digestOf(secret, sort = "plan") {
  return sha256(`ws1/handed-${sort}`, secret);
}

/** Open a box; null if it is none for this secret. Throws if somebody else wrote it. */
export async function openBox(secret, box, sort = "plan") {
  const digest = await digestOf(secret, sort);
  let opened;
  try {
    opened = unpad(await openWith(await sha256("ws1/handed-seed", secret), box, KIND_OWN, digest.slice(0, 16)));
  } catch {
    return null;
  }
  const proof = opened.slice(0, PROOF_BYTES), body = opened.slice(PROOF_BYTES);
  const key = await crypto.subtle.importKey(
    "raw", await sha256("ws1/handed-proof", secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"],
  );
  if (!(await crypto.subtle.verify("HMAC", key, proof, join(digest, body)))) throw new Refusal("changed");
  return JSON.parse(new TextDecoder().decode(body));
}

/** Ask for what lies under a secret, which itself is never sent, and open it. */
export async function fetchPaper({ fetch: address, sort }, secret) {
  if (secret.length !== SECRET_BYTES) throw new Refusal("cut");
  const found = await openBox(secret, await boxOf(address, await digestOf(secret, sort)), sort);
  if (!found) throw new Refusal("ended");
  return found;
}

/** The texts of a paper that count on a day: some are good until a day, and then others are. */
export function documentsOn(paper, day) {
  return paper.first && day <= paper.first.until ? paper.first.documents : paper.documents;
}

async function boxOf(address, digest) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    const answer = await fetch(address, {
      method: "POST", body: JSON.stringify({ digest: toBase64(digest) }), headers: { "Content-Type": "application/json" },
      credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", signal: stop.signal,
    });
    if (answer.status === 429) throw new Refusal("later");
    if (!answer.ok) throw new Refusal("network");
    return new Uint8Array(await answer.arrayBuffer());
  } catch (problem) {
    throw problem instanceof Refusal ? problem : new Refusal("network");
  } finally {
    clearTimeout(timer);
  }
}
