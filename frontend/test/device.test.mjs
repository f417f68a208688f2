// The two doors of the phone: what opens them, what does not, and what is left after a wipe.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { databases, empty, leaveRoom } from "./memory.mjs";
import * as device from "../src/phone/device.js";
import * as store from "../src/phone/store.js";

// A PIN is tried in no time here; what it costs in truth is not what these tests are about.
const CHEAP = { memorySize: 8, iterations: 1, parallelism: 1 };
const PIN = "20404060", DURESS = "11111111", T0 = 1_000_000;
const MAIN = { is: "all" }, SIDE = { is: "innocent" };
const begin = (more = {}) => device.begin({ pin: PIN, main: MAIN, side: SIDE, ...more }, CHEAP);

beforeEach(async () => {
  await device.wipe();
  empty();
});

test("the PIN opens all there is; without it nothing is open", async () => {
  await begin();
  device.lock();

  await assert.rejects(device.main());
  assert.deepEqual(await device.unlock(PIN, T0), { opened: "main", waitS: 0 });

  assert.deepEqual(await device.main(), MAIN);
  assert.deepEqual(await device.side(), SIDE);
});

test("the PIN for duress opens the innocent side only", async () => {
  await begin({ duress: DURESS });
  device.lock();

  assert.deepEqual(await device.unlock(DURESS, T0), { opened: "side", waitS: 0 });

  assert.deepEqual(await device.side(), SIDE);
  await assert.rejects(device.main());
});

test("a phone with a PIN for duress and one without keep records of the same sizes", async () => {
  const sizes = async () => {
    const { doors } = await store.read("doors");
    return [...doors, await store.read("main"), await store.read("side")].map((record) => record.length);
  };
  await begin();
  const without = await sizes();

  await begin({ duress: DURESS });

  assert.deepEqual(await sizes(), without);
  // A door: 12 + 16 around 12 + 64 + 16; main: 65,536 + 28; side: 4,096 + 28.
  assert.deepEqual(without, [120, 120, 65_564, 4_124]);
});

test("three wrong PINs are free, then each one waits longer", async () => {
  await begin();
  device.lock();
  const wrong = async (at) => (await device.unlock("00000000", at)).waitS;

  assert.deepEqual([await wrong(T0), await wrong(T0)], [0, 0]);
  assert.equal(await wrong(T0), 30);
  assert.equal(await wrong(T0 + 10_000), 20);
  assert.deepEqual(await device.unlock(PIN, T0 + 29_000), { opened: null, waitS: 1 });
  assert.equal(await wrong(T0 + 30_000), 60);
  // A clock set back does not shorten the wait.
  assert.equal((await device.unlock(PIN, T0)).waitS, 60);
  assert.equal((await device.unlock(PIN, T0 + 90_000)).opened, "main");
});

test("the right PIN makes the wrong ones forgotten", async () => {
  await begin();
  device.lock();
  for (let nth = 0; nth < 3; nth++) await device.unlock("00000000", T0);

  await device.unlock(PIN, T0 + 30_000);

  assert.equal((await store.read("doors")).tries, 0);
});

test("the tenth wrong PIN erases everything, and says no more than the ninth", async () => {
  await begin();
  device.lock();
  let at = T0, said = null;
  for (let nth = 0; nth < 9; nth++) said = await device.unlock("00000000", at += 3_600_000);
  assert.equal(await device.isSetUp(), true);

  const last = await device.unlock("00000000", at + 3_600_000);

  assert.equal(last.waitS, said.waitS);
  assert.equal(await device.isSetUp(), false);
});

test("after a page was torn out, nothing kept before opens with the keys kept now", async () => {
  await begin({ duress: DURESS });
  const old = await store.read("main");

  await device.tearOut({ main: { is: "less" }, side: SIDE });

  assert.deepEqual([...databases().keys()], ["notes-2"]);
  const records = await store.read("main");
  await store.write({ main: old });
  await assert.rejects(device.main());
  await store.write({ main: records });
  device.lock();
  assert.equal((await device.unlock(PIN, T0)).opened, "main");
  assert.deepEqual(await device.main(), { is: "less" });
  assert.equal((await device.unlock(DURESS, T0)).opened, "side");
});

