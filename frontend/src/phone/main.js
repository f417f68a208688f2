// The phone page: needs only <main id="phone" data-api data-sw>; see the README.
import { setBase } from "./api.js";
import { refresh, start } from "./ui.js";
import { chooseLanguage, say } from "./words.js";

const LOOK_MS = 30_000, SPREAD_MS = 30_000;
const root = document.getElementById("phone");
const fragment = location.hash.slice(1);
// The secret must not stay in the address, the history or a screenshot.
if (fragment) history.replaceState(null, "", location.pathname);

chooseLanguage();
setBase(root.dataset.api ?? "/p/api/");

// A demonstration stands at another time: the page says at which, and the mail moves it on.
let shift = 0;
if (root.dataset.now) shift = Math.max(new Date(root.dataset.now) - Date.now(), Number(localStorage.getItem("shift") ?? -Infinity));
function clock(serverNow) {
  if (root.dataset.now && serverNow) {
    shift = new Date(serverNow) - Date.now();
    localStorage.setItem("shift", String(shift));
  }
  return new Date(Date.now() + shift);
}

async function begin() {
  register();
  await start(root, fragment, clock);
  window.addEventListener("online", () => refresh());
  window.addEventListener("offline", () => refresh());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  window.addEventListener("hashchange", () => location.reload());
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
  navigator.serviceWorker.register(ours ? ours.createScriptURL(address) : address, { scope: "/p/" })
    .catch(() => { /* Without it the page works, but only with a network. */ });
}

if (globalThis.crypto?.subtle && globalThis.indexedDB) begin();
else root.textContent = say("oldPhone");
