// The office as a phone meets it: answers turns in the one size, keeps what was brought.
import { ed25519 } from "@noble/curves/ed25519.js";
import * as box from "../src/phone/crypto.js";
import * as api from "../src/phone/api.js";
import { empty } from "./memory.mjs";
import * as device from "../src/phone/device.js";
import { join } from "../src/phone/joining.js";

export const PIN = "20404060", DURESS = "11111111";
export const NOW = new Date("1855-10-26T09:00:00Z");
const cell = { sign: new Uint8Array(32).fill(3), box: new Uint8Array(32).fill(4) };
const MAILBOX = "00112233-4455-6677-8899-aabbccddeeff";
// Seeds of 16 bytes; dues in minutes after the window's start, 11:00 in UTC.
export const SEEDS = ["A".repeat(22), "B".repeat(22)];
export const WINDOW = ["1855-10-26T05:58-05:02", "1855-10-26T14:58-05:02"];
export const DUES = [["accepted", -60], ["met", 60], ["well", 240], ["handed_over", 540]];

/** A new office and a phone of its own that has joined and is open. */
export async function started() {
  const office = { joined: null, mail: [], asked: [], sizes: [], wanted: 0, status: 0, down: false, loses: 0, number: 0, now: NOW };
  globalThis.fetch = (address, { body }) => answer(office, address, body);
  await device.wipe();
  empty();
  const numbers = await join({ secret: box.randomBytes(16), hash: null }, { pin: PIN, duress: DURESS, cost: { memorySize: 8, iterations: 1, parallelism: 1 } });
  return { ...handles(office), numbers };
}

function handles(office) {
  return {
    office,
    /** Seal an item to the phone's next one-time key, or another one, and put it into the mail. */
    async send(item, { signer = cell.sign, nth = office.number++ } = {}) {
      const publicBytes = Uint8Array.from(Buffer.from(office.joined.one_time_publics[nth], "base64"));
      const id = box.randomBytes(16), key = await box.keyIdOf(publicBytes);
      const body = box.join(JSON.stringify({ v: 2, n: 1, prev: 0, order: "o", seeds: SEEDS, dues: DUES, window: WINDOW, expires: "1855-10-27T20:00Z", ...item }));
      const signature = ed25519.sign(box.join("ws1/order", await box.sha256(publicBytes), body), signer);
      office.mail.push({ id, key, box: await box.sealTo(publicBytes, box.pad(box.join(signature, body), 1024), box.KIND_ORDER, key) });
      return id;
    },
    /** What the phone brought, by kind; look-turns left out. */
    brought: () => office.asked.filter(({ kind }) => kind !== api.LOOK),
    async read(payload) {
      const inside = box.unpad(await box.openWith(cell.box, payload, box.KIND_REPORT, Uint8Array.from(Buffer.from(MAILBOX.replaceAll("-", ""), "hex"))));
      return JSON.parse(new TextDecoder().decode(inside.slice(64)));
    },
  };
}

async function answer(office, address, body) {
  if (office.down) throw new TypeError("no network");
  if (address.endsWith("join")) {
    office.joined = JSON.parse(body);
    const b64 = (bytes) => Buffer.from(bytes).toString("base64");
    return { status: 200, ok: true, json: async () => ({ mailbox: MAILBOX, token: b64(new Uint8Array(32).fill(9)),
      cell_box_public: b64(await box.publicOf(cell.box)), cell_sign_public: b64(box.signPublicOf(cell.sign)) }) };
  }
  take(office, body);
  const said = reply(office, body);
  if (office.loses > 0) {
    office.loses--;
    throw new TypeError("the answer was lost");
  }
  return { status: 200, ok: true, arrayBuffer: async () => said.buffer };
}

function take(office, body) {
  office.sizes.push(body.length);
  const length = new DataView(body.buffer).getUint16(114), entry = Buffer.from(body.slice(50, 66)).toString("hex");
  const acks = [0, 1, 2].map((nth) => Buffer.from(body.slice(66 + nth * 16, 82 + nth * 16)).toString("hex"));
  office.mail = office.mail.filter(({ id }) => !acks.includes(Buffer.from(id).toString("hex")));
  if (office.status === 0 && !office.asked.some((one) => one.entry === entry)) {
    office.asked.push({ kind: body[1], entry, payload: body.slice(116, 116 + length) });
  }
}

function reply(office, body) {
  const bytes = box.randomBytes(api.ANSWER_BYTES);
  bytes.fill(0, 0, 64);
  bytes.set([1, office.status]);
  bytes.set(body.slice(50, 66), 2);
  new DataView(bytes.buffer).setBigInt64(18, BigInt(office.now.getTime()));
  bytes[26] = office.wanted;
  office.mail.slice(0, 3).forEach(({ id, key, box: sealed }, nth) => bytes.set(box.join(id, key, sealed), 64 + nth * 2194));
  return bytes;
}
