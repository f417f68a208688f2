// The price of a message: a nonce whose digest begins with so many zero bits.
import { sha256 } from "@noble/hashes/sha2.js";
import { join } from "../phone/crypto.js";

const AT_ONCE = 2000;

/** Search a nonce of 8 bytes, pausing so that the page stays awake. 18 bits: 262,144 tries on average. */
export async function work(riddle, id, bits) {
  const tried = join(sha256(join("ws1/work", riddle, id)), new Uint8Array(8));
  const nonce = new DataView(tried.buffer, 32);
  for (let count = 0; ; count++) {
    nonce.setUint32(0, Math.floor(count / 2 ** 32));
    nonce.setUint32(4, count >>> 0);
    const digest = sha256(tried);
    if (new DataView(digest.buffer, digest.byteOffset).getUint32(0) >>> (32 - bits) === 0) return tried.slice(32);
    if (count % AT_ONCE === AT_ONCE - 1) await new Promise((go) => setTimeout(go));
  }
}
