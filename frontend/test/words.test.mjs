// The phone page's five languages, and how each writes times.
import assert from "node:assert/strict";
import { test } from "node:test";
import en from "../src/phone/words/en.js";
import es from "../src/phone/words/es.js";
import ko from "../src/phone/words/ko.js";
import th from "../src/phone/words/th.js";
import zh from "../src/phone/words/zh.js";
import { KINDS, WHERES } from "../src/phone/hazard.js";

globalThis.document = { documentElement: {} };
const { chooseLanguage, hour, inTimeOf, language, LANGUAGES, say, span, time } = await import("../src/phone/words/index.js");
const OTHERS = { ko, zh, th, es };
// What stands in a sentence in the letters of its language and in no other.
const LETTERS = { ko: /[가-힣]/, zh: /[一-鿿]/, th: /[ก-๛]/, es: /\p{L}/u };
const holes = (text) => (text.match(/\{\w+\}/g) ?? []).sort().join();

for (const [code, words] of Object.entries(OTHERS)) {
  test(`${code} says everything that English says, and nothing else`, () => {
    assert.deepEqual(Object.keys(words).sort(), Object.keys(en).sort());
  });

  test(`${code} has the same holes in the same sentences`, () => {
    for (const key of Object.keys(en)) assert.equal(holes(words[key]), holes(en[key]), key);
  });

  test(`${code} is written in its own letters`, () => {
    const foreign = Object.entries(words).filter(([key, text]) => key !== "pin" && !LETTERS[code].test(text));
    assert.deepEqual(foreign, []);
  });
}

test("no sentence names what the page is for", () => {
  const telling = /waystation|refugee|passage|smuggl|escape|guide\b/i;
  for (const words of [en, ...Object.values(OTHERS)]) assert.doesNotMatch(Object.values(words).join("\n"), telling);
});

test("the languages nobody has reviewed say so", () => {
  assert.deepEqual(LANGUAGES.filter(({ reviewed }) => !reviewed).map(({ code }) => code), ["zh", "th", "es"]);
  for (const words of [zh, th, es]) assert.ok(words.unreviewed && words.unreviewedHelp);
});

test("a browser's own tag chooses the nearest language, and an unknown one English", () => {
  for (const [tag, code] of [["zh-TW", "zh"], ["es-MX", "es"], ["TH", "th"], ["ko-KR", "ko"], ["fr-CA", "en"]]) {
    assert.equal(chooseLanguage(tag), code);
    assert.equal(language(), code);
  }
});

test("a sentence takes its values as they are, patterns of replacing included", () => {
  chooseLanguage("en");

  assert.equal(say("waiting", { n: "$&" }), "To send: $&");
  assert.equal(say("no such sentence"), "no such sentence");
});

test("every danger that can be told has its word in every language", () => {
  for (const words of [en, ...Object.values(OTHERS)]) for (const key of [...KINDS, ...WHERES]) assert.ok(words[key], key);
});

test("a window shows the clock of its place, the day once if it is one", () => {
  chooseLanguage("en");

  assert.equal(span("1855-10-26T18:58-05:02", "1855-10-26T23:10-05:02"), `${time("1855-10-26T18:58-05:02")} – 23:10`);
  assert.match(time("1855-10-26T18:58-05:02"), /Fri.*Oct 26.*18:58/);  // 26 October 1855 was a Friday.
  assert.match(span("1855-10-26T18:58-05:02", "1855-10-27T02:00-05:02"), /18:58 – Sat.*Oct 27.*02:00/);
  assert.equal(hour("1855-10-27T00:05-05:02"), "00:05");
});

test("a due time in UTC is shown in the time of the place, the day before if need be", () => {
  // 02:30 UTC is 5 h 02 min earlier there: 21:28 the day before.
  assert.equal(inTimeOf("1855-10-27T02:30Z", "1855-10-26T18:58-05:02"), "1855-10-26T21:28-05:02");
  assert.equal(inTimeOf("2026-01-01T20:00Z", "2026-01-01T18:00+08:28"), "2026-01-02T04:28+08:28");
  assert.equal(inTimeOf("2026-01-01T20:00Z", undefined), "2026-01-01T20:00Z");
});

test("Thai counts the years as everybody on the way does", () => {
  chooseLanguage("th");

  assert.match(time("2026-11-22T18:00+07:00"), /22 พ\.ย\./);
});
