// The page on which strangers write to us. It stores nothing: no cookie, no local storage.
import { fromBase64 } from "../phone/codes.js";
import { look, standing } from "./looking.js";
import { Foreign, TooLong } from "./sealing.js";
import { Message, Refusal } from "./sending.js";
import { fromWords, toWords, Unreadable } from "./words.js";

const $ = (selector) => document.querySelector(selector);
const line = JSON.parse($("#line").textContent);
const language = document.documentElement.lang.startsWith("ko") ? "ko" : "en";
const SECTIONS = ["write", "receipt", "added", "done", "back", "found"];
// A demonstration stands at another time: the page says at which.
const shift = line.now ? new Date(line.now) - Date.now() : 0;
const clock = () => new Date(Date.now() + shift);

// A link handed over in person names the signer after the #; the page alone could be lied to.
const named = location.hash.slice(1);
const signerDigest = bytesOf(named || line.signer);
// Answers outlive the page's present readers: without such a link their own signer is believed.
const answerSigner = named ? signerDigest : null;
let message = null;
// The words somebody came back with, while they read or add something; else nothing of them.
let earlier = null;

function bytesOf(text) {
  try {
    return fromBase64(text);
  } catch {
    return null; // A link that was cut or changed names nobody.
  }
}

function say(key, n = "") {
  return $(`#says [data-key="${key}"]`).textContent.replace("{n}", n);
}

function show(name) {
  for (const one of SECTIONS) $(`#${one}`).hidden = one !== name;
  if (name !== "receipt") $("#words").replaceChildren();
  if (name !== "found") $("#answers").replaceChildren();
  if (name !== "found" && name !== "write") earlier = null;
  for (const part of document.querySelectorAll("[data-first]")) part.hidden = Boolean(earlier);
  for (const part of document.querySelectorAll("[data-adding]")) part.hidden = !earlier;
  trouble();
  $(`#${name} h1:not([hidden])`).focus();
  window.scrollTo(0, 0);
}

function trouble(key = "", n = "") {
  const box = $("#trouble");
  box.hidden = !key;
  box.firstElementChild.textContent = key ? say(key, n) : "";
  if (key) box.focus();
}

function busy(key, form) {
  form.querySelector("[role=status]").textContent = key ? say(key) : "";
  for (const button of form.querySelectorAll("button")) button.disabled = Boolean(key);
}

function keyOf(problem, otherwise) {
  if (problem instanceof Refusal || problem instanceof Unreadable) return problem.key;
  if (problem instanceof Foreign) return "foreign";
  if (problem instanceof TooLong) return "long";
  if (problem instanceof TypeError || problem.name === "AbortError") return otherwise;
  throw problem;
}

const wrote = () => ({
  text: $("#text").value.trim(),
  danger: $("#write [name=danger]:checked").value,
  reach: $("#reach").value.trim(),
});

async function send(event) {
  event.preventDefault();
  const form = event.target, said = wrote();
  if (!said.text) return trouble("empty");
  trouble();
  busy("working", form);
  try {
    await begun().begin();
    busy("sending", form);
    const entropy = await message.send(said), isFirst = message.nth === 0;
    form.reset();
    count();
    message = null;
    show(isFirst ? "receipt" : "added");
    if (isFirst) for (const word of toWords(entropy, language)) $("#words").append(item(word));
  } catch (problem) {
    trouble(keyOf(problem, "network"));
  } finally {
    busy("", form);
  }
}

/** The message that is being written: under new words, or under those somebody came back with. */
function begun() {
  message ??= earlier ? new Message(line, signerDigest, clock, earlier) : new Message(line, signerDigest, clock);
  return message;
}

async function comeBack(event) {
  event.preventDefault();
  trouble();
  const form = event.target;
  busy("looking", form);
  try {
    const entropy = fromWords($("#twelve").value);
    const found = await look(line, answerSigner, entropy);
    $("#twelve").value = "";
    message = null;
    earlier = { entropy, nth: found.stands.length };
    show("found");
    tell(found);
  } catch (problem) {
    trouble(problem instanceof Foreign ? "foreignAnswer" : keyOf(problem, "lookNetwork"), problem.n);
  } finally {
    busy("", form);
  }
}

function tell(found) {
  $("#stands").textContent = standing(found).map((key) => say(key)).join(" ");
  $("#add").hidden = !found.mayAdd || !$("#text");
  for (const one of found.answers) {
    const entry = item(one.text);
    const day = document.createElement("small");
    day.textContent = one.day;
    entry.prepend(day);
    $("#answers").append(entry);
  }
}

function item(text) {
  const entry = document.createElement("li");
  entry.append(text);
  return entry;
}

function count() {
  const left = $("#left");
  left.textContent = left.dataset.says.replace("{n}", $("#text").maxLength - $("#text").value.length);
}

/** Clear the page and put an empty one in its place, so that "back" does not lead here. */
function leave() {
  for (const field of document.querySelectorAll("textarea, input")) field.value = "";
  document.body.replaceChildren();
  location.replace("about:blank");
}

function start() {
  if (!globalThis.crypto?.subtle) return trouble("old");
  if (!signerDigest) return trouble("foreign");
  for (const button of document.querySelectorAll("[data-show]")) button.addEventListener("click", () => show(button.dataset.show));
  $("[data-leave]").hidden = false;
  $("[data-leave]").addEventListener("click", leave);
  $("[data-language]").hash = named;
  $("[data-language]").addEventListener("click", (event) => {
    const lost = $("#words").hasChildNodes() ? "loseWords" : $("#text")?.value && "lose";
    if (lost && !window.confirm(say(lost))) event.preventDefault();
  });
  $("#back form").addEventListener("submit", comeBack);
  $("#write form")?.addEventListener("submit", send);
  $("#text")?.addEventListener("input", () => {
    count();
    begun().begin().catch(() => { /* Said when it is sent. */ });
  });
  $("#write").hidden = false;
  if ($("#text")) count();
}

start();
