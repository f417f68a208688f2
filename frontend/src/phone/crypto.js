// Sealing, opening and signing on the phone. The formats are those of the server's vault:
// suite 1 = X-Wing, HKDF-SHA256, AES-256-GCM; a box is suite, kind, 1,120 bytes, ciphertext.
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { ed25519 } from "@noble/curves/ed25519.js";

export const KIND_ORDER = 5;
export const KIND_REPORT = 7;
const SUITE = 1;
const ENC_BYTES = 1120;
const SIGNATURE_BYTES = 64;
const BUCKETS = [256, 1024, 4096, 16384, 65536];
const ORDER_LABEL = "ws1/order", REPORT_LABEL = "ws1/report", ONETIME_LABEL = "ws1/onetime", INFO_LABEL = "ws1/seal";
const TICKET_LABEL = "ws1/ticket";
const COMPARE_LABEL = "ws1/compare";

const hpke = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** Put byte strings (or texts, or lists of numbers) behind one another. */
export function join(...parts) {
  const bytes = parts.map((part) => (typeof part === "string" ? new TextEncoder().encode(part) : Uint8Array.from(part)));
  const all = new Uint8Array(bytes.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of bytes) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function same(a, b) {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

export async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
}

export function randomBytes(count) {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** The public key, 1,216 bytes, of a 32-byte X-Wing seed. */
export async function publicOf(seed) {
  const pair = await hpke.kem.generateKeyPairDerand(Uint8Array.from(seed));
  return new Uint8Array(await hpke.kem.serializePublicKey(pair.publicKey));
}

export async function keyIdOf(publicBytes) {
  return (await sha256(publicBytes)).slice(0, 16);
}

/** Seal a body so that only the holder of the key's seed opens it, as this kind, about this. */
export async function sealTo(publicBytes, body, kind, about) {
  const recipientPublicKey = await hpke.kem.deserializePublicKey(Uint8Array.from(publicBytes));
  const sender = await hpke.createSenderContext({ recipientPublicKey, info: info(kind, about) });
  return join([SUITE, kind], new Uint8Array(sender.enc), new Uint8Array(await sender.seal(body)));
}

/** Open a box; throws if it is of another kind, about something else, or not for this seed. */
export async function openWith(seed, box, kind, about) {
  if (box[0] !== SUITE || box[1] !== kind) throw new Error("unknown suite or kind");
  const recipientKey = await hpke.kem.deserializePrivateKey(Uint8Array.from(seed));
  const enc = box.slice(2, 2 + ENC_BYTES);
  const reader = await hpke.createRecipientContext({ recipientKey, enc, info: info(kind, about) });
  return new Uint8Array(await reader.open(box.slice(2 + ENC_BYTES)));
}

function info(kind, about) {
  if (about.length % 16) throw new Error(`about has ${about.length} bytes: give a run of 16-byte ids`);
  return join(INFO_LABEL, [SUITE, kind], about);
}

/** Length in 4 bytes, the body, zeros up to the bucket: boxes of one sort have one size. */
export function pad(body, least = 0) {
  const size = BUCKETS.find((bucket) => bucket >= least && bucket >= body.length + 4);
  if (!size) throw new Error(`a body of ${body.length} bytes fits no bucket`);
  const padded = new Uint8Array(size);
  new DataView(padded.buffer).setUint32(0, body.length);
  padded.set(body, 4);
  return padded;
}

export function unpad(padded) {
  if (!BUCKETS.includes(padded.length)) throw new Error(`no bucket has ${padded.length} bytes`);
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  if (length > padded.length - 4) throw new Error("the length goes beyond the padding");
  if (padded.slice(4 + length).some((byte) => byte)) throw new Error("the padding is not zero");
  return padded.slice(4, 4 + length);
}

export function signPublicOf(seed) {
  return ed25519.getPublicKey(seed);
}

export function signOnetime(seed, onetimePublic) {
  return ed25519.sign(join(ONETIME_LABEL, onetimePublic), seed);
}

function verify(publicBytes, signature, message) {
  try {
    return ed25519.verify(signature, message, publicBytes, { zip215: false });
  } catch {
    return false;
  }
}

/** A report: signature, then JSON, padded to 1,024 bytes and sealed to the cell. */
export async function sealReport(report, { signSeed, mailbox, cellBoxPublic }) {
  const body = join(JSON.stringify(report));
  const signature = ed25519.sign(join(REPORT_LABEL, mailbox, body), signSeed);
  return sealTo(cellBoxPublic, pad(join(signature, body), 1024), KIND_REPORT, mailbox);
}

/** Open an order with one of the phone's one-time seeds; null if it is for another key or a filler. */
export async function openOrder(box, { seed, publicBytes, cellSignPublic }) {
  let inside;
  try {
    inside = unpad(await openWith(seed, box, KIND_ORDER, await keyIdOf(publicBytes)));
  } catch {
    return null;
  }
  const signature = inside.slice(0, SIGNATURE_BYTES);
  const body = inside.slice(SIGNATURE_BYTES);
  const message = join(ORDER_LABEL, await sha256(publicBytes), body);
  if (!verify(cellSignPublic, signature, message)) return { genuine: false };
  return { genuine: true, order: JSON.parse(new TextDecoder().decode(body)) };
}

/** What is shown of an invitation's secret, which is never sent: whoever had it could try keys until the words agree. */
export async function ticketOf(secret) {
  return (await sha256(TICKET_LABEL, secret)).slice(0, 16);
}

/** Four numbers below 2,048, 44 bits, that both sides compare; as words they are read aloud. */
export async function comparison(secret, mailboxPublic, signPublic, cellSignPublic, cellBoxPublic) {
  const hash = await sha256(COMPARE_LABEL, secret, mailboxPublic, signPublic, cellSignPublic, cellBoxPublic);
  const bits = [...hash.slice(0, 6)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return [0, 11, 22, 33].map((at) => parseInt(bits.slice(at, at + 11), 2));
}

/** Six digits a tablet compares: the first 20 bits of the hash, modulo a million. */
export async function comparisonNumber(secret, mailboxPublic, signPublic, cellSignPublic, cellBoxPublic) {
  const hash = await sha256(secret, mailboxPublic, signPublic, cellSignPublic, cellBoxPublic);
  const number = new DataView(hash.buffer).getUint32(0) >>> 12;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Bytes as small hexadecimal digits, to name a key or an item by. */
export function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
