// What the phone does: joins, fetches, reports, forgets. It shows nothing; ui.js does.
import * as api from "./api.js";
import { fromBase32, newUuid, uuidBytes } from "./codes.js";
import * as box from "./crypto.js";
import * as store from "./store.js";

export const VERBS = ["accepted", "met", "handed_over"];
const ONETIME_KEYS = 4;
const WORDS_MAX = 300;

/** Read a join link's part after "#": the secret and the hash of the cell's signing key. */
export function readLink(fragment) {
  const [secret, hash, ...more] = fragment.replace(/^#/, "").split(".").map(fromBase32);
  if (more.length || secret?.length !== 16 || hash?.length !== 32) throw new Error("not a join link");
  return { secret, hash };
}

/** Make the keys, join, and give the number to compare. Nothing is kept if the server's key is not the one of the link. */
export async function join({ secret, hash }) {
  const seeds = { mailbox: box.randomBytes(32), sign: box.randomBytes(32) };
  const onetime = Array.from({ length: ONETIME_KEYS }, () => box.randomBytes(32));
  const mailboxPublic = await box.publicOf(seeds.mailbox);
  const onetimePublics = await Promise.all(onetime.map(box.publicOf));
  const signPublic = box.signPublicOf(seeds.sign);
  const signatures = onetimePublics.map((key) => box.signOnetime(seeds.sign, key));
  const answer = await api.askToJoin({ secret, mailboxPublic, onetimePublics, signPublic, signatures });
  if (!box.same(await box.sha256(answer.cellSignPublic), hash)) throw new WrongKey();
  const number = await box.comparisonNumber(secret, mailboxPublic, signPublic, answer.cellSignPublic, answer.cellBoxPublic);
  await store.wipe();
  await store.put("keep", {
    mailbox: answer.mailbox,
    token: await store.wrap(box.join(answer.token), "token"),
    mailboxSeed: await store.wrap(seeds.mailbox, "mailbox"),
    signSeed: await store.wrap(seeds.sign, "sign"),
    cellBoxPublic: answer.cellBoxPublic,
    cellSignPublic: answer.cellSignPublic,
  }, "me");
  for (const [index, seed] of onetime.entries()) {
    await keepOnetime(await box.keyIdOf(onetimePublics[index]), seed, onetimePublics[index]);
  }
  return number;
}

export class WrongKey extends Error {}

async function keepOnetime(id, seed, publicBytes) {
  const keys = (await store.get("keep", "onetime")) ?? [];
  const name = hex(id);
  keys.push({ name, publicBytes, seed: await store.wrap(seed, "onetime" + name) });
  await store.put("keep", keys, "onetime");
}

export const me = () => store.get("keep", "me");
export const orders = () => store.all("orders");
export const waiting = () => store.all("queue");

async function token(self) {
  return new TextDecoder().decode(await store.unwrap(self.token, "token"));
}

/** Fetch the mail and keep every new genuine order; give what went wrong as keys of words. */
export async function fetch(now) {
  const self = await me();
  const mail = await api.fetchMail({ mailbox: self.mailbox, token: await token(self) });
  const said = [];
  for (const item of mail.boxes) {
    const found = await tryKeys(item, self);
    if (found) said.push(await keep(found, now(mail.now)));
  }
  return said.filter(Boolean);
}

async function tryKeys(item, self) {
  for (const key of (await store.get("keep", "onetime")) ?? []) {
    const seed = await store.unwrap(key.seed, "onetime" + key.name);
    const opened = await box.openOrder(item, { seed, publicBytes: key.publicBytes, cellSignPublic: self.cellSignPublic });
    if (opened) return { ...opened, key: key.name };
  }
  return null;
}

async function keep({ genuine, order, key }, now) {
  if (!genuine || order.v !== 1 || !order.order) return "forged";
  if (await store.get("orders", order.order)) return null;
  if (order.expires && new Date(order.expires) <= now) return "expired";
  const text = await store.wrap(box.join(JSON.stringify(order)), "order" + order.order);
  await store.put("orders", { id: order.order, key, text, said: [], state: "open" });
  return null;
}

/** The words of an order, or null once they are gone. */
export async function read(record) {
  if (!record.text) return null;
  return JSON.parse(new TextDecoder().decode(await store.unwrap(record.text, "order" + record.id)));
}

/** Seal a report at once and put it behind the others; sending comes later. */
export async function report(record, verb, words, at) {
  const self = await me();
  const body = { order: record.id, verb, at: at.toISOString(), words: words.trim().slice(0, WORDS_MAX) };
  const sealed = await box.sealReport(body, {
    signSeed: await store.unwrap(self.signSeed, "sign"), mailbox: uuidBytes(self.mailbox), cellBoxPublic: self.cellBoxPublic,
  });
  await store.put("queue", { entry: newUuid(), order: record.id, verb, box: sealed });
  const state = verb === "handed_over" ? "over" : record.state;
  await store.put("orders", { ...record, state, said: [...record.said, { verb, at: at.toISOString() }] });
}

/** Send what waits, oldest first; each entry may arrive twice and counts once. */
export async function send() {
  const self = await me();
  for (const entry of await waiting()) {
    try {
      await api.sendReport({ mailbox: self.mailbox, token: await token(self) }, entry);
    } catch (problem) {
      // A refused entry is kept, but it does not hold up the later ones.
      if (problem instanceof api.Refusal) continue;
      // The office has too much unread: all of it stays here, and the mail can still be fetched.
      if (problem instanceof api.Later) return;
      throw problem;
    }
    await store.remove("queue", entry.number);
    if (entry.verb === "handed_over") await forget(entry.order);
  }
}

/** Destroy the words of an order and the only key that opens its box. */
async function forget(id) {
  const record = await store.get("orders", id);
  if (!record) return;
  const keys = (await store.get("keep", "onetime")) ?? [];
  await store.put("keep", keys.filter((key) => key.name !== record.key), "onetime");
  await store.put("orders", { id, said: record.said, state: "gone" });
}

export const wipe = store.wipe;

function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
