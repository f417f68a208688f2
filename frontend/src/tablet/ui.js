// The screens: empty, PIN, join, compare, locked, the cases, one case, erase.
import { button, el } from "../phone/dom.js";
import { Later, Refusal } from "./api.js";
import { caseScreen } from "./casepage.js";
import { byUrgency, initials, matches, overlaid } from "./overlay.js";
import * as store from "./store.js";
import { hour, say, switchLanguage } from "./words.js";
import * as work from "./work.js";

const PIN_MIN = 8, NAMES_SHOWN = 6;
let root, now, link = null, lookedAt = null, notes = new Set(), busy = false, unsent = 0, looksFor = "";
let screen = () => {};

/** Show the page; `fragment` is a link's part after "#", `clock` gives the time. */
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
  if (!(await store.isSetUp()) || !(await work.hasJoined())) return show(() => message("empty", el("p", {}, say("emptyHelp"))));
  return show(lockedScreen);
}

let fresh = true;

function show(next) {
  screen = next;
  fresh = true;
  return next();
}

/** Draw a page; one that is only drawn anew stays where it was, with what was unfolded. */
function page(...parts) {
  const unfolded = [...root.querySelectorAll("details[open]")].map((part) => part.id);
  const held = document.activeElement?.id;
  root.replaceChildren(...parts.filter(Boolean), bar());
  if (fresh) root.querySelector("h1")?.focus();
  else {
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
    if (held) document.getElementById(held)?.focus();
  }
  fresh = false;
}

const title = (words) => el("h1", { tabindex: "-1" }, words);

function bar() {
  return el("footer", { class: "bar" }, el("span", { class: "state", role: "status" }, stateWords()),
    button(say("other"), () => { switchLanguage(); screen(); }, "quiet"),
    store.isOpen() ? button(say("lock"), () => lock()) : null);
}

function stateWords() {
  if (!store.isOpen()) return "";
  if (unsent) return say("toSend", { n: unsent });
  if (!navigator.onLine) return say("offline");
  return lookedAt ? say("looked", { time: hour(lookedAt) }) : "";
}

function message(key, ...more) {
  page(title(say(key)), ...more);
}

/** A field for a PIN; nothing of it is kept by the browser. */
function pinField(id, label, help) {
  const hint = help ? el("span", { class: "hint", id: `${id}-help` }, help) : null;
  const input = el("input", { id, type: "password", autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-describedby": help ? `${id}-help` : undefined });
  return [input, el("div", { class: "field" }, el("label", { for: id }, label), hint, input)];
}

function form(act, ...parts) {
  const made = el("form", {}, ...parts);
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    act();
  });
  return made;
}

async function joinScreen() {
  const known = await store.isSetUp();
  const [first, one] = pinField("pin", say("pin"), say("pinHelp"));
  const [again, two] = pinField("again", say("pinAgain"));
  const wrong = el("p", { class: "error", role: "alert" });
  const go = () => {
    if ([...first.value].length < PIN_MIN) wrong.textContent = say("pinShort");
    else if (first.value !== again.value) wrong.textContent = say("pinDiffers");
    else join(first.value);
  };
  page(title(say("join")), el("p", {}, say("joinHelp")), known ? el("p", { class: "warn" }, say("replace")) : null,
    form(go, one, two, wrong, el("button", { class: "btn do" }, say("go"))));
}

async function join(pin) {
  page(el("p", { class: "busy", role: "status" }, say("working")));
  try {
    await store.begin(pin);
    const number = await work.join(link);
    link = null;
    show(() => compareScreen(number));
  } catch (problem) {
    await store.wipe();
    const key = problem instanceof work.WrongKey ? "badKey" : problem instanceof Refusal ? "joinRefused" : "noNetwork";
    const again = key === "noNetwork" ? button(say("join"), () => show(joinScreen), "do") : null;
    if (!again) link = null;
    show(() => message(key, again));
  }
}

function compareScreen(number) {
  page(title(say("compare")), el("p", { class: "code" }, `${number.slice(0, 3)} ${number.slice(3)}`), el("p", {}, say("compareHelp")),
    el("div", { class: "pair" }, button(say("same"), () => home(), "do"), button(say("different"), () => erase("differed"), "danger")));
}

async function lockedScreen(said = "") {
  const [input, field] = pinField("pin", say("pin"));
  const go = async () => {
    const typed = input.value;
    page(el("p", { class: "busy", role: "status" }, say("working")));
    const { open, left } = await store.unlock(typed);
    if (open) return home();
    return left > 0 ? show(() => lockedScreen(say("wrong", { n: left }))) : show(() => message("erasedPin"));
  };
  page(title(say("locked")), form(go, field, said ? el("p", { class: "error", role: "alert" }, said) : null, el("button", { class: "btn do" }, say("unlock"))));
  input.focus();
}

