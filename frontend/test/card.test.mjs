// What the cards and the three faces decide, and a press that is held.
import assert from "node:assert/strict";
import { test } from "node:test";
import { convert } from "../src/phone/faces/converter.js";
import { inClock } from "../src/phone/faces/timer.js";
import { hold } from "../src/phone/hold.js";
import { nextVerb } from "../src/phone/verbs.js";

const said = (...verbs) => verbs.map((verb) => ({ verb }));
const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9 * Math.max(1, Math.abs(b)), `${a} is not ${b}`);

test("a stage among people goes received, met, handed over", () => {
  const order = { meet: "meet", hand: "meet" };

  assert.equal(nextVerb(order, []), "accepted");
  assert.equal(nextVerb(order, said("accepted", "well", "late")), "met");
  assert.equal(nextVerb(order, said("accepted", "met")), "handed_over");
  assert.equal(nextVerb(order, said("accepted", "met", "handed_over")), null);
});

test("a stage where nobody meets goes received, taken, left, each end by itself", () => {
  assert.equal(nextVerb({ meet: "apart", hand: "meet" }, said("accepted")), "taken");
  assert.equal(nextVerb({ meet: "apart", hand: "meet" }, said("accepted", "taken")), "handed_over");
  assert.equal(nextVerb({ meet: "meet", hand: "apart" }, said("accepted", "met")), "left");
});

test("the converter converts", () => {
  near(convert("length", "km", "mi", 8), 4.970969537898672);  // 8,000 m ÷ 1,609.344 m.
  near(convert("temperature", "°C", "°F", 37), 98.6);  // 37 × 9/5 + 32.
  near(convert("temperature", "°F", "°C", -40), -40);
  near(convert("area", "acre", "ha", 10), 4.0468564224);
  near(convert("weight", "lb", "kg", 1), 0.45359237);
});

test("a second that has begun counts on the timer's clock", () => {
  assert.equal(inClock(300_000), "5:00");
  assert.equal(inClock(299_001), "5:00");
  assert.equal(inClock(59_000), "0:59");
  assert.equal(inClock(-5), "0:00");
});

function key() {
  const heard = [];
  const element = new EventTarget();
  element.classList = { add() {} };
  const press = (type, more = {}) => element.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), more));
  return { element, heard, press };
}
const finger = { isPrimary: true, button: 0 };
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

test("on release a short press and a long one both act only when the finger goes", async () => {
  const { element, heard, press } = key();
  hold(element, 40, () => heard.push("long"), () => heard.push("short"), { onRelease: true });

  press("pointerdown", finger);
  press("pointerup", finger);
  press("pointerdown", finger);
  await pause(60);
  assert.deepEqual(heard, ["short"]);  // Held for longer than the time, and still nothing to be seen.
  press("pointerup", finger);

  assert.deepEqual(heard, ["short", "long"]);
});

test("a title acts as soon as it was held long enough, by finger or by key, and not when the finger slips off", async () => {
  const { element, heard, press } = key();
  hold(element, 30, () => heard.push("open"));

  press("pointerdown", finger);
  press("pointerleave");
  await pause(45);
  assert.deepEqual(heard, []);
  press("keydown", { key: " " });
  press("keydown", { key: " " });  // Repeated by the keyboard while it is held.
  await pause(45);
  press("keyup", { key: " " });

  assert.deepEqual(heard, ["open"]);
});

test("a screen reader's press is a short one, and a finger's click is not counted twice", () => {
  const { element, heard, press } = key();
  hold(element, 1000, () => heard.push("long"), () => heard.push("short"));

  press("click", { detail: 0 });
  press("pointerdown", finger);
  press("pointerup", finger);
  press("click", { detail: 1 });

  assert.deepEqual(heard, ["short", "short"]);
});