test("a new PIN opens, the old one does not, and that for duress stays", async () => {
  await begin({ duress: DURESS });

  await device.changePin("87654321", { main: MAIN, side: SIDE });

  device.lock();
  assert.equal((await device.unlock(PIN, T0)).opened, null);
  assert.equal((await device.unlock("87654321", T0)).opened, "main");
  assert.equal((await device.unlock(DURESS, T0)).opened, "side");
});

test("a PIN for duress can be chosen later, and taken away", async () => {
  await begin();

  await device.setDuress(DURESS, { main: MAIN, side: SIDE });
  device.lock();
  assert.equal((await device.unlock(DURESS, T0)).opened, "side");

  await device.unlock(PIN, T0);
  await device.setDuress("", { main: MAIN, side: SIDE });
  device.lock();
  assert.equal((await device.unlock(DURESS, T0)).opened, null);
});

test("behind the door for duress a PIN is changed like any other, and the real door stays", async () => {
  await begin({ duress: DURESS });
  device.lock();
  await device.unlock(DURESS, T0);

  assert.equal(await device.isOwnPin(PIN), false);
  assert.equal(await device.isOwnPin(DURESS), true);
  await device.changePin("87654321", { side: SIDE });
  await device.setDuress("99999999", { side: SIDE });

  device.lock();
  const opened = [];
  for (const pin of [DURESS, "99999999", "87654321", PIN]) opened.push((await device.unlock(pin, T0)).opened);
  assert.deepEqual(opened, [null, null, "side", "main"]);
  assert.deepEqual(await device.main(), MAIN);
});

test("a wipe leaves no database and nothing in clear but the disguise", async () => {
  await begin();
  localStorage.setItem("face", "timer");
  localStorage.setItem("face.notes", "milk");

  await device.wipe();

  assert.equal(databases().size, 0);
  assert.deepEqual(["face", "face.notes", "book"].map((name) => localStorage.getItem(name)), ["timer", null, null]);
});

test("a phone without room for the new notebook goes on with the old one", async () => {
  await begin();
  leaveRoom(0);

  await assert.rejects(device.tearOut({ main: { is: "less" }, side: SIDE }), { name: "QuotaExceededError" });

  leaveRoom(Infinity);
  assert.deepEqual([...databases().keys()], ["notes-1"]);
  await device.keep({ main: { is: "later" }, side: SIDE });
  device.lock();
  assert.equal((await device.unlock(PIN, T0)).opened, "main");
  assert.deepEqual(await device.main(), { is: "later" });
});

test("a phone that dies just after a page was torn out finds the notebook that counts", async () => {
  await begin();
  await device.tearOut({ main: { is: "less" }, side: SIDE });
  await device.tearOut({ main: { is: "least" }, side: SIDE });
  device.lock();
  // What a browser writes in clear comes to the disk seconds later, or never.
  localStorage.setItem("book", "1");

  await store.tidy();

  assert.deepEqual([...databases().keys()], ["notes-3"]);
  assert.equal((await device.unlock(PIN, T0)).opened, "main");
  assert.deepEqual(await device.main(), { is: "least" });
});

test("a notebook that was never finished is thrown away, the whole one stays", async () => {
  await begin();
  databases().set("notes-2", new Map());
  device.lock();

  await store.tidy();

  assert.deepEqual([...databases().keys()], ["notes-1"]);
  assert.equal((await device.unlock(PIN, T0)).opened, "main");
});

test("what is being torn out while everything is erased does not come back", async () => {
  await begin();

  const torn = store.renew({ main: "all", doors: {} }).catch(() => "stopped");
  await device.wipe();

  assert.equal(await torn, "stopped");
  assert.equal(databases().size, 0);
});

test("a new PIN cannot be the one for duress: one of the doors would be lost", async () => {
  await begin({ duress: DURESS });

  assert.equal(await device.changePin(DURESS, { main: MAIN, side: SIDE }), false);

  device.lock();
  assert.equal((await device.unlock(DURESS, T0)).opened, "side");
  assert.equal((await device.unlock(PIN, T0)).opened, "main");
});
