// What a tablet keeps and shows, and the formats it shares with the vault.
import assert from "node:assert/strict";
import fs from "node:fs";
import { beforeEach, test } from "node:test";
import { fromBase64, toBase64 } from "../src/phone/codes.js";
import { byUrgency, initials, isHeard, matches, overlaid } from "../src/tablet/overlay.js";
import { isGone, openPacket, signed } from "../src/tablet/sealing.js";
import * as store from "../src/tablet/store.js";
import * as work from "../src/tablet/work.js";

const known = JSON.parse(fs.readFileSync(new URL("../../src/waystation/cases/tablet/tests/vectors.json", import.meta.url)));
const me = {
  tablet: known.tablet, boxSeed: fromBase64(known.box_seed), signSeed: fromBase64(known.sign_seed),
  cellSignPublic: fromBase64(known.cell_sign_public),
};

test("a packet the office sealed once opens, and under another number it is forged", async () => {
  const packet = { seq: known.packet.seq, box: fromBase64(known.packet.box) };

  assert.deepEqual(await openPacket(packet, me), known.packet.body);

  await assert.rejects(openPacket({ ...packet, seq: known.packet.seq + 1 }, me));
  await assert.rejects(openPacket(packet, { ...me, cellSignPublic: new Uint8Array(32) }));
});

test("a question is signed as the office checks it", async () => {
  const { name, counter, body, sign } = known.ask;

  assert.equal((await signed(name, counter, body, me)).sign, sign);
});

test("only the compartment's own word erases a tablet", () => {
  const note = fromBase64(known.gone);

  assert.ok(isGone(note, me));
  assert.ok(!isGone(note, { ...me, tablet: "00000000-0000-4000-8000-000000000000" }));
});

const record = () => ({
  case: "c", code: "H-1", place: "Chestertown", urgency: "low", since: "1855-10-01", needs: "shoes",
  people: [{ id: "p", name: "Ann Maria Jackson", aka: ["Annie"], needs: "" }], tasks: [{ id: "t", says: "find shoes" }], notes: [],
});
const said = (kind, counter, field, value, of = {}) => ({ case: "c", kind, counter, field, value, record: "c", at: "1855-10-26T12:00:00Z", ...of });

test("a worker's own words lie over the case in the order they were written", () => {
  const shown = overlaid(record(), [said("household", 2, "needs", "a cart"), said("household", 1, "needs", "boots"),
    said("person", 3, "needs", "rest", { record: "p" }), said("task", 4, "done", "done", { record: "t" }),
    said("note", 5, "note", "It rains."), said("household", 6, "needs", "nothing", { case: "another" })]);

  assert.equal(shown.needs, "a cart");
  assert.equal(shown.people[0].needs, "rest");
  assert.equal(shown.tasks[0].done, true);
  assert.deepEqual(shown.notes.map((note) => [note.by, note.text]), [[null, "It rains."]]);
  assert.deepEqual(shown.pending, ["c needs", "c needs", "p needs"]);
});

test("a word is heard up to a number and beyond it one by one", () => {
  assert.deepEqual([1, 2, 3, 4, 5].map((counter) => isHeard([2, [4]], counter)), [true, true, false, true, false]);
});

test("the list begins with the most urgent and is searched by any of its words", () => {
  const high = { ...record(), code: "H-2", urgency: "high" };

  assert.deepEqual([record(), high].sort(byUrgency).map((one) => one.code), ["H-2", "H-1"]);
  assert.ok(matches(record(), "annie chester"));
  assert.ok(!matches(record(), "annie boston"));
  assert.equal(initials("Ann Maria Jackson"), "A. M. J.");
  assert.equal(initials(""), "–");
});

const tables = {};
const acts = (rows, keyPath) => ({
  get: (key) => answered(rows.get(key)),
  getAll: () => answered([...rows.values()]),
  delete: (key) => answered(rows.delete(key)),
  put: (value, key) => answered(rows.set(key ?? value[keyPath], value)),
  add: (value) => {
    if (rows.has(value[keyPath])) throw Object.assign(new Error("there already"), { name: "ConstraintError" });
    return answered(rows.set(value[keyPath], value));
  },
});

function answered(result) {
  const request = { result };
  queueMicrotask(() => request.onsuccess?.({ target: request }));
  return request;
}

/** As much of IndexedDB as the tablet uses, in memory. */
globalThis.indexedDB = {
  open() {
    return answered({ close() {}, transaction: () => {
      const under = { objectStore: (name) => acts(tables[name] ??= new Map(), { cases: "id", words: "counter" }[name]) };
      setTimeout(() => under.oncomplete?.(), 0);
      return under;
    } });
  },
  deleteDatabase() {
    for (const name of Object.keys(tables)) delete tables[name];
    return answered();
  },
};

beforeEach(async () => {
  await store.begin("the geese fly early");
});

test("what was kept opens with its PIN alone", async () => {
  const kept = await store.wrapJson({ name: "Ann" }, "case c");
  store.lock();
  assert.deepEqual(await store.unlock("another one"), { open: false, left: 9 });

  assert.deepEqual(await store.unlock("the geese fly early"), { open: true, left: 10 });

  assert.deepEqual(await store.unwrapJson(kept, "case c"), { name: "Ann" });
  await assert.rejects(store.unwrapJson(kept, "case d"));
});

test("after the tenth wrong PIN everything is erased", async () => {
  store.lock();
  // Nine tries were counted before this one.
  await store.put("keep", { ...(await store.get("keep", "door")), tries: 9 }, "door");

  assert.deepEqual(await store.unlock("another one"), { open: false, left: 0 });

  assert.equal(await store.isSetUp(), false);
});

test("two words written at once get numbers of their own, and none is lost", async () => {
  const cellBoxPublic = fromBase64(known.cell_box_public);
  await store.put("keep", { ...me, boxSeed: await store.wrap(me.boxSeed, "box"), signSeed: await store.wrap(me.signSeed, "sign"), cellBoxPublic }, "me");
  const write = (value) => work.write({ case: known.tablet, kind: "note", field: "note", value }, new Date(0));

  await Promise.all([write("one"), write("two"), write("three")]);

  const words = await work.words();
  assert.deepEqual(words.map((word) => word.counter), [1, 2, 3]);
  assert.deepEqual(words.map((word) => word.value).sort(), ["one", "three", "two"]);
  assert.ok(!JSON.stringify((await store.all("words")).map((word) => toBase64(new Uint8Array(word.text.sealed)))).includes("three"));
});
