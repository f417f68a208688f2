// What the tablet keeps, in IndexedDB: keys, cases and words, all sealed under one key, and that key
// under the PIN and a device key that cannot be taken out of the browser. In clear: ids, numbers.
import { join, randomBytes } from "../phone/crypto.js";

const NAME = "notebook";
export const TRIES_MAX = 10;
const ROUNDS = 600_000;
let opening = null;
let key = null;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keep");
      request.result.createObjectStore("cases", { keyPath: "id" });
      request.result.createObjectStore("words", { keyPath: "counter" });
    };
    request.onsuccess = () => {
      // Another window that erases everything must not wait for this one.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opening;
}

/** Do several things in one go: all of them or none. */
export async function together(stores, act) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const work = db.transaction(stores, "readwrite");
    act((name) => work.objectStore(name));
    work.oncomplete = () => resolve();
    work.onabort = work.onerror = () => reject(work.error);
  });
}

/** Count one of the tablet's numbers on and give it; two windows never get the same one. */
export async function next(name) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const work = db.transaction("keep", "readwrite"), rows = work.objectStore("keep");
    let number = 0;
    rows.get(name).onsuccess = (event) => {
      number = (event.target.result ?? 0) + 1;
      rows.put(number, name);
    };
    work.oncomplete = () => resolve(number);
    work.onabort = work.onerror = () => reject(work.error);
  });
}

async function run(store, mode, act) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const work = db.transaction(store, mode);
    const request = act(work.objectStore(store));
    work.oncomplete = () => resolve(request?.result);
    work.onabort = work.onerror = () => reject(work.error);
  });
}

export const get = (store, id) => run(store, "readonly", (rows) => rows.get(id));
export const all = (store) => run(store, "readonly", (rows) => rows.getAll());
export const put = (store, value, id) => run(store, "readwrite", (rows) => (id === undefined ? rows.put(value) : rows.put(value, id)));
export const remove = (store, id) => run(store, "readwrite", (rows) => rows.delete(id));

const gcm = (iv, what) => ({ name: "AES-GCM", iv, additionalData: join(what) });

async function sealUnder(under, bytes, what) {
  const iv = randomBytes(12);
  return { iv, sealed: await crypto.subtle.encrypt(gcm(iv, what), under, bytes) };
}

async function openUnder(under, { iv, sealed }, what) {
  return new Uint8Array(await crypto.subtle.decrypt(gcm(iv, what), under, sealed));
}

async function ofPin(pin, salt) {
  const typed = await crypto.subtle.importKey("raw", join(pin.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, typed, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** Choose the PIN of a tablet that knows nothing yet; everything kept from now on lies under it. */
export async function begin(pin) {
  await wipe();
  const device = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const salt = randomBytes(16), master = randomBytes(32);
  const inner = await sealUnder(await ofPin(pin, salt), master, "pin");
  const door = await sealUnder(device, join(inner.iv, new Uint8Array(inner.sealed)), "door");
  await put("keep", device, "device");
  await put("keep", { ...door, salt, tries: 0 }, "door");
  await take(master);
}

async function take(master) {
  key = await crypto.subtle.importKey("raw", master, "AES-GCM", false, ["encrypt", "decrypt"]);
  master.fill(0);
}

/** Open with the PIN; says how many tries are left if it is wrong. After the tenth all is erased. */
export async function unlock(pin) {
  const door = await get("keep", "door");
  // Another window erased everything.
  if (!door) return { open: false, left: 0 };
  // Counted before it is tried, so that pulling the plug gives no free try.
  const tries = door.tries + 1;
  await put("keep", { ...door, tries }, "door");
  try {
    const inner = await openUnder(await get("keep", "device"), door, "door");
    await take(await openUnder(await ofPin(pin, door.salt), { iv: inner.slice(0, 12), sealed: inner.slice(12) }, "pin"));
  } catch {
    if (tries >= TRIES_MAX) await wipe();
    return { open: false, left: TRIES_MAX - tries };
  }
  await put("keep", { ...door, tries: 0 }, "door");
  return { open: true, left: TRIES_MAX };
}

export const isSetUp = async () => Boolean(await get("keep", "door"));
export const isOpen = () => key !== null;

export function lock() {
  key = null;
}

/** Seal bytes; `what` binds them to their place, so that none can stand for another. */
export const wrap = (bytes, what) => sealUnder(key, bytes, what);
export const unwrap = (kept, what) => openUnder(key, kept, what);

export async function wrapJson(value, what) {
  return wrap(join(JSON.stringify(value)), what);
}

export async function unwrapJson(kept, what) {
  return JSON.parse(new TextDecoder().decode(await unwrap(kept, what)));
}

/** Forget everything: first the keys, which makes the rest unreadable, then the rest. */
export async function wipe() {
  key = null;
  const db = await database();
  await put("keep", 0, "device");
  await remove("keep", "device");
  await remove("keep", "door");
  db.close();
  opening = null;
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}
