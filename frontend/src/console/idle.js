// The idle lock: where nobody has touched anything for long, the console says so, counts down and
// locks, in every window at once. While somebody works, it tells the server so now and then.
import { settled } from "./drafts.js";

const WORK = ["keydown", "pointerdown", "wheel", "touchstart", "input"];
const TELL_SERVER_MS = 4 * 60_000;
const TELL_WINDOWS_MS = 3_000;
const dialog = document.getElementById("idle");
const windows = new BroadcastChannel("console");
const says = (what, ms) => Number(dialog.dataset[what]) * 1_000 - ms;

let worked = Date.now(), heard = Date.now(), told = 0, isEnding = false;

export function beginIdle() {
  if (!dialog) return;
  for (const kind of WORK) window.addEventListener(kind, work, { capture: true, passive: true });
  // By the clock on the wall: a machine that slept has been idle for all that time.
  setInterval(look, 1_000);
  document.addEventListener("visibilitychange", look);
  windows.addEventListener("message", ({ data }) => {
    if (data === "locked") leave();
    else if (data > worked) worked = data;
  });
  dialog.addEventListener("cancel", stay);
  dialog.querySelector("[data-stay]").addEventListener("click", stay);
  dialog.querySelector("[data-lock]").addEventListener("click", end);
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-leaves]")) windows.postMessage("locked");
  });
}

function look() {
  const idle_ms = Date.now() - worked;
  const left_ms = says("after", idle_ms);
  if (left_ms <= 0) end();
  else if (left_ms <= says("warning", 0)) warn(left_ms);
  else if (dialog.open) dialog.close();
}

function warn(left_ms) {
  const left_s = Math.ceil(left_ms / 1_000);
  dialog.querySelector("[data-left]").textContent = `${Math.floor(left_s / 60)}:${String(left_s % 60).padStart(2, "0")}`;
  if (dialog.open) return;
  dialog.showModal();
  dialog.querySelector("[data-stay]").focus();
}

function work(event) {
  // With the warning open only its buttons count, and letters: those are for the field behind it.
  if (dialog.open && !isLetter(event)) return;
  if (dialog.open) dialog.close();
  note();
}

function isLetter(event) {
  const isTyped = event.type === "keydown" && (event.key?.length === 1 || event.key === "Process");
  return isTyped && !event.target.closest("[data-lock]");
}

function stay() {
  dialog.close();
  note();
  tellServer();
}

function note() {
  worked = Date.now();
  if (worked - told > TELL_WINDOWS_MS) {
    told = worked;
    windows.postMessage(worked);
  }
  if (worked - heard > TELL_SERVER_MS) tellServer();
}

async function tellServer() {
  heard = Date.now();
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  try {
    const answer = await fetch(dialog.dataset.stayAt, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" });
    // Sent to the door: the visit has ended elsewhere.
    if (answer.type === "opaqueredirect") leave();
  } catch {
    // No network just now. What is typed is kept here all the same.
    heard = 0;
  }
}

async function end() {
  if (isEnding) return;
  hide();
  windows.postMessage("locked");
  await settled();
  document.getElementById("lock").submit();
}

async function leave() {
  if (isEnding) return;
  hide();
  await settled();
  location.assign(dialog.dataset.door);
}

function hide() {
  isEnding = true;
  document.documentElement.classList.add("locked");
}
