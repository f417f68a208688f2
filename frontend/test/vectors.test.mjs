// The server's known answers, opened by the phone's own code: both sides speak one format.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as box from "../src/phone/crypto.js";

const file = new URL("../../src/waystation/vault/tests/vectors.json", import.meta.url);
const known = JSON.parse(readFileSync(file));
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const bytes = (text) => Uint8Array.from(Buffer.from(text, "hex"));

test("boxes made by the server open on the phone, to the same key and text", async () => {
  for (const one of known.boxes) {
    const publicBytes = await box.publicOf(bytes(one.seed));
    assert.equal(hex(await box.sha256(publicBytes)), one.public_sha256);
    assert.equal(hex(await box.openWith(bytes(one.seed), bytes(one.box), one.kind, bytes(one.about))), one.plain);
  }
  assert.ok(known.boxes.length >= 4);
});

test("padding is the same on both sides", () => {
  for (const one of known.pads) {
    assert.equal(hex(box.unpad(bytes(one.padded))), one.plain);
    assert.equal(hex(box.pad(bytes(one.plain))), one.padded);
  }
});

test("a seed gives the same signing key on both sides", () => {
  for (const one of known.signatures) assert.equal(hex(box.signPublicOf(bytes(one.seed))), one.public);
});

test("an order made by the server opens on the phone and carries the cell's signature", async () => {
  for (const one of known.orders) {
    const publicBytes = await box.publicOf(bytes(one.seed));
    const keys = { seed: bytes(one.seed), publicBytes, cellSignPublic: bytes(one.cell_sign_public) };
    const opened = await box.openOrder(bytes(one.box), keys);
    assert.ok(opened.genuine);
    assert.equal(JSON.stringify(opened.order), Buffer.from(bytes(one.body)).toString());
  }
});
