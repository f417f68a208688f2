// A message on its way: what happens when keys run out, riddles age, or the network breaks.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { toBase64 } from "../src/phone/codes.js";
import * as box from "../src/phone/crypto.js";
import { look, standing } from "../src/tip/looking.js";
import { Foreign, KIND_ANSWER, receiptOf } from "../src/tip/sealing.js";
import { Message, Refusal } from "../src/tip/sending.js";

const NOW = new Date("2026-03-02T09:05:00Z");
const signSeed = new Uint8Array(32).fill(3);
const signer = box.signPublicOf(signSeed);
const line = { ask: "/ask", send: "/send", look: "/look", bits: 6 };
const said = { text: "Eleven wait.", danger: "yes", reach: "" };
const fetched = globalThis.fetch;

afterEach(() => {
  globalThis.fetch = fetched;
});

async function offer(fill) {
  const publicBytes = await box.publicOf(new Uint8Array(32).fill(fill));
  const digest = await box.sha256(publicBytes);
  const signature = ed25519.sign(box.join("ws1/intake", digest, "2026-03-01"), signSeed);
  const key = { id: digest.slice(0, 16), public: publicBytes, signature, signer };
  const coded = Object.fromEntries(Object.entries(key).map(([name, bytes]) => [name, toBase64(bytes)]));
  return { key: { ...coded, day: "2026-03-01" }, riddle: `1.riddle${fill}.x` };
}

/** Answer each question with the next of these; gives what was asked, with its body. */
function server(...answers) {
  const asked = [];
  globalThis.fetch = async (address, { body, credentials }) => {
    assert.equal(credentials, "omit");
    asked.push([address, JSON.parse(body)]);
    const next = answers.shift();
    if (!next) throw new TypeError("no network");
    return { status: next[0], json: async () => next[1] };
  };
  return asked;
}

const message = async () => new Message(line, await box.sha256(signer), () => NOW);

test("a message is sealed to the key that was offered and sent once", async () => {
  const first = await offer(1);
  const asked = server([200, first], [200, { ok: true }]);
  const one = await message();

  assert.equal(await one.send(said), one.entropy);

  assert.deepEqual(asked.map(([address]) => address), ["/ask", "/send"]);
  const sent = asked[1][1];
  assert.deepEqual([sent.key, sent.riddle, sent.id], [first.key.id, first.riddle, toBase64((await one.receipt).id)]);
  assert.deepEqual(Object.keys(sent).sort(), ["box", "id", "key", "nonce", "reply_public", "riddle"]);
  assert.ok(!JSON.stringify(sent).includes("Eleven"));
});

test("if the key was used meanwhile, it is sealed again to the next; the receipt stays", async () => {
  const [first, second] = [await offer(1), await offer(2)];
  const asked = server([200, first], [409, second], [200, { ok: true }]);

  await (await message()).send(said);

  const [one, two] = [asked[1][1], asked[2][1]];
  assert.deepEqual([one.key, two.key], [first.key.id, second.key.id]);
  assert.equal(one.id, two.id);
  assert.notEqual(one.box, two.box);
});

test("if the riddle was too old, the next is solved", async () => {
  const [first, second] = [await offer(1), await offer(2)];
  const asked = server([200, first], [403, second], [200, { ok: true }]);

  await (await message()).send(said);

  assert.equal(asked[2][1].riddle, second.riddle);
});

test("a key of others is not sealed to, whenever it is offered", async () => {
  const [first, foreign] = [await offer(1), await offer(2)];
  foreign.key.signature = first.key.signature;
  const asked = server([200, first], [409, foreign]);

  await assert.rejects((await message()).send(said), Foreign);

  assert.equal(asked.length, 2);
});

test("after a break the same message is sent again under the same receipt", async () => {
  const first = await offer(1);
  const asked = server([200, first]);
  const one = await message();
  await assert.rejects(one.send(said), TypeError);

  const later = server([200, { ok: true }]);
  await one.send(said);

  assert.equal(later[0][1].id, asked[1][1].id);
});

