// The map of dangers fades word as the server does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { counts, living } from "../src/map/fading.js";

const RAID = { on: "1855-10-26", until: "", half: 90, share: 1 };

test("word counts half after its half-life, and nothing before its day or after ten half-lives", () => {
  assert.equal(counts(RAID, "1855-10-26"), 1);
  assert.equal(counts(RAID, "1856-01-24"), 0.5); // 90 days later
  assert.equal(counts(RAID, "1855-10-25"), 0);
  assert.equal(counts(RAID, "1858-04-14"), 0); // 900 days and one
  assert.equal(counts({ ...RAID, until: "1855-10-27" }, "1855-10-28"), 0);
  assert.equal(counts(RAID, "no day"), 0);
});

test("the list of a day is heaviest first and leaves out what is spent", () => {
  const weak = { ...RAID, share: 0.3 }, spent = { ...RAID, share: 0.001 };
  assert.deepEqual(living([weak, spent, RAID], "1855-10-26").map(([word]) => word), [RAID, weak]);
});
