// What the phone keeps, in IndexedDB. Every secret lies sealed under a device key that cannot be
// taken out of the browser; nothing is written in clear but ids and states.
import { join } from "./crypto.js";

const NAME = "notes";
let opening = null;
let deviceKey = null;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keep");
      request.result.createObjectStore("orders", { keyPath: "id" });
      request.result.createObjectStore("queue", { keyPath: "number", autoIncrement: true });
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

async function run(store, mode, act) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const work = db.transaction(store, mode);
    const request = act(work.objectStore(store));
    work.oncomplete = () => resolve(request?.result);
    work.onabort = work.onerror = () => reject(work.error);
  });
}

export const get = (store, key) => run(store, "readonly", (rows) => rows.get(key));
export const all = (store) => run(store, "readonly", (rows) => rows.getAll());
export const put = (store, value, key) => run(store, "readwrite", (rows) => (key === undefined ? rows.put(value) : rows.put(value, key)));
export const remove = (store, key) => run(store, "readwrite", (rows) => rows.delete(key));

async function device() {
  deviceKey ??= await get("keep", "device");
  if (!deviceKey) {
    deviceKey = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await put("keep", deviceKey, "device");
  }
  return deviceKey;
}

/** Seal bytes for this phone; `what` binds them to their place, so that none can stand for another. */
export async function wrap(bytes, what) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: join(what) }, await device(), bytes);
  return { iv, sealed };
}

export async function unwrap({ iv, sealed }, what) {
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: join(what) }, await device(), sealed));
}

/** Forget everything: first the key, which makes the rest unreadable, then the rest. */
export async function wipe() {
  deviceKey = null;
  const db = await database();
  await put("keep", 0, "device");
  await remove("keep", "device");
  db.close();
  opening = null;
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}