/** Close what is open: the keys leave the memory, and the words the screen. */
export function lock() {
  if (!store.isOpen()) return;
  store.lock();
  looksFor = "";
  show(() => lockedScreen());
}

async function eraseScreen() {
  const n = await work.unsent();
  page(title(say("eraseSure")), n ? el("p", { class: "bad" }, say("eraseHelp", { n })) : null,
    el("div", { class: "pair" }, button(say("eraseYes"), () => erase("erased"), "danger"), button(say("back"), () => home())));
}

async function erase(key) {
  await store.wipe();
  lookedAt = null;
  unsent = 0;
  notes.clear();
  show(() => message(key));
}

export async function home() {
  if (await work.forgetOld(now())) notes.add("old");
  await show(listScreen);
  await refresh();
}

async function opened() {
  const [records, words] = [await work.cases(), await work.words()];
  unsent = words.filter((word) => !word.sent).length;
  return records.map((record) => ({ shown: overlaid(record, words), words: words.filter((word) => word.case === record.case) }));
}

function warnings() {
  return [...notes].map((key) => el("p", { class: key === "forged" ? "bad" : "warn", role: "alert" }, say(key)));
}

async function listScreen() {
  const found = (await opened()).sort((a, b) => byUrgency(a.shown, b.shown));
  if (screen !== listScreen) return;
  const list = el("ul", { class: "carried" });
  const fill = () => {
    const kept = found.filter(({ shown }) => matches(shown, looksFor));
    list.replaceChildren(...kept.map(line));
    if (!kept.length && found.length) list.append(el("li", { class: "soft" }, say("noneFound")));
  };
  const search = el("input", { id: "find", type: "search", autocomplete: "off", value: looksFor });
  search.addEventListener("input", () => { looksFor = search.value; fill(); });
  fill();
  const none = found.length ? null : el("div", { class: "empty" }, el("p", {}, el("strong", {}, say("none")), ` ${say("noneHelp")}`));
  page(...warnings(), title(say("cases")),
    found.length ? el("div", { class: "field" }, el("label", { for: "find" }, say("find")), search) : null,
    none, list, button(say("look"), () => refresh(), "wide"),
    el("p", { class: "end" }, button(say("erase"), () => show(eraseScreen), "quiet small")));
}

function line({ shown, words }) {
  const open = shown.tasks.filter((task) => !task.done);
  const who = shown.people.slice(0, NAMES_SHOWN).map((person) => initials(person.name)).join(", ");
  const more = shown.people.length > NAMES_SHOWN ? " …" : "";
  return el("li", {}, el("button", { type: "button", class: "one", press: () => show(() => oneScreen(shown.case)) },
    el("span", { class: "top" }, el("strong", {}, shown.code), el("span", {}, shown.place),
      el("span", { class: `pill ${shown.urgency === "immediate" ? "red" : shown.urgency === "high" ? "amber" : ""}` }, say(shown.urgency))),
    el("span", { class: "soft" }, `${say(shown.people.length === 1 ? "onePerson" : "nPeople", { n: shown.people.length })}: ${who}${more}`),
    el("span", { class: "soft" }, [open.length ? say("nTasks", { n: open.length }) : "", words.length ? say("changed") : ""].filter(Boolean).join(" · "))));
}

async function oneScreen(id) {
  const found = (await opened()).find(({ shown }) => shown.case === id);
  if (!found) return show(listScreen);
  const again = () => oneScreen(id);
  const write = async (said) => {
    await work.write({ case: id, ...said }, now());
    await again();
    document.getElementById(`open-${said.record}-${said.field}`)?.focus();
    await refresh();
  };
  page(...warnings(), ...caseScreen(found, { write, back: () => show(listScreen) }));
}

/** Send what waits and look for news; without a network nothing is lost and nothing is said. */
export async function refresh() {
  if (busy || !store.isOpen()) return;
  busy = true;
  try {
    notes = new Set(await work.sync());
    lookedAt = now();
  } catch (problem) {
    if (!store.isOpen()) return;
    lookedAt = null;
    if (problem instanceof Refusal) notes = new Set(["refused"]);
    else if (!(problem instanceof TypeError || problem instanceof Later || problem.name === "AbortError")) throw problem;
  } finally {
    busy = false;
  }
  if (notes.has("gone")) return show(() => message("gone"));
  // A page on which somebody types stays as it is.
  if (store.isOpen() && !root.querySelector("textarea, select, input:focus")) await screen();
}
