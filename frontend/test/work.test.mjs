// What a phone keeps, what it says, and what it lets go of, with an office made up here.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { databases, leaveRoom } from "./memory.mjs";
import { DUES, DURESS, NOW, PIN, SEEDS, started } from "./office.mjs";
import * as api from "../src/phone/api.js";
import { fromBase64 } from "../src/phone/codes.js";
import * as box from "../src/phone/crypto.js";
import * as device from "../src/phone/device.js";
import * as notebook from "../src/phone/notebook.js";
import { chain, dangerOf, downOf, lateOf } from "../src/phone/tokens.js";
import * as turns from "../src/phone/turns.js";
import * as work from "../src/phone/work.js";

const ORDER = { is: "order", from: "Wilmington", to: "Kennett" };
const now = () => NOW;
const round = () => turns.round(now);
const say = (verb, more = {}) => work.say("o", verb, { at: NOW, ...more });
const tokens = (which) => chain(fromBase64(SEEDS[which]), DUES.length);
const same = (a, b) => assert.deepEqual([...a], [...b]);

let office, send, brought, read, numbers;

beforeEach(async () => ({ office, send, brought, read, numbers } = await started()));

async function ordered(more = {}) {
  await send({ ...ORDER, ...more });
  await round();
}

async function locked(pin) {
  await notebook.close();
  const { opened } = await device.unlock(pin, Date.now());
  await notebook.load();
  return opened;
}

test("a phone joins with twenty signed keys and four numbers to compare", () => {
  assert.equal(office.joined.one_time_publics.length, 20);
  assert.ok(numbers.length === 4 && numbers.every((one) => one >= 0 && one < 2048));
});

test("a genuine order is shown, told to the office as kept, and its key is gone", async () => {
  await ordered();

  assert.equal(work.views()[0].order.from, "Wilmington");
  // 60 minutes before the window's start, 05:58 by the sun there, which is 11:00.
  assert.deepEqual(work.views()[0].order.dues[0], ["accepted", "1855-10-26T10:00:00.000Z"]);
  assert.equal(office.mail.length, 0);
  assert.equal(notebook.state().keys.length, 19);
});

test("a forged order and an expired one are told of and not shown", async () => {
  await send(ORDER, { signer: new Uint8Array(32).fill(9) });
  await send({ ...ORDER, order: "q", expires: "1855-10-26T09:00:00Z" });

  const { notes } = await round();

  assert.deepEqual([...notes].sort(), ["expired", "forged"]);
  assert.deepEqual(work.views().map(({ state }) => state), ["expired"]);
});

test("an item sealed to the lasting key of the mailbox opens as well", async () => {
  const publicBytes = await box.publicOf(fromBase64(notebook.state().me.mailboxSeed));
  office.joined.one_time_publics.push(Buffer.from(publicBytes).toString("base64"));

  await send(ORDER, { nth: 20 });
  await round();

  assert.equal(work.views().length, 1);
});

test("items of an order count in their order, each once, and a gap is told", async () => {
  await send({ ...ORDER, is: "amend", n: 3, prev: 2, from: "newest" });
  await send({ ...ORDER, n: 1, from: "first" });
  await send({ ...ORDER, is: "words", n: 4, prev: 3, text: "wait" });
  await round();

  await send({ ...ORDER, is: "amend", n: 3, prev: 2, from: "again" });
  await round();

  const [view] = work.views();
  assert.equal(view.order.from, "newest");
  assert.equal(view.missing, true);
  assert.deepEqual(view.words.map(({ text }) => text), ["wait"]);
});

test("what is handed out twice because the answer to it was lost is kept once", async () => {
  await send(ORDER);
  await send({ ...ORDER, is: "words", n: 2, prev: 1, text: "wait" });
  office.loses = 1;
  await assert.rejects(round());

  await round();

  assert.deepEqual(work.views()[0].words.map(({ text }) => text), ["wait"]);
  assert.equal(office.mail.length, 0);
});

