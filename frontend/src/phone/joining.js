// How a phone becomes one of ours: by a link, or by twelve words said to it.
import * as api from "./api.js";
import { fromBase32, toBase64 } from "./codes.js";
import * as box from "./crypto.js";
import * as device from "./device.js";
import * as notebook from "./notebook.js";
import { secretOf } from "./twelve.js";

const ONETIME_KEYS = 20;

export class WrongKey extends Error {}

/** Read a join link's part after "#": the secret and the hash of the cell's signing key. */
export function readLink(fragment) {
  const [secret, hash, ...more] = fragment.replace(/^#/, "").split(".").map(fromBase32);
  if (more.length || secret?.length !== 16 || hash?.length !== 32) throw new Error("not a join link");
  return { secret, hash };
}

/** Read twelve words. They name no key of the office: only the words compared afterwards vouch for it. */
export async function readWords(text) {
  return { secret: await secretOf(text), hash: null };
}

/** Make the keys and join; gives and keeps four numbers to compare. Nothing is kept if the server's key is not the link's. */
export async function join({ secret, hash }, { cost, ...pins }) {
  const seeds = { mailbox: box.randomBytes(32), sign: box.randomBytes(32) };
  const onetime = Array.from({ length: ONETIME_KEYS }, () => box.randomBytes(32));
  const mailboxPublic = await box.publicOf(seeds.mailbox);
  const onetimePublics = await Promise.all(onetime.map(box.publicOf));
  const signPublic = box.signPublicOf(seeds.sign);
  const signatures = onetimePublics.map((key) => box.signOnetime(seeds.sign, key));
  const ticket = await box.ticketOf(secret);
  const answer = await api.askToJoin({ ticket, mailboxPublic, onetimePublics, signPublic, signatures });
  if (hash && !box.same(await box.sha256(answer.cellSignPublic), hash)) throw new WrongKey();
  const main = notebook.empty(await meOf(answer, seeds, mailboxPublic));
  const names = await Promise.all(onetimePublics.map(box.keyIdOf));
  main.keys = onetime.map((seed, nth) => ({ name: toBase64(names[nth]), seed: toBase64(seed) }));
  main.compare = await box.comparison(secret, mailboxPublic, signPublic, answer.cellSignPublic, answer.cellBoxPublic);
  await device.begin({ ...pins, main, side: notebook.sideOf(main) }, cost);
  await notebook.load();
  return main.compare;
}

async function meOf(answer, seeds, mailboxPublic) {
  return {
    mailbox: answer.mailbox, token: toBase64(answer.token),
    mailboxSeed: toBase64(seeds.mailbox), mailboxName: toBase64(await box.keyIdOf(mailboxPublic)),
    signSeed: toBase64(seeds.sign),
    cellBoxPublic: toBase64(answer.cellBoxPublic), cellSignPublic: toBase64(answer.cellSignPublic),
  };
}
