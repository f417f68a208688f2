// What the tablet does: joins, fetches, writes, sends, forgets. It shows nothing; ui.js does.
import { fromBase32, fromBase64, newUuid, toBase64 } from "../phone/codes.js";
import { comparisonNumber, publicOf, randomBytes, same, sha256, signPublicOf } from "../phone/crypto.js";
import * as api from "./api.js";
import { isHeard } from "./overlay.js";
import { isGone, openPacket, sealWord, signed } from "./sealing.js";
import * as store from "./store.js";

export const VALUE_MAX = 1000;
export class WrongKey extends Error {}

/** Read a link's part after "#": the secret and the hash of the compartment's signing key. */
export function readLink(fragment) {
  const [secret, hash, ...more] = fragment.replace(/^#/, "").split(".").map(fromBase32);
  if (more.length || secret?.length !== 16 || hash?.length !== 32) throw new Error("not a link");
  return { secret, hash };
}

/** Make the keys, join, and give the number to compare; the store must have a PIN. */
export async function join({ secret, hash }) {
  const boxSeed = randomBytes(32), signSeed = randomBytes(32);
  const boxPublic = await publicOf(boxSeed), signPublic = signPublicOf(signSeed);
  const answer = await api.askToJoin({ secret, signPublic, boxPublic });
  if (!same(await sha256(answer.cellSignPublic), hash)) throw new WrongKey();
  await store.put("keep", {
    tablet: answer.tablet,
    boxSeed: await store.wrap(boxSeed, "box"),
    signSeed: await store.wrap(signSeed, "sign"),
    cellBoxPublic: answer.cellBoxPublic,
    cellSignPublic: answer.cellSignPublic,
  }, "me");
  return comparisonNumber(secret, boxPublic, signPublic, answer.cellSignPublic, answer.cellBoxPublic);
}

/** Give the tablet's own keys, opened. */
async function self() {
  const me = await store.get("keep", "me");
  return { ...me, boxSeed: await store.unwrap(me.boxSeed, "box"), signSeed: await store.unwrap(me.signSeed, "sign") };
}

export const hasJoined = async () => Boolean(await store.get("keep", "me"));

async function ask(name, body, me) {
  return signed(name, await store.next("asked"), body, me);
}

/** Send what waits and fetch what is new; gives what went wrong as keys of words. */
export async function sync() {
  const me = await self();
  try {
    await send(me);
    return await fetchNew(me);
  } catch (problem) {
    if (problem instanceof api.Gone && isGone(problem.note, me)) {
      await store.wipe();
      return ["gone"];
    }
    throw problem;
  }
}

async function send(me) {
  for (const word of (await store.all("words")).filter((one) => !one.sent)) {
    await api.sendWord(await ask("word", { entry: word.entry, box: word.box }, me));
    await store.put("words", { ...word, sent: true, box: null });
  }
}

async function fetchNew(me) {
  const since = (await store.get("keep", "since")) ?? 0;
  const packets = await api.fetchPackets(await ask("fetch", { since }, me));
  const notes = new Set();
  for (const packet of packets.filter((one) => one.seq > since)) {
    let body;
    try {
      body = await openPacket(packet, me);
    } catch {
      notes.add("forged");
      continue;
    }
    if (body.is === "case") await keepCase(packet.seq, body);
    else await keepHead(body, me);
    await store.put("keep", packet.seq, "since");
  }
  return [...notes];
}

async function keepCase(seq, body) {
  await store.put("cases", { id: body.case, seq, text: await store.wrapJson(body, `case ${body.case}`) });
}

/** Keep the list of what is carried: other cases go, and so do words that were taken in. */
async function keepHead(body, me) {
  await store.put("keep", await store.wrapJson(body, "head"), "head");
  const box = fromBase64(body.box);
  if (!same(box, me.cellBoxPublic)) {
    await store.put("keep", { ...(await store.get("keep", "me")), cellBoxPublic: box }, "me");
  }
  for (const { id } of await store.all("cases")) if (!body.cases.includes(id)) await store.remove("cases", id);
  for (const { counter } of await store.all("words")) if (isHeard(body.heard, counter)) await store.remove("words", counter);
}

/** The list of what is carried, or null before the first one came. */
export async function head() {
  const kept = await store.get("keep", "head");
  return kept ? store.unwrapJson(kept, "head") : null;
}

/** Open every case that is carried. */
export async function cases() {
  return Promise.all((await store.all("cases")).map(({ id, text }) => store.unwrapJson(text, `case ${id}`)));
}

/** Open the words written here that the office has not taken in, oldest first. */
export async function words() {
  const kept = await store.all("words");
  return Promise.all(kept.map(async ({ counter, sent, text }) => ({ ...(await store.unwrapJson(text, `word ${counter}`)), sent })));
}

export const unsent = async () => (await store.all("words")).filter((word) => !word.sent).length;

/** Seal a word at once and put it behind the others; sending comes later. */
export async function write(said, at) {
  const me = await self();
  for (let tries = 0; ; tries += 1) {
    const counter = ((await store.get("keep", "said")) ?? 0) + 1;
    const word = {
      case: said.case, kind: said.kind, record: said.record ?? newUuid(), field: said.field,
      base: said.base ?? "", value: said.value.trim(), counter, at: at.toISOString(),
    };
    const sealed = await sealWord(word, me);
    const kept = { counter, entry: newUuid(), sent: false, box: toBase64(sealed), text: await store.wrapJson(word, `word ${counter}`) };
    try {
      // The number and the word in one go: none is given twice, and none is left out.
      return await store.together(["keep", "words"], (rows) => {
        rows("words").add(kept);
        rows("keep").put(counter, "said");
      });
    } catch (problem) {
      // Another window took this number first.
      if (problem?.name !== "ConstraintError" || tries > 4) throw problem;
    }
  }
}

/** Erase the cases once they were not renewed for too long; what was written here stays. */
export async function forgetOld(now) {
  const carried = await head();
  if (!carried || now.toISOString().slice(0, 10) <= carried.until) return false;
  for (const { id } of await store.all("cases")) await store.remove("cases", id);
  return true;
}