test("what an office that was set back hands out again is told of again, and counts once", async () => {
  await send({ ...ORDER, is: "words", n: 1, text: "wait" });
  await send({ ...ORDER, n: 2, prev: 1 });
  const [item] = office.mail;
  await round();

  office.mail.push(item);
  await round();

  assert.equal(office.mail.length, 0);
  assert.equal(work.views()[0].words.length, 1);
});

test("a press brings the token that is due and the sealed report, each once though answers are lost", async () => {
  await ordered();
  await say("accepted");
  office.loses = 1;
  await assert.rejects(round());

  await round();

  const [token, report] = brought();
  assert.deepEqual([token.kind, report.kind, brought().length], [api.TOKEN, api.REPORT, 2]);
  same(token.payload, (await tokens(0))[0]);
  assert.deepEqual(await read(report.payload), { order: "o", verb: "accepted", at: NOW.toISOString(), words: "" });
  assert.deepEqual(work.views()[0].said, [{ verb: "accepted", at: NOW.toISOString(), sent: true }]);
});

test("well, well held for duress, late and danger send the tokens that mean it", async () => {
  await ordered();
  const presses = [["well"], ["late"], ["danger"]];
  for (const [verb] of presses) await say(verb);
  await round();
  const [well, duress] = [await tokens(0), await tokens(1)];
  const shown = brought().filter(({ kind }) => kind === api.TOKEN).map(({ payload }) => payload);

  same(shown[0], well[2]);
  // After "well" the next due is the hand-over, the fourth.
  same(shown[1], await lateOf(well[3]));
  same(shown[2], await dangerOf(fromBase64(SEEDS[0])));

  await say("well", { duress: true });
  await round();

  // No other "well" is due: the alarm takes the next due there is.
  same(brought().at(-2).payload, duress[3]);
  assert.deepEqual(new Set(office.sizes), new Set([2304]));
});

test("a word that answers no due brings a token of no meaning, so that presses look alike", async () => {
  await ordered();

  await say("problem", { words: "  a river ", place: { lat: 39.741, lon: -75.549 } });
  await round();

  const [token, report] = brought();
  assert.deepEqual([token.kind, token.payload.length], [api.TOKEN, 16]);
  assert.equal((await read(report.payload)).words, "a river ~39.74,-75.55");
});

for (const verb of ["handed_over", "left", "declined"]) {
  test(`after ${verb} the order, its seeds and the keys that were before are gone, sent or not`, async () => {
    await ordered();
    const secrets = ["Wilmington", ...SEEDS];
    const held = async () => secrets.filter((one) => JSON.stringify([notebook.state(), notebook.sideState()]).includes(one));
    assert.deepEqual(await held(), secrets);
    office.down = true;

    await say(verb);

    assert.deepEqual(await held(), []);
    await locked(PIN);
    assert.deepEqual(await held(), []);
    // Torn out: the notebook is another one, and the only one.
    assert.deepEqual([...databases().keys()], ["notes-2"]);
    office.down = false;
    await round();
    assert.equal((await read(brought()[1].payload)).verb, verb);
  });
}

test("an order that is over stays over, whatever comes late", async () => {
  await ordered();
  await say("handed_over");
  await round();
  await work.clearEnded(NOW);

  await send({ ...ORDER, n: 1 });
  await send({ ...ORDER, is: "amend", n: 2, prev: 1 });
  await round();

  assert.deepEqual(work.views(), []);
  assert.equal(office.mail.length, 0);
});

test("a stand-down erases the order at once, and its answer ends the watch", async () => {
  await ordered();
  await send({ is: "stand_down", n: 2, prev: 1, why: "lost" });
  await round();
  assert.deepEqual([work.views()[0].state, work.views()[0].why, work.views()[0].order], ["stood_down", "lost", null]);

  await say("stood_down");
  await round();
  await work.clearEnded(NOW);

  same(brought()[0].payload, await downOf(fromBase64(SEEDS[0])));
  assert.equal((await read(brought()[1].payload)).verb, "stood_down");
  assert.ok(!JSON.stringify(await device.main()).includes(SEEDS[0]));
});

test("an order whose end has passed is erased, its seeds too", async () => {
  await ordered({ expires: "1855-10-26T09:00:01Z" });
  office.now = new Date("1855-10-26T09:00:01Z");

  const { notes } = await turns.round(() => office.now);

  assert.ok(notes.has("expired"));
  assert.ok(!JSON.stringify(await device.main()).includes(SEEDS[0]));
});

