// Seals a message to one intake key, and opens the answers to it. Formats: vault/intake.py.
import { ed25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { fromBase64, toBase64 } from "../phone/codes.js";
import { join, openWith, pad, publicOf, same, sealTo, unpad } from "../phone/crypto.js";

export const KIND_TIP = 10, KIND_ANSWER = 11;
const BUCKET = 16384, SIGNATURE_BYTES = 64, ID_BYTES = 16, KEY_DAYS_MAX = 31;
const DAY_MS = 86_400_000;

// The key offered is not signed by those whom this page, or the link it came by, names.
export class Foreign extends Error {}
// The text does not fit into the one size that every message has.
export class TooLong extends Error {}

/** What twelve words stand for: the id of the nth message under them, and the key of its answers.
 * The mark is the same in all of them, and only those who open them see it. */
export async function receiptOf(entropy, nth = 0) {
  const part = (label, length) => hkdf(sha256, entropy, undefined, join(label), length);
  const seed = part(`ws1/intake-reply/${nth}`, 32);
  return {
    id: part(`ws1/intake-id/${nth}`, ID_BYTES), mark: part("ws1/intake-mark", 32),
    seed, replyPublic: await publicOf(seed),
  };
}

/** Make sure that an offered key is signed by the expected signer, and not long ago. */
export function checkKey(key, signerDigest, now) {
  const [publicBytes, signature, signer] = [key.public, key.signature, key.signer].map(fromBase64);
  const statement = join("ws1/intake", sha256(publicBytes), key.day);
  const isOurs = same(sha256(signer), signerDigest) && isSigned(signer, signature, statement) &&
    same(sha256(publicBytes).slice(0, ID_BYTES), fromBase64(key.id));
  const age = (now - new Date(`${key.day}T00:00:00Z`)) / DAY_MS;
  if (!isOurs || !(age > -2 && age < KEY_DAYS_MAX)) throw new Foreign();
  return publicBytes;
}

/** Seal a message: 17,522 bytes whatever it says. */
export async function sealMessage(key, said, { id, mark, replyPublic }) {
  const bound = { reply: toBase64(sha256(replyPublic)), mark: toBase64(mark) };
  const body = join(JSON.stringify({ v: 1, ...said, ...bound }));
  if (body.length + 4 > BUCKET) throw new TooLong();
  return sealTo(fromBase64(key.public), pad(body, BUCKET), KIND_TIP, join(fromBase64(key.id), id));
}

/** Open what lies under a receipt; null if nobody has read the message yet. */
export async function openAnswers(box, { id, seed, replyPublic }, signer, signerDigest) {
  let inside;
  try {
    inside = unpad(await openWith(seed, box, KIND_ANSWER, id));
  } catch {
    return null; // Filler: nothing has been sealed to these words.
  }
  const body = inside.slice(SIGNATURE_BYTES);
  const statement = join("ws1/answer", sha256(replyPublic), id, body);
  const isOurs = same(sha256(signer), signerDigest) && isSigned(signer, inside.slice(0, SIGNATURE_BYTES), statement);
  if (!isOurs) throw new Foreign();
  return JSON.parse(new TextDecoder().decode(body));
}

function isSigned(publicBytes, signature, message) {
  try {
    return ed25519.verify(signature, message, publicBytes, { zip215: false });
  } catch {
    return false;
  }
}
