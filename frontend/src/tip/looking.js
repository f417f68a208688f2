// Coming back: all that was written under twelve words, how it stands, and what was answered.
import { sha256 } from "@noble/hashes/sha2.js";
import { fromBase64, toBase64 } from "../phone/codes.js";
import { post } from "./ask.js";
import { openAnswers, receiptOf } from "./sealing.js";
import { Refusal } from "./sending.js";

// A tip holds no more additions than this; see intake_rules.py.
const MESSAGES_MAX = 21;

/** Look for all messages of a receipt, in their order, and for the answers to any of them.
 * Without a digest whoever the server names may have signed them. */
export async function look(line, signerDigest, entropy) {
  const stands = [], answers = [];
  for (let nth = 0; nth < MESSAGES_MAX; nth++) {
    const receipt = await receiptOf(entropy, nth);
    const { status, told } = await post(line.look, { id: toBase64(receipt.id) });
    if (status !== 200) throw new Refusal("lookNetwork");
    if (!told.known) break;
    const signer = fromBase64(told.signer);
    const found = await openAnswers(fromBase64(told.answers), receipt, signer, signerDigest ?? sha256(signer));
    stands.push(!found ? "arrived" : found.readable ? "read" : "unreadable");
    answers.push(...(found?.answers ?? []));
  }
  if (!stands.length) throw new Refusal("nothing");
  return { stands, answers, mayAdd: stands.length < MESSAGES_MAX };
}

/** Name the sentence that says how a message stands, and the one for what was added last. */
export function standing({ stands, answers }) {
  const first = answers.length ? "answered" : stands[0];
  const last = stands.length > 1 ? { arrived: "addedArrived", read: "addedRead", unreadable: "unreadable" }[stands[stands.length - 1]] : "";
  return [first, last].filter(Boolean);
}
