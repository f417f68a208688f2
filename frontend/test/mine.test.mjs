// A newcomer's link: the same digests as the server's, and whom its page believes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf, documentsOn, openBox, secretOf } from "../src/mine/opening.js";
import { hex, join, pad, publicOf, sealTo, sha256 } from "../src/phone/crypto.js";

const SECRET = Uint8Array.from({ length: 32 }, (_, nth) => nth);
const OWN = 15;

/** Seal as vault/handed.py does; without a proof as somebody would who has the database alone. */
async function sealed(text, { proven = true } = {}) {
  const digest = await digestOf(SECRET), body = join(text.padEnd(65_500));
  const raw = proven ? await sha256("ws1/handed-proof", SECRET) : new Uint8Array(32);
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const proof = new Uint8Array(await crypto.subtle.sign("HMAC", key, join(digest, body)));
  const publicBytes = await publicOf(await sha256("ws1/handed-seed", SECRET));
  return sealTo(publicBytes, pad(join(proof, body)), OWN, digest.slice(0, 16));
}

test("a link's secret leads to the digests that the server knows", async () => {
  assert.equal(hex(await secretOf(new Uint8Array(16))).slice(0, 16), "6ffd6440f5b86af1");
  assert.equal(hex(await digestOf(SECRET)).slice(0, 16), "76d2804c484bd0dd");
  assert.equal(hex(await sha256("ws1/handed-proof", SECRET)).slice(0, 16), "c281f05a24baa44d");
});

test("a plan opens for whoever has the secret, and for nobody else", async () => {
  const box = await sealed('{"until": "2025-09-30"}');
  assert.deepEqual(await openBox(SECRET, box), { until: "2025-09-30" });
  assert.equal(await openBox(new Uint8Array(32), box), null);
  assert.equal(await openBox(SECRET, box.slice(0, -1)), null);
});

test("a plan that somebody wrote who has only the database is not shown", async () => {
  await assert.rejects(openBox(SECRET, await sealed("{}", { proven: false })), { key: "changed" });
});

test("the link of a search finds and opens nothing of a plan's", async () => {
  assert.notEqual(hex(await digestOf(SECRET, "search")), hex(await digestOf(SECRET, "plan")));
  assert.equal(await openBox(SECRET, await sealed("{}"), "search"), null);
});

test("a text that is good until a day is not shown on the next", () => {
  const paper = { documents: ["we search"], first: { until: "1855-10-26", documents: ["messages can pass"] } };
  assert.deepEqual(documentsOn(paper, "1855-10-26"), ["messages can pass"]);
  assert.deepEqual(documentsOn(paper, "1855-10-27"), ["we search"]);
  assert.deepEqual(documentsOn({ documents: ["a plan"] }, ""), ["a plan"]);
});
