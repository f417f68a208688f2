// Random stories: an office that seals, a guide who presses, a network that fails each way at random.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NOW, started } from "./office.mjs";
import * as api from "../src/phone/api.js";
import * as turns from "../src/phone/turns.js";
import * as work from "../src/phone/work.js";

const STORIES = 4, STEPS = 40;

/** A small generator, so that a story that fails can be told again. */
function dice(seed) {
  let at = seed;
  return (sides) => {
    at = (Math.imul(at ^ (at >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((at ^ (at >>> 13)) >>> 0) % sides;
  };
}

test("whatever the network loses, each item is kept once and in order, and each word arrives once and in order", async () => {
  for (let seed = 1; seed <= STORIES; seed++) await story(seed);
});

async function story(seed) {
  const roll = dice(seed), { office, send, brought, read } = await started();
  const sealed = [], pressed = [];
  await send({ is: "order", n: 1, from: "Wilmington" });
  await turns.round(() => NOW);
  for (let step = 0; step < STEPS; step++) {
    const act = roll(5);
    if (act === 0 && sealed.length < 15) {
      sealed.push(`word ${sealed.length}`);
      await send({ is: "words", n: sealed.length + 1, prev: sealed.length, text: sealed.at(-1) });
    } else if (act === 1) {
      pressed.push(`said ${pressed.length}`);
      await work.say("o", "problem", { words: pressed.at(-1), at: NOW });
    } else {
      office.down = roll(3) === 0;
      office.loses = roll(3);
      office.status = roll(4) ? 0 : 1;
      await turns.round(() => NOW).catch(() => {});
    }
  }
  Object.assign(office, { down: false, loses: 0, status: 0 });
  for (let nth = 0; nth < 8; nth++) await turns.round(() => NOW);

  const [view] = work.views(), reports = brought().filter(({ kind }) => kind === api.REPORT);
  const heard = await Promise.all(reports.map(({ payload }) => read(payload)));
  assert.deepEqual(view.words.filter(({ mine }) => !mine).map(({ text }) => text), sealed, `story ${seed}`);
  assert.equal(view.missing, false, `story ${seed}`);
  assert.deepEqual(heard.map(({ words }) => words), pressed, `story ${seed}`);
  assert.equal(office.mail.length, 0);
  assert.equal(work.unsent(), 0);
  // Every token came too, each before its report.
  const kinds = brought().map(({ kind }) => kind);
  assert.deepEqual(kinds, pressed.flatMap(() => [api.TOKEN, api.REPORT]));
}
