// Keeps pages about passages true. One stream says "changed" and nothing more; the page then asks what.
// Where no stream is free, or the network fails, it asks every second by itself.
const AGAIN_MS = 1_000, SOON_MS = 1_000;
const BY_ITSELF = { "X-Asks-By-Itself": "1" };
let place, running;

export function beginLive() {
  place = document.querySelector("[data-live]");
  if (!place) return;
  document.addEventListener("visibilitychange", () => document.hidden ? running?.abort() : start());
  // Not before the part that asks is listening.
  document.addEventListener("DOMContentLoaded", start);
}

async function start() {
  if (running || document.hidden) return;
  const mine = running = new AbortController();
  let wait = AGAIN_MS;
  // What happened since the page was made.
  ask();
  try {
    const answer = await fetch(place.dataset.live, { headers: BY_ITSELF, redirect: "manual", cache: "no-store", signal: mine.signal });
    if (answer.ok) {
      await listen(answer.body.getReader());
      wait = SOON_MS;
    }
  } catch {
    // Closed by us, or no network just now.
  }
  running = undefined;
  setTimeout(start, wait);
}

async function listen(reader) {
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    if (decoder.decode(value).includes("changed")) ask();
  }
}

function ask() {
  place.dispatchEvent(new Event("changed"));
}
