// The tablet's page: needs only <main id="tablet" data-api data-sw>; see the README.
import { setBase } from "./api.js";
import { lock, refresh, start } from "./ui.js";
import { chooseLanguage, say } from "./words.js";

const LOOK_MS = 120_000, SPREAD_MS = 60_000;
// Nobody touched it for so long: it locks itself.
const IDLE_MS = 5 * 60_000;
const root = document.getElementById("tablet");
const fragment = location.hash.slice(1);
// The secret must not stay in the address, the history or a screenshot.
if (fragment) history.replaceState(null, "", location.pathname);

chooseLanguage();
setBase(root.dataset.api ?? "/tablet/api/");

// A demonstration stands at another time: the page says at which.
const shift = root.dataset.now ? new Date(root.dataset.now) - Date.now() : 0;
const clock = () => new Date(Date.now() + shift);

let touched = Date.now();
for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, () => { touched = Date.now(); }, { capture: true, passive: true });
setInterval(() => { if (Date.now() - touched > IDLE_MS) lock(); }, 5_000);

async function begin() {
  register();
  await start(root, fragment, clock);
  addEventListener("online", () => refresh());
  addEventListener("offline", () => refresh());
  addEventListener("hashchange", () => location.reload());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (Date.now() - touched > IDLE_MS) lock();
    else refresh();
  });
  later();
}

// At uneven intervals, so that the rhythm tells nobody which page this is.
function later() {
  setTimeout(async () => {
    if (!document.hidden) await refresh();
    later();
  }, LOOK_MS + Math.random() * SPREAD_MS);
}

function register() {
  const address = root.dataset.sw;
  if (!address || !("serviceWorker" in navigator)) return;
  const ours = window.trustedTypes?.createPolicy("waystation", {
    createScriptURL: (wanted) => { if (wanted === address) return wanted; throw new TypeError("not our worker"); },
  });
  navigator.serviceWorker.register(ours ? ours.createScriptURL(address) : address, { scope: "/tablet/" })
    .catch(() => { /* Without it the page works, but only with a network. */ });
}

if (globalThis.crypto?.subtle && globalThis.indexedDB) begin();
else root.textContent = say("oldBrowser");
