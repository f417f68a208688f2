// A receipt of twelve words (BIP39: 128 bits and 4 to check them), English or Korean.
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist as english } from "@scure/bip39/wordlists/english.js";
import { wordlist as korean } from "@scure/bip39/wordlists/korean.js";

const LISTS = { en: english, ko: korean };
export const COUNT = 12;

// What is wrong with words somebody typed: `key` names the sentence, `n` the number in it.
export class Unreadable extends Error {
  constructor(key, n = 0) {
    super(key);
    this.key = key;
    this.n = n;
  }
}

/** Write 16 bytes as twelve words, as they are shown: Korean in whole syllables. */
export function toWords(entropy, language) {
  return entropyToMnemonic(entropy, LISTS[language] ?? english).split(/\s+/).map((word) => word.normalize("NFC"));
}

/** Read twelve words of either language, however they are set apart or numbered. */
export function fromWords(text) {
  const words = text.normalize("NFKD").toLowerCase().split(/[\s\d.,;:·|/-]+/u).filter(Boolean);
  if (words.length !== COUNT) throw new Unreadable("count", words.length);
  const known = (list) => words.findIndex((word) => !list.includes(word));
  const list = Object.values(LISTS).find((one) => known(one) < 0);
  if (!list) throw new Unreadable("unknown", 1 + Math.max(...Object.values(LISTS).map(known)));
  try {
    return mnemonicToEntropy(words.join(" "), list);
  } catch {
    throw new Unreadable("order");
  }
}
