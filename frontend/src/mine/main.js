// The page on which somebody without an account reads what lies under their link: a newcomer their
// plan, a seeker how the search stands. It stores nothing: no cookie, no local storage.
import { fromBase64 } from "../phone/codes.js";
import { fromWords, Unreadable } from "../tip/words.js";
import { draw } from "./drawing.js";
import { documentsOn, fetchPaper, Refusal, secretOf } from "./opening.js";

const $ = (selector) => document.querySelector(selector);
const asked = JSON.parse($("#asked").textContent);
const language = document.documentElement.lang.startsWith("ko") ? "ko" : "en";
const PARTS = ["wait", "ask", "plan"];

function say(key, n = "") {
  return $(`#says [data-key="${key}"]`).textContent.replace("{n}", n);
}

function show(name) {
  for (const part of PARTS) $(`#${part}`).hidden = part !== name;
  $("#ends").hidden = name !== "plan";
  $("#trouble").hidden = true;
  $(`#${name} h1`).focus();
  window.scrollTo(0, 0);
}

function trouble(key, n) {
  show("ask");
  $("#trouble").hidden = false;
  $("#trouble").firstElementChild.textContent = say(key, n);
  $("#trouble").focus();
}

/** Write a day as the reader's language does. */
function dayWords(day) {
  return new Date(`${day}T12:00:00Z`).toLocaleDateString(language, { dateStyle: "long", timeZone: "UTC" });
}

/** Fetch, open and draw what lies under a secret; say so where it cannot be. */
async function open(secret) {
  show("wait");
  try {
    const paper = await fetchPaper(asked, secret);
    const documents = documentsOn(paper, asked.day ?? "");
    const plan = documents.find((one) => one.language === language) ?? documents[0];
    draw($("#plan"), plan);
    $("#until").textContent = say("until", dayWords(paper.until));
    show("plan");
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    trouble(problem.key);
  }
}

/** Read the secret behind the #; null where there is none, and an empty one where it was cut off. */
function secretHere() {
  const text = location.hash.slice(1);
  if (!text) return null;
  try {
    return fromBase64(text);
  } catch {
    return new Uint8Array();
  }
}

async function openWords(event) {
  event.preventDefault();
  try {
    const entropy = fromWords($("#twelve").value);
    $("#twelve").value = "";
    await open(await secretOf(entropy));
  } catch (problem) {
    if (!(problem instanceof Unreadable)) throw problem;
    trouble(problem.key, problem.n);
  }
}

/** Clear the page and put an empty one in its place, so that "back" does not lead here. */
function leave() {
  document.body.replaceChildren();
  location.replace("about:blank");
}

function start() {
  $("[data-leave]").hidden = false;
  $("[data-leave]").addEventListener("click", leave);
  $("[data-print]").addEventListener("click", () => window.print());
  $("[data-language]").hash = location.hash;
  $("#ask form").addEventListener("submit", openWords);
  // The same page with another secret behind the # is another plan.
  window.addEventListener("hashchange", () => location.reload());
  if (!globalThis.crypto?.subtle) return trouble("old");
  const secret = secretHere();
  return secret ? open(secret) : show("ask");
}

start();
