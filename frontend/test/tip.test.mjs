// The public page's own code: receipts, the riddle, sealing, and the server's known answers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromBase64, toBase64 } from "../src/phone/codes.js";
import * as box from "../src/phone/crypto.js";
import { checkKey, Foreign, KIND_TIP, openAnswers, receiptOf, sealMessage, TooLong } from "../src/tip/sealing.js";
import { fromWords, toWords, Unreadable } from "../src/tip/words.js";
import { work } from "../src/tip/work.js";

const file = new URL("../../src/waystation/cases/tests/intake_vectors.json", import.meta.url);
const known = JSON.parse(readFileSync(file));
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const bytes = (text) => Uint8Array.from(Buffer.from(text, "hex"));
const sha256 = async (one) => hex(await box.sha256(one));
const key = {
  id: toBase64(bytes(known.key.id)), public: toBase64(await box.publicOf(bytes(known.key.seed))),
  signature: toBase64(bytes(known.key.signature)), signer: toBase64(bytes(known.key.signer)), day: known.key.day,
};
const signerDigest = await box.sha256(bytes(known.key.signer));
const then = new Date(`${known.key.day}T12:00:00Z`);
const said = { text: "Eleven wait.", danger: "yes", reach: "", at: "1855-10-26T11:00:00Z" };

test("twelve words stand for the same message here and on the server, in both languages", async () => {
  for (const one of known.receipts) {
    const receipt = await receiptOf(bytes(one.entropy));
    assert.equal(toWords(bytes(one.entropy), "en").join(" "), one.en);
    assert.equal(toWords(bytes(one.entropy), "ko").join(" "), one.ko);
    assert.equal(hex(receipt.id), one.id);
    assert.equal(hex(receipt.mark), one.mark);
    assert.equal(hex((await receiptOf(bytes(one.entropy), 1)).id), one.next_id);
    assert.equal(await sha256(receipt.replyPublic), one.reply_public_sha256);
  }
  assert.ok(known.receipts.length >= 3);
});

test("words are read in either language and however they are set apart", () => {
  const { entropy, en, ko } = known.receipts[1];
  const numbered = en.split(" ").map((word, index) => `${index + 1}. ${word.toUpperCase()}`).join("\n");
  assert.equal(hex(fromWords(numbered)), entropy);
  assert.equal(hex(fromWords(ko)), entropy);
  assert.equal(hex(fromWords(ko.normalize("NFD"))), entropy);
});

test("a thousand drawn receipts come back the same, each of 128 bits", () => {
  const seen = new Set();
  for (let n = 0; n < 1000; n++) {
    const entropy = box.randomBytes(16);
    const language = n % 2 ? "ko" : "en";
    assert.equal(hex(fromWords(toWords(entropy, language).join(" "))), hex(entropy));
    seen.add(hex(entropy));
  }
  assert.equal(seen.size, 1000);
});

test("it is said what is wrong with words: how many, which one, or their order", () => {
  const words = known.receipts[1].en.split(" ");
  const told = (text) => {
    try {
      return fromWords(text);
    } catch (problem) {
      assert.ok(problem instanceof Unreadable);
      return [problem.key, problem.n];
    }
  };
  assert.deepEqual(told(words.slice(1).join(" ")), ["count", 11]);
  assert.deepEqual(told(words.with(4, "zzzz").join(" ")), ["unknown", 5]);
  assert.deepEqual(told(Array(12).fill("zoo").join(" ")), ["order", 0]);
});

test("work is found, and is bound to the message", async () => {
  const id = new Uint8Array(16);
  const nonce = await work("1.a.b", id, 8);
  const asked = await box.sha256("ws1/work", "1.a.b", id);
  assert.equal((await box.sha256(asked, nonce))[0], 0);
});

test("a key is good if those whom the page names signed it, not long ago", async () => {
  const day = 86_400_000;
  assert.equal(await sha256(checkKey(key, signerDigest, then)), known.key.public_sha256);
  assert.throws(() => checkKey(key, new Uint8Array(32), then), Foreign);
  assert.throws(() => checkKey({ ...key, day: "1855-10-27" }, signerDigest, then), Foreign);
  assert.throws(() => checkKey(key, signerDigest, new Date(then.getTime() + 32 * day)), Foreign);
  const other = toBase64(await box.publicOf(new Uint8Array(32).fill(9)));
  assert.throws(() => checkKey({ ...key, public: other }, signerDigest, then), Foreign);
});

test("every message has one size and opens with the key's private half, about this message", async () => {
  const receipt = await receiptOf(bytes(known.receipts[0].entropy));
  const short = await sealMessage(key, said, receipt);
  const long = await sealMessage(key, { ...said, text: "가".repeat(4000) }, receipt);
  const about = box.join(bytes(known.key.id), receipt.id);
  const inside = JSON.parse(new TextDecoder().decode(box.unpad(await box.openWith(bytes(known.key.seed), short, KIND_TIP, about))));
  assert.equal(short.length, 17522); // 16,384 + 1,138
  assert.equal(long.length, 17522);
  assert.deepEqual(inside, { v: 1, ...said, reply: toBase64(await box.sha256(receipt.replyPublic)), mark: toBase64(receipt.mark) });
  await assert.rejects(sealMessage(key, { ...said, text: "\u0001".repeat(4000) }, receipt), TooLong);
});

test("the server's message and answer open here; another's signature and filler do not pass", async () => {
  const one = known.answer;
  const receipt = await receiptOf(bytes(one.entropy));
  const signer = bytes(known.key.signer);
  assert.deepEqual(await openAnswers(bytes(one.box), receipt, signer, signerDigest), JSON.parse(one.body));
  assert.equal(await openAnswers(box.randomBytes(17522), receipt, signer, signerDigest), null);
  await assert.rejects(openAnswers(bytes(one.box), receipt, signer, new Uint8Array(32)), Foreign);
  const about = box.join(bytes(known.key.id), bytes(known.message.id));
  const body = box.unpad(await box.openWith(bytes(known.key.seed), bytes(known.message.box), KIND_TIP, about));
  assert.equal(new TextDecoder().decode(body), known.message.body);
  assert.equal(hex(fromBase64(key.id)), known.key.id);
});
