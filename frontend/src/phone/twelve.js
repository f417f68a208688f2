// Bytes as words that can be said aloud: the public list of BIP-39, in English and Korean.
import { wordlist as english } from "@scure/bip39/wordlists/english.js";
import { wordlist as korean } from "@scure/bip39/wordlists/korean.js";
import { sha256 } from "./crypto.js";

const LISTS = { en: english, ko: korean };
const WORDS = 12, BITS = 11, SECRET_BITS = 128, CHECK_BITS = 4;
// The Korean list is written in single letters; people type and read whole syllables.
const plain = (word) => word.toLowerCase().normalize("NFKC");

/** The words for numbers below 2,048; a language without a list of its own reads the English ones. */
export function wordsOf(numbers, language) {
  return numbers.map((number) => plain((LISTS[language] ?? english)[number]));
}

/** The 16 bytes that twelve words stand for; throws if a word is unknown or the last does not fit. */
export async function secretOf(text) {
  const words = text.trim().split(/\s+/u).map(plain);
  const list = Object.values(LISTS).map((one) => one.map(plain)).find((one) => words.every((word) => one.includes(word)));
  if (words.length !== WORDS || !list) throw new Error("not twelve words of one list");
  const bits = words.map((word) => list.indexOf(word).toString(2).padStart(BITS, "0")).join("");
  const secret = Uint8Array.from(bits.slice(0, SECRET_BITS).match(/.{8}/g), (byte) => parseInt(byte, 2));
  const check = (await sha256(secret))[0] >>> (8 - CHECK_BITS);
  if (check !== parseInt(bits.slice(SECRET_BITS), 2)) throw new Error("a word is wrong");
  return secret;
}
