// What goes between tablet and office: packets to it, words from it, questions it signs. The formats
// are those of the server's vault, as the phone's are.
import { ed25519 } from "@noble/curves/ed25519.js";
import { toBase64, uuidBytes } from "../phone/codes.js";
import { join, openWith, pad, sealTo, sha256, unpad } from "../phone/crypto.js";

export const KIND_PACKET = 12;
export const KIND_WORD = 13;
const LEAST = 4096, SIGNATURE_BYTES = 64;

function eight(number) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
}

function verify(publicBytes, signature, message) {
  try {
    return ed25519.verify(signature, message, publicBytes, { zip215: false });
  } catch {
    return false;
  }
}

/** Open a packet; throws if it is not for this tablet or not of its compartment. */
export async function openPacket({ seq, box }, { boxSeed, tablet, cellSignPublic }) {
  const id = uuidBytes(tablet);
  const inside = unpad(await openWith(boxSeed, box, KIND_PACKET, id));
  const signature = inside.slice(0, SIGNATURE_BYTES), body = inside.slice(SIGNATURE_BYTES);
  if (!verify(cellSignPublic, signature, join("ws1/packet", id, eight(seq), body))) throw new Error("a forged packet");
  return JSON.parse(new TextDecoder().decode(body));
}

/** Seal a word to the compartment, signed by the tablet. */
export async function sealWord(word, { signSeed, tablet, cellBoxPublic }) {
  const id = uuidBytes(tablet), body = join(JSON.stringify(word));
  const signature = ed25519.sign(join("ws1/word", id, body), signSeed);
  return sealTo(cellBoxPublic, pad(join(signature, body), LEAST), KIND_WORD, id);
}

/** Sign a question under a number that only grows. */
export async function signed(name, counter, body, { signSeed, tablet }) {
  const said = JSON.stringify(body);
  const message = join("ws1/tablet-ask", name, uuidBytes(tablet), eight(counter), await sha256(said));
  return { tablet, counter, said, sign: toBase64(ed25519.sign(message, signSeed)) };
}

/** Say whether the office itself gave this tablet up. */
export function isGone(note, { tablet, cellSignPublic }) {
  return verify(cellSignPublic, note, join("ws1/tablet-gone", uuidBytes(tablet)));
}