test("each refusal has its sentence, and nothing goes on for ever", async () => {
  const told = async (...answers) => {
    server(...answers);
    try {
      return await (await message()).send(said);
    } catch (problem) {
      assert.ok(problem instanceof Refusal);
      return problem.key;
    }
  };
  const first = await offer(1);
  assert.equal(await told([503, {}]), "closed");
  assert.equal(await told([500, {}]), "network");
  assert.equal(await told([200, first], [429, {}]), "later");
  assert.equal(await told([200, first], [503, {}]), "closed");
  assert.equal(await told([200, first], [400, {}]), "network");
  assert.equal(await told([200, first], ...Array(9).fill([409, first])), "network");
});

test("what is added lies under an id of its own, from the same words", async () => {
  const entropy = box.randomBytes(16);
  const asked = server([200, await offer(1)], [200, { ok: true }]);
  const one = new Message(line, await box.sha256(signer), () => NOW, { entropy, nth: 2 });

  await one.send(said);

  assert.equal(asked[1][1].id, toBase64((await receiptOf(entropy, 2)).id));
});

/** What the server hands out for one message: an answer if there is a body, else filler. */
async function handed({ id, replyPublic }, body) {
  if (!body) return [200, { known: 1, answers: toBase64(box.randomBytes(17522)), signer: toBase64(signer) }];
  const said_ = box.join(JSON.stringify(body));
  const statement = box.join("ws1/answer", await box.sha256(replyPublic), id, said_);
  const padded = box.pad(box.join(ed25519.sign(statement, signSeed), said_), 16384);
  const answers = await box.sealTo(replyPublic, padded, KIND_ANSWER, id);
  return [200, { known: 1, answers: toBase64(answers), signer: toBase64(signer) }];
}

test("answers of others than the link names are foreign; without a link their own signer is believed", async () => {
  const entropy = box.randomBytes(16), receipt = await receiptOf(entropy);
  const answer = await handed(receipt, { v: 1, readable: true, answers: [] });
  const unknown = [200, { known: 0, answers: "", signer: "" }];

  server(answer);
  await assert.rejects(look(line, new Uint8Array(32), entropy), Foreign);
  server(answer, unknown);
  assert.deepEqual((await look(line, null, entropy)).stands, ["read"]);
  const forged = [200, { ...answer[1], signer: toBase64(box.signPublicOf(new Uint8Array(32).fill(4))) }];
  server(forged);
  await assert.rejects(look(line, null, entropy), Foreign);
});

test("coming back shows how all stands that was written under the words, and every answer", async () => {
  const entropy = box.randomBytes(16), digest = await box.sha256(signer);
  const receipts = await Promise.all([0, 1].map((nth) => receiptOf(entropy, nth)));
  const answers = [{ day: "2026-03-02", text: "Wait." }];
  const unknown = [200, { known: 0, answers: "", signer: "" }];
  const back = async (...told) => {
    const asked = server(...told);
    const found = await look(line, digest, entropy);
    assert.equal(asked.length, told.length);
    return [standing(found), found.answers];
  };
  const read = { v: 1, readable: true, answers: [] };

  assert.deepEqual(await back(await handed(receipts[0]), unknown), [["arrived"], []]);
  assert.deepEqual(await back(await handed(receipts[0], read), unknown), [["read"], []]);
  assert.deepEqual(await back(await handed(receipts[0], { ...read, readable: false }), unknown), [["unreadable"], []]);
  assert.deepEqual(
    await back(await handed(receipts[0], { ...read, answers }), await handed(receipts[1]), unknown),
    [["answered", "addedArrived"], answers]);
  server(unknown);
  await assert.rejects(look(line, digest, entropy), { key: "nothing" });
  server([500, {}]);
  await assert.rejects(look(line, digest, entropy), { key: "lookNetwork" });
});
