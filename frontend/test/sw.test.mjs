// The worker that keeps the page for use without a network, run with a browser made up here.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const code = readFileSync(new URL("../src/phone/sw.js", import.meta.url), "utf8");
const hash = createHash("sha256").update("script").digest("base64");
const SHELL = { version: "2", files: { "/static/phone.js": hash } };

/** Run the worker with what stood in the caches before; gives what its events do. */
function worker({ shell = SHELL, active = null, kept = {} } = {}) {
  const stores = new Map(Object.entries(kept).map(([name, entries]) => [name, new Map(Object.entries(entries))]));
  const heard = {}, calls = [];
  const caches = {
    open: async (name) => {
      if (!stores.has(name)) stores.set(name, new Map());
      const rows = stores.get(name);
      return { put: async (key, value) => rows.set(key, value), match: async (key) => rows.get(key) };
    },
    keys: async () => [...stores.keys()], delete: async (name) => stores.delete(name),
  };
  const self = {
    SHELL: shell, registration: { active }, location: { origin: "http://here" }, clients: { claim: async () => {} },
    skipWaiting: () => { calls.push("skipped"); }, addEventListener: (name, act) => { heard[name] = act; },
  };
  const fetch = async () => new Response("script");
  vm.runInNewContext(code, { self, caches, fetch, crypto, Response, URL, Uint8Array, btoa, setTimeout, clearTimeout, AbortController });
  const happens = (name, more = {}) => new Promise((done, fail) => {
    let waits = Promise.resolve();
    heard[name]({ waitUntil: (work) => { waits = work; }, ...more });
    waits.then(done, fail);
  });
  return { happens, calls, stores };
}

test("the first worker takes over at once", async () => {
  const { happens, calls, stores } = worker();

  await happens("install");

  assert.deepEqual(calls, ["skipped"]);
  assert.deepEqual([...stores.get("v-2").keys()], ["/static/phone.js", "/p/"]);
});

test("a newer phone waits until its page lets it, and the old one stays the one in use", async () => {
  const { happens, calls, stores } = worker({ active: {}, kept: { current: { "/version": "v-1" }, "v-1": {} } });

  await happens("install");
  assert.deepEqual(calls, []);
  assert.equal(stores.get("current").get("/version"), "v-1");

  await happens("message", { data: "anything" });
  assert.deepEqual(calls, []);
  await happens("message", { data: "go on" });
  assert.deepEqual(calls, ["skipped"]);
});

test("once it takes over, its own files are in use and the older ones gone; the tablet's stay", async () => {
  const { happens, stores } = worker({ kept: { "v-1": {}, "tablet-v-1": {}, current: {} } });
  await happens("install");

  await happens("activate");

  assert.deepEqual([...stores.keys()].sort(), ["current", "tablet-v-1", "v-2"]);
  assert.equal(await stores.get("current").get("/version").text(), "v-2");
});

test("a file that is not the one that was built is not taken", async () => {
  const { happens, calls } = worker({ shell: { ...SHELL, files: { "/static/phone.js": "another hash" } } });

  await assert.rejects(happens("install"), /not the file that was built/);

  assert.deepEqual(calls, []);
});