test("what the office cannot take now stays, in order, and mail still comes", async () => {
  await ordered();
  await say("accepted");
  await say("met");
  office.status = 1;
  await send({ ...ORDER, is: "words", n: 2, prev: 1, text: "wait" });

  const { later } = await round();

  assert.equal(later, true);
  assert.equal(work.unsent(), 2);
  assert.equal(work.views()[0].words.length, 1);
  office.status = 0;
  await round();
  const said = brought().filter(({ kind }) => kind === api.REPORT).map(({ payload }) => read(payload));
  assert.deepEqual((await Promise.all(said)).map(({ verb }) => verb), ["accepted", "met"]);
});

test("without a network nothing is lost, and a locked phone has it still", async () => {
  await ordered();
  office.down = true;
  await say("accepted");
  await assert.rejects(round());

  assert.equal(await locked(PIN), "main");

  office.down = false;
  await round();
  assert.equal(brought().length, 2);
});

test("the phone brings one signed key a turn while the office wants some", async () => {
  office.wanted = 2;
  await round();
  await round();

  const keys = brought().filter(({ kind }) => kind === api.KEY);
  assert.equal(keys.length, 3);
  assert.equal(keys[0].payload.length, 1280);
  office.joined.one_time_publics.push(Buffer.from(keys[0].payload.slice(0, 1216)).toString("base64"));
  await send(ORDER, { nth: 20 });
  await round();
  assert.equal(work.views().length, 1);
});

test("the PIN for duress shows nothing and asks for help by turns of the same size and number", async () => {
  await ordered();
  await say("accepted");
  await round();
  office.asked.length = office.sizes.length = 0;

  assert.equal(await locked(DURESS), "side");
  await notebook.markPressed();
  await turns.underDuress(now);

  assert.equal(notebook.state(), null);
  // The first due is an hour ahead by the clock, but answered: its watch would not ring any more.
  same(brought()[0].payload, (await tokens(1))[1]);
  // A token without a report, or one shown again and again, would be told from a guide's press.
  assert.deepEqual(brought().map(({ kind, payload }) => [kind, payload.length]), [[api.TOKEN, 16], [api.REPORT, 2162]]);
  await turns.underDuress(now);
  assert.deepEqual([brought().length, office.sizes], [2, [2304, 2304, 2304, 2304]]);
  // From then on "well" rings, too.
  assert.equal(await locked(PIN), "main");
  await say("well");
  await round();
  same(brought()[2].payload, (await tokens(1))[2]);
});

test("an order whose end passed while the phone had no network is erased when it is opened", async () => {
  await ordered({ expires: "1855-10-26T09:30:00Z" });
  office.down = true;
  await locked(PIN);

  await work.clearEnded(new Date("1855-10-26T09:30:00Z"));

  assert.equal(work.views()[0].state, "expired");
  assert.ok(!JSON.stringify(await device.main()).includes(SEEDS[0]));
});

test("a phone whose clock jumped ahead keeps its order while the office's clock says that it runs", async () => {
  const ahead = new Date("1856-10-26T09:00:00Z");
  await ordered();

  await turns.round(() => ahead);
  await work.clearEnded(ahead);

  assert.equal(work.views()[0].state, "open");
});

test("a step that is pressed twice is said once", async () => {
  await ordered();

  await Promise.all([say("met"), say("met")]);
  await say("problem");
  await say("problem");

  assert.deepEqual(work.views()[0].said.map(({ verb }) => verb), ["met", "problem", "problem"]);
});

test("what a full phone cannot keep was not said, and is not said later behind the guide's back", async () => {
  await ordered();
  leaveRoom(0);

  await assert.rejects(say("met"), { name: "QuotaExceededError" });
  await assert.rejects(say("handed_over"), { name: "QuotaExceededError" });

  leaveRoom(Infinity);
  await say("met");
  await locked(PIN);
  await round();
  assert.deepEqual(work.views()[0].said.map(({ verb, sent }) => [verb, sent]), [["met", true]]);
});
