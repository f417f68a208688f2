// The screens: empty, join, compare, orders, erase.
import { Refusal } from "./api.js";
import { orderCard } from "./cards.js";
import { button, el } from "./dom.js";
import { hour, say, switchLanguage } from "./words.js";
import * as work from "./work.js";

let root, now, link = null, lookedAt = null, notes = new Set(), busy = false;
let screen = () => {};

/** Show the page; `fragment` is a join link's part after "#", `clock` gives the time. */
export async function start(element, fragment, clock) {
  root = element;
  now = clock;
  if (fragment) {
    try {
      link = work.readLink(fragment);
    } catch {
      return show(() => message("badLink"));
    }
    return show(joinScreen);
  }
  await home();
}

function show(next) {
  screen = next;
  return next();
}

function page(...parts) {
  const active = root.contains(document.activeElement);
  root.replaceChildren(...parts.filter(Boolean), bar());
  if (active) root.querySelector("h1, h2, .btn")?.focus?.();
}

function bar() {
  const state = el("span", { class: "state", role: "status" }, stateWords());
  return el("footer", { class: "bar noprint" }, state,
    button(say("other"), () => { switchLanguage(); screen(); }, "quiet"),
    button(say("erase"), () => show(eraseScreen), "quiet"));
}

let unsent = 0;
function stateWords() {
  if (unsent) return say("waiting", { n: unsent });
  if (!navigator.onLine) return say("offline");
  return lookedAt ? say("looked", { time: hour(lookedAt) }) : "";
}

function message(key, ...more) {
  page(el("div", { class: "sheet" }, el("p", {}, say(key))), ...more);
}

async function joinScreen() {
  const known = await work.me();
  page(el("h1", {}, say("join")), el("p", {}, say("joinHelp")),
    known ? el("p", { class: "warn" }, say("replace")) : null,
    el("div", { class: "verbs" }, button(say("join"), join, "do")));
}

async function join() {
  page(el("p", { class: "busy", role: "status" }, say("joining")));
  try {
    const number = await work.join(link);
    link = null;
    show(() => compareScreen(number));
  } catch (problem) {
    const key = problem instanceof work.WrongKey ? "badKey" : problem instanceof Refusal ? "joinRefused" : "noNetwork";
    const again = key === "noNetwork" ? button(say("join"), join, "do") : null;
    if (!again) link = null;
    show(() => message(key, again));
  }
}

function compareScreen(number) {
  page(el("h1", {}, say("compare")), el("p", { class: "code" }, `${number.slice(0, 3)} ${number.slice(3)}`),
    el("p", {}, say("compareHelp")),
    el("div", { class: "verbs" }, button(say("same"), () => home(), "do"), button(say("different"), () => erase("differed"), "danger")));
}

function eraseScreen() {
  page(el("h1", {}, say("eraseSure")), el("div", { class: "verbs" },
    button(say("eraseYes"), () => erase("erased"), "danger"), button(say("back"), () => home())));
}

async function erase(key) {
  await work.wipe();
  lookedAt = null;
  unsent = 0;
  notes.clear();
  show(() => message(key));
}

export async function home() {
  await show(homeScreen);
  await refresh();
}

async function homeScreen() {
  if (!(await work.me())) return page(el("h1", {}, say("empty")), el("p", {}, say("emptyHelp")));
  const records = await work.orders();
  const queued = await work.waiting();
  unsent = queued.length;
  const open = records.filter((record) => record.state !== "gone");
  const shown = open.length ? open : records.slice(-1);
  const cards = [];
  for (const record of shown) cards.push(orderCard(record, await work.read(record), queued, act));
  const warnings = [...notes].map((key) => el("p", { class: key === "forged" ? "bad" : "warn", role: "alert" }, say(key)));
  const rest = open.length ? null : el("div", {}, el("h1", {}, say("nothing")), el("p", {}, say("nothingHelp")));
  if (screen !== homeScreen) return;
  page(...warnings, rest, ...cards, open.length ? null : button(say("look"), () => refresh()));
}

async function act(record, verb, words) {
  await work.report(record, verb, words, now());
  await homeScreen();
  await refresh();
}

/** Send what waits and look for mail; without a network nothing is lost and nothing is said. */
export async function refresh() {
  if (busy || !(await work.me())) return;
  busy = true;
  try {
    await work.send();
    notes = new Set(await work.fetch(now));
    lookedAt = now();
  } catch (problem) {
    if (problem instanceof TypeError || problem instanceof Refusal || problem.name === "AbortError") lookedAt = null;
    else if (!/^\d+$/.test(problem.message)) throw problem;
  } finally {
    busy = false;
    if (screen === homeScreen && !root.querySelector("textarea")) await homeScreen();
  }
}
