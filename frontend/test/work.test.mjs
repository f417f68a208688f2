// What a phone keeps and what it lets go of, with a server and a storage made up here.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import * as api from "../src/phone/api.js";
import { toBase64 } from "../src/phone/codes.js";
import * as box from "../src/phone/crypto.js";
import * as store from "../src/phone/store.js";
import * as work from "../src/phone/work.js";

const tables = { keep: new Map(), orders: new Map(), queue: new Map() };
let number = 0;

const acts = (rows, keyPath) => ({
  get: (key) => ({ result: rows.get(key) }),
  getAll: () => ({ result: [...rows.values()] }),
  delete: (key) => ({ result: rows.delete(key) }),
  put: (value, key) => {
    const name = key ?? (value[keyPath] ??= ++number);
    return { result: rows.set(name, value) && name };
  },
});

/** As much of IndexedDB as the phone uses, in memory. */
globalThis.indexedDB = {
  open() {
    const opened = { result: { close() {}, transaction: (name) => {
      const work = { objectStore: () => acts(tables[name], { orders: "id", queue: "number" }[name]) };
      queueMicrotask(() => work.oncomplete());
      return work;
    } } };
    queueMicrotask(() => opened.onsuccess());
    return opened;
  },
};

let status = 200, mail = [];
const asked = [];
const office = new Uint8Array(32).fill(3), onetime = new Uint8Array(32).fill(4);
const NOW = new Date("1855-10-26T12:00:00Z");

/** An order as the office seals it; another `signer` makes a forged one. */
async function ordered(order, signer = office) {
  const publicBytes = await box.publicOf(onetime);
  const body = box.join(JSON.stringify({ v: 1, ...order }));
  const signature = ed25519.sign(box.join("ws1/order", await box.sha256(publicBytes), body), signer);
  const padded = box.pad(box.join(signature, body), 1024);
  return { box: toBase64(await box.sealTo(publicBytes, padded, box.KIND_ORDER, await box.keyIdOf(publicBytes))) };
}
globalThis.fetch = async (address) => {
  asked.push(address.split("/").pop());
  const ok = status < 400 || address.endsWith("mail");
  return { status: ok ? 200 : status, ok, json: async () => ({ items: mail }) };
};

beforeEach(async () => {
  for (const rows of Object.values(tables)) rows.clear();
  asked.length = 0;
  status = 200;
  mail = [];
  const cellSignPublic = box.signPublicOf(office);
  await store.put("keep", { mailbox: "m", token: await store.wrap(new Uint8Array(32), "token"), cellSignPublic }, "me");
  const kept = { name: "k", publicBytes: await box.publicOf(onetime), seed: await store.wrap(onetime, "onetimek") };
  await store.put("keep", [kept], "onetime");
  for (const verb of ["met", "handed_over"]) {
    await store.put("queue", { entry: verb, order: "o", verb, box: new Uint8Array(4) });
  }
  await store.put("orders", { id: "o", key: "k", text: "sealed words", said: [], state: "over" });
});

test("a report that was taken leaves the phone, and the order's words with it", async () => {
  await work.send();

  assert.deepEqual(await work.waiting(), []);
  assert.deepEqual(await work.orders(), [{ id: "o", said: [], state: "gone" }]);
  assert.deepEqual(await store.get("keep", "onetime"), []);
});

test("a genuine order is kept, sealed, and read again", async () => {
  mail = [await ordered({ order: "p", from: "Wilmington", expires: "1855-10-26T12:00:01Z" })];

  assert.deepEqual(await work.fetch(() => NOW), []);

  const kept = (await work.orders()).find((record) => record.id === "p");
  assert.equal((await work.read(kept)).from, "Wilmington");
  assert.ok(!Buffer.from(kept.text.sealed).includes("Wilmington"));
});

test("a forged order and an expired one are refused and not kept", async () => {
  mail = [await ordered({ order: "p" }, new Uint8Array(32).fill(9)),
    await ordered({ order: "q", expires: "1855-10-26T12:00:00Z" }), { box: toBase64(box.randomBytes(2162)) }];

  assert.deepEqual(await work.fetch(() => NOW), ["forged", "expired"]);

  assert.deepEqual((await work.orders()).map((record) => record.id), ["o"]);
});

for (const later of [503, 429, 500]) {
  test(`after ${later} the phone keeps all it has to say, in order, and still looks for mail`, async () => {
    status = later;

    await work.send();
    await work.fetch(() => NOW);

    assert.deepEqual(asked, ["report", "mail"]);
    assert.deepEqual((await work.waiting()).map((entry) => entry.verb), ["met", "handed_over"]);
    assert.equal((await work.orders())[0].text, "sealed words");
    status = 200;
    await work.send();
    assert.deepEqual(await work.waiting(), []);
  });
}

test("a refused report is kept and holds up no other", async () => {
  status = 400;

  await work.send();

  assert.deepEqual(asked, ["report", "report"]);
  assert.equal((await work.waiting()).length, 2);
});

test("no for good and not now are told apart", async () => {
  const report = { entry: "e", box: new Uint8Array(4) };

  status = 403;
  await assert.rejects(api.sendReport({}, report), api.Refusal);
  status = 503;
  await assert.rejects(api.sendReport({}, report), api.Later);
});
