// Tokens against values that were worked out elsewhere, and the choice of the one that is due.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chain, dangerOf, downOf, dueAt, lateOf, nextDue, wellAt } from "../src/phone/tokens.js";
import { secretOf, wordsOf } from "../src/phone/twelve.js";

const seed = Uint8Array.from({ length: 32 }, (_, index) => index);
const hex = (bytes) => Buffer.from(bytes).toString("hex");
// SHA-256 step by step, worked out by another program.
const CHAIN = ["33f3be1d9558b92168890965f7151b8b", "4abd486813905d430e87e6e9285d7155", "b09f1af95fbc9d02340ebc33ee8d04d9"];
const LATE = "8de5c89d06ee8d08c061db993d0cd8c4", RING = "e9205c9ae3a9831a5f8623fd04ecfb90", DOWN = "e06b4426de4f361a599746d05905c74c";
const DUES = [["accepted", "1855-10-26T10:00Z"], ["met", "1855-10-26T12:00Z"], ["well", "1855-10-26T15:00Z"]];

test("a chain of three has the tokens the office expects", async () => {
  const tokens = await chain(seed, 3);

  assert.deepEqual(tokens.map(hex), CHAIN);
  assert.equal(hex(await lateOf(tokens[1])), LATE);
  assert.equal(hex(await dangerOf(seed)), RING);
  assert.equal(hex(await downOf(seed)), DOWN);
});

test("the due of a press is the first of its verb that was not shown yet", () => {
  assert.equal(nextDue(DUES, 0, "met"), 2);
  assert.equal(nextDue(DUES, 2, "met"), 0);
  assert.equal(nextDue(DUES, 2), 3);
  assert.equal(nextDue(DUES, 3), 0);
});

test("by the clock the next due is the first to come, then the last", () => {
  assert.equal(dueAt(DUES, new Date("1855-10-26T11:00Z")), 2);
  assert.equal(dueAt(DUES, new Date("1855-10-27T11:00Z")), 3);
  assert.equal(dueAt([], new Date("1855-10-27T11:00Z")), 0);
});

test("a word on the way is the one due next by the clock, and pressed again it is none", () => {
  const dues = [...DUES, ["well", "1855-10-26T21:00Z"], ["handed_over", "1855-10-26T23:00Z"]];
  const at = (hour) => new Date(`1855-10-26T${hour}:00Z`);

  assert.equal(wellAt(dues, 2, at("11")), 3);
  assert.equal(wellAt(dues, 2, at("15")), 3);
  assert.equal(wellAt(dues, 3, at("15")), 0);
  assert.equal(wellAt(dues, 3, at("16")), 4);
  assert.equal(wellAt(dues, 2, at("22")), 4);
  assert.equal(wellAt(dues, 4, at("22")), 0);
  assert.equal(wellAt([["met", "1855-10-26T12:00Z"]], 0, at("11")), 0);
});

test("twelve words stand for 16 bytes, in English and Korean, and a wrong one is noticed", async () => {
  // The first vectors of BIP-39: all zeros, and 7f repeated.
  assert.equal(hex(await secretOf("abandon ".repeat(11) + "about")), "0".repeat(32));
  assert.equal(hex(await secretOf(" Legal winner thank year wave sausage worth useful legal winner thank\nyellow ")), "7f".repeat(16));
  const korean = wordsOf([...Array(11).fill(0), 3], "ko").join(" ");
  assert.equal(hex(await secretOf(korean)), "0".repeat(32));
  await assert.rejects(secretOf("abandon ".repeat(12)), /wrong/);
  await assert.rejects(secretOf("abandon ability able"), /twelve/);
  assert.deepEqual(wordsOf([0, 2047], "th"), ["abandon", "zoo"]);
});
