// The phone's two doors. The PIN opens one, the PIN for duress the other; both are of one size and in
// random order, and where no PIN for duress was chosen its door is noise. Behind them: `main`, all
// there is, and `side`, what an innocent phone would hold. A door lies under the PIN (Argon2id) and
// then under a device key that cannot be taken out of the browser.
import { argon2id } from "hash-wasm";
import { join, randomBytes } from "./crypto.js";
import * as store from "./store.js";

export const TRIES_MAX = 10;
const FREE_TRIES = 3, DELAYS_S = [30, 60, 300, 900, 3600];
const COST = { memorySize: 65_536, iterations: 3, parallelism: 1 };
const KEY_BYTES = 32, IV_BYTES = 12, TAG_BYTES = 16;
const DOOR_BYTES = IV_BYTES + 2 * KEY_BYTES + TAG_BYTES;
const DISGUISE = ["face", "lang"];
const MAIN_STEP = 65_536, SIDE_STEP = 4_096;

// What is open: the key of the PIN and the two keys behind the door. Null while locked.
let session = null;

const importKey = (bytes) => crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
const newDevice = () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
const gcm = (iv, what) => ({ name: "AES-GCM", iv, additionalData: join(what) });

async function seal(key, bytes, what) {
  const iv = randomBytes(IV_BYTES);
  return join(iv, new Uint8Array(await crypto.subtle.encrypt(gcm(iv, what), key, bytes)));
}

async function open(key, sealed, what) {
  return new Uint8Array(await crypto.subtle.decrypt(gcm(sealed.slice(0, IV_BYTES), what), key, sealed.slice(IV_BYTES)));
}

