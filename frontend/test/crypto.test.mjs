import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBase32, fromBase64, newUuid, toBase64Url, uuidBytes } from "../src/phone/codes.js";
import * as box from "../src/phone/crypto.js";

const seed = Uint8Array.from({ length: 32 }, (_, index) => index);
const about = new Uint8Array(16).fill(7);
const other = new Uint8Array(16).fill(8);

test("what is sealed for a key opens with its seed and nothing else", async () => {
  const sealed = await box.sealTo(await box.publicOf(seed), box.join("a place"), box.KIND_ORDER, about);

  const opened = await box.openWith(seed, sealed, box.KIND_ORDER, about);

  assert.equal(new TextDecoder().decode(opened), "a place");
  await assert.rejects(box.openWith(new Uint8Array(32), sealed, box.KIND_ORDER, about));
});

test("a box of another kind or about something else stays shut", async () => {
  const sealed = await box.sealTo(await box.publicOf(seed), box.join("x"), box.KIND_REPORT, about);

  await assert.rejects(box.openWith(seed, sealed, box.KIND_ORDER, about), /unknown suite or kind/);
  await assert.rejects(box.openWith(seed, sealed, box.KIND_REPORT, other));
});

test("padding fills a bucket with zeros and is checked on the way back", () => {
  const padded = box.pad(box.join("abc"), 1024);

  assert.equal(padded.length, 1024);
  assert.deepEqual([...padded.slice(0, 8)], [0, 0, 0, 3, 97, 98, 99, 0]);
  assert.equal(new TextDecoder().decode(box.unpad(padded)), "abc");
  padded[1000] = 1;
  assert.throws(() => box.unpad(padded), /not zero/);
  assert.equal(box.pad(new Uint8Array(252)).length, 256); // 252 + 4 = 256
  assert.equal(box.pad(new Uint8Array(253)).length, 1024);
  assert.throws(() => box.pad(new Uint8Array(65533)), /fits no bucket/);
});

test("an order opens only if the cell signed it for this key; a filler says nothing", async () => {
  const { ed25519 } = await import("@noble/curves/ed25519.js");
  const cell = new Uint8Array(32).fill(3);
  const publicBytes = await box.publicOf(seed);
  const body = box.join(JSON.stringify({ v: 1, order: "x" }));
  const make = async (label) => {
    const signature = ed25519.sign(box.join(label, await box.sha256(publicBytes), body), cell);
    return box.sealTo(publicBytes, box.pad(box.join(signature, body), 1024), box.KIND_ORDER, await box.keyIdOf(publicBytes));
  };
  const with_ = { seed, publicBytes, cellSignPublic: box.signPublicOf(cell) };

  const good = await box.openOrder(await make("ws1/order"), with_);
  const forged = await box.openOrder(await make("ws1/other"), with_);
  const filler = await box.openOrder(box.randomBytes(2162), with_);

  assert.deepEqual(good, { genuine: true, order: { v: 1, order: "x" } });
  assert.deepEqual(forged, { genuine: false });
  assert.equal(filler, null);
  assert.equal((await make("ws1/order")).length, 2162);
});

test("a report has the size of an order and carries the phone's signature inside", async () => {
  const sealed = await box.sealReport({ order: "x", verb: "met", at: "t", words: "" },
    { signSeed: seed, mailbox: about, cellBoxPublic: await box.publicOf(seed) });

  const inside = box.unpad(await box.openWith(seed, sealed, box.KIND_REPORT, about));

  assert.equal(sealed.length, 2162);
  assert.equal(JSON.parse(new TextDecoder().decode(inside.slice(64))).verb, "met");
});

test("the comparison is 44 bits in four numbers, as worked out elsewhere, and changes with any key", async () => {
  assert.equal(Buffer.from(await box.ticketOf(new Uint8Array(16))).toString("hex"), "dfcf48c4458a2d9d92cd2a03eb9e798d");
  const numbers = await box.comparison(about, box.join("aaa"), box.join("bb"), box.join("c"), box.join("d"));
  const other = await box.comparison(about, box.join("aaa"), box.join("bb"), box.join("c"), box.join("e"));

  assert.deepEqual(numbers, [713, 1234, 1606, 728]);
  assert.notDeepEqual(other, numbers);
});

test("a tablet's comparison number has six digits and changes with any key", async () => {
  const first = await box.comparisonNumber(about, seed, seed, seed, seed);
  const second = await box.comparisonNumber(about, seed, seed, seed, about);

  assert.match(first, /^\d{6}$/);
  assert.notEqual(first, second);
});

test("codes go there and back", () => {
  assert.deepEqual([...fromBase32("mzxw6ytb")], [...new TextEncoder().encode("fooba")]); // RFC 4648, section 10
  assert.deepEqual([...fromBase64(toBase64Url(Uint8Array.of(251, 255, 0)))], [251, 255, 0]);
  assert.equal(uuidBytes(newUuid()).length, 16);
  assert.throws(() => fromBase32("a1"), /not base32/);
});