async function keyOf(pin, salt, cost) {
  const typed = await argon2id({ password: pin.normalize("NFKC"), salt, ...cost, hashLength: KEY_BYTES, outputType: "binary" });
  const whole = await crypto.subtle.importKey("raw", typed, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: join("ws1/phone") };
  return crypto.subtle.deriveKey(how, whole, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** Write a value as text, filled up to a multiple of `step`, so that its length tells nothing. */
async function sealValue(key, value, what, step) {
  const body = join(JSON.stringify(value));
  const padded = new Uint8Array(step * Math.ceil((body.length + 4) / step));
  new DataView(padded.buffer).setUint32(0, body.length);
  padded.set(body, 4);
  return seal(key, padded, what);
}

async function openValue(key, sealed, what) {
  const padded = await open(key, sealed, what);
  const length = new DataView(padded.buffer).getUint32(0);
  return JSON.parse(new TextDecoder().decode(padded.slice(4, 4 + length)));
}

const sealDoor = (pinKey, main, side) => seal(pinKey, join(main, side), "door");

/** Put the two doors under the device key, in random order. */
async function hang(device, doors) {
  const hung = await Promise.all(doors.map((door) => seal(device, door, "outer")));
  return randomBytes(1)[0] & 1 ? hung : hung.reverse();
}

/** Choose the PINs of a phone that knows nothing yet; what it knew before is gone. */
export async function begin({ pin, duress = "", main, side }, cost = COST) {
  lock();
  await store.erase();
  const device = await newDevice(), salt = randomBytes(16), mainRaw = randomBytes(KEY_BYTES), sideRaw = randomBytes(KEY_BYTES);
  const pinKey = await keyOf(pin, salt, cost);
  const other = duress ? await sealDoor(await keyOf(duress, salt, cost), new Uint8Array(KEY_BYTES), sideRaw) : randomBytes(DOOR_BYTES);
  const doors = await hang(device, [await sealDoor(pinKey, mainRaw, sideRaw), other]);
  session = { pinKey, main: await importKey(mainRaw), sideRaw, side: await importKey(sideRaw) };
  await store.write({ device, doors: { doors, salt, cost, tries: 0, at: 0 }, ...(await sealed(session, { main, side })) });
  mainRaw.fill(0);
}

async function sealed(keys, { main, side }, held = keys) {
  const records = {};
  if (main) records.main = await sealValue(keys.main, main, "main", MAIN_STEP);
  if (side) records.side = await sealValue(keys.side, side, "side", SIDE_STEP);
  if (held !== session) throw new Error("locked meanwhile");
  return records;
}

export const isSetUp = async () => Boolean(await store.read("doors"));
export const isOpen = () => session !== null;
/** Whether the real door is open, not the innocent one. */
export const isMain = () => session?.main != null;

/** Keep what is behind the doors; each part has one size whatever it says. */
export const keep = async (parts) => store.write(await sealed(session, parts));
export const main = async () => openValue(session.main, await store.read("main"), "main");
export const side = async () => openValue(session.side, await store.read("side"), "side");

/** How long no PIN is tried after wrong ones, in seconds; a clock set back starts the wait anew. */
export function waitS({ tries, at }, nowMs) {
  if (tries < FREE_TRIES) return 0;
  const wait = DELAYS_S[Math.min(tries - FREE_TRIES, DELAYS_S.length - 1)];
  const past = Math.max(0, (nowMs - at) / 1000);
  return nowMs < at ? wait : Math.max(0, Math.ceil(wait - past));
}

/** Try a PIN. Says which side opened, or how long to wait; after the tenth wrong one all is erased. */
export async function unlock(pin, nowMs = Date.now()) {
  const doors = await store.read("doors");
  if (!doors) {
    // Nothing is here any more; to find that out takes as long as a wrong PIN.
    await keyOf(pin, randomBytes(16), COST);
    return { opened: null, waitS: 0 };
  }
  const wait = waitS(doors, nowMs);
  if (wait) return { opened: null, waitS: wait };
  const tries = doors.tries + 1;
  // Counted before it is tried, so that pulling the plug gives no free try.
  await store.write({ doors: { ...doors, tries, at: nowMs } });
  const found = await tryDoors(pin, doors);
  if (!found) {
    if (tries >= TRIES_MAX) await wipe();
    return { opened: null, waitS: waitS({ tries, at: nowMs }, nowMs) };
  }
  await store.write({ doors: { ...doors, tries: 0, at: 0 } });
  session = found;
  return { opened: isMain() ? "main" : "side", waitS: 0 };
}

/** Try both doors, whichever opens, so that each PIN takes the same time. */
async function tryDoors(pin, { doors, salt, cost }) {
  const device = await store.read("device"), pinKey = await keyOf(pin, salt, cost);
  let found = null;
  for (const hung of doors) {
    const inside = await open(device, hung, "outer").then((door) => open(pinKey, door, "door")).catch(() => null);
    if (!inside || found?.main) continue;
    const mainRaw = inside.slice(0, KEY_BYTES), sideRaw = inside.slice(KEY_BYTES);
    const isReal = mainRaw.some((byte) => byte);
    found = { pinKey, main: isReal ? await importKey(mainRaw) : null, sideRaw, side: await importKey(sideRaw) };
    inside.fill(0);
    mainRaw.fill(0);
  }
  return found;
}

/** Write everything anew under new keys and throw the old notebook away; the PINs stay. */
export async function tearOut(parts) {
  const kept = await store.read("doors"), old = await store.read("device");
  const other = await otherDoor(kept, old);
  await writeAnew(kept, other, session.pinKey, parts);
}

/** The door that is not ours, without its outer lock: the one for duress, or noise. */
async function otherDoor({ doors }, device) {
  for (const hung of doors) {
    const door = await open(device, hung, "outer");
    if (!(await open(session.pinKey, door, "door").catch(() => null))) return door;
  }
  return randomBytes(DOOR_BYTES);
}

async function writeAnew(kept, other, pinKey, parts) {
  const held = session, device = await newDevice(), mainRaw = randomBytes(KEY_BYTES);
  const own = await sealDoor(pinKey, mainRaw, held.sideRaw);
  const doors = { ...kept, doors: await hang(device, [own, other]) };
  const next = { ...held, pinKey, main: await importKey(mainRaw) };
  mainRaw.fill(0);
  await store.renew({ device, doors, ...(await sealed(next, parts, held)) });
  // Not before it is written: with the new keys and the old notebook nothing would open any more.
  if (session === held) session = next;
}

/** Take another PIN for the door that is open; false if it opens the other one. The PIN before opens nothing any more. */
export async function changePin(pin, parts) {
  const kept = await store.read("doors"), device = await store.read("device");
  const other = await otherDoor(kept, device), pinKey = await keyOf(pin, kept.salt, kept.cost);
  // The innocent side may not tell whether there is another door, so there nothing is refused.
  if (isMain() && (await open(pinKey, other, "door").catch(() => null))) return false;
  if (isMain()) return writeAnew(kept, other, pinKey, parts);
  const own = await sealDoor(pinKey, new Uint8Array(KEY_BYTES), session.sideRaw);
  await store.write({ doors: { ...kept, doors: await hang(device, [own, other]) } });
  session = { ...session, pinKey };
}

/** Take a PIN for duress, or none; nothing shows afterwards which it was. From the innocent side it only seems so. */
export async function setDuress(pin, parts) {
  const kept = await store.read("doors"), pinKey = await keyOf(pin || "none", kept.salt, kept.cost);
  if (!isMain()) return;
  const other = pin ? await sealDoor(pinKey, new Uint8Array(KEY_BYTES), session.sideRaw) : randomBytes(DOOR_BYTES);
  await writeAnew(kept, other, session.pinKey, parts);
}

/** Whether a PIN is the one that opens the door that is open now. */
export async function isOwnPin(pin) {
  const found = await tryDoors(pin, await store.read("doors"));
  return found !== null && (found.main !== null) === isMain();
}

/** Forget the keys in memory. */
export function lock() {
  session?.sideRaw.fill(0);
  session = null;
}

/** Erase notebook, caches and worker, in that order; needs no network. The disguise stays what it was. */
export async function wipe() {
  lock();
  await store.erase();
  const left = DISGUISE.map((name) => [name, localStorage.getItem(name)]).filter(([, value]) => value !== null);
  localStorage.clear();
  for (const [name, value] of left) localStorage.setItem(name, value);
  if (globalThis.caches) await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  const workers = await globalThis.navigator?.serviceWorker?.getRegistrations?.() ?? [];
  await Promise.all(workers.map((worker) => worker.unregister()));
}
