// The phone page: needs only <main id="phone" data-api data-sw>; see the README.
import { setBase } from "./api.js";
import { dress, speak } from "./disguise.js";
import { setRoot } from "./stage.js";
import * as store from "./store.js";
import { giveWay, hasOpenOrder, isBehind, lock, mayLock, refresh, start, wasWiped } from "./ui.js";
import { say } from "./words/index.js";

// Seconds between two rounds of turns: while an order is open, and else. Uneven, so that the rhythm tells nobody which page this is.
const RHYTHM_S = "120,240,600,1200", LOCK_S = 120, AGAIN_MS = 4_000;
const WORKER_AFTER_CARDS_MS = 3_000, WORKER_LATER_MS = 15_000;
const root = document.getElementById("phone");
let serviceWorker = null;
const fragment = location.hash.slice(1);
// The secret must not stay in the address, the history or a screenshot.
if (fragment) history.replaceState(null, "", location.pathname);

setBase(root.dataset.api ?? "/p/api/");

// A demonstration stands at another time: the page says at which, and the turns move it on.
let shift = 0;
if (root.dataset.now) shift = Math.max(new Date(root.dataset.now) - Date.now(), Number(localStorage.getItem("shift") ?? -Infinity));
function clock(officeNow) {
  if (root.dataset.now && officeNow) {
    shift = officeNow - Date.now();
    localStorage.setItem("shift", String(shift));
  }
  return new Date(Date.now() + shift);
}

async function begin() {
  speak();
  // Before anything is read: until then it stands there under the first face's name.
  setRoot(root);
  dress();
  registerInTime();
  await store.tidy();
  await start(root, fragment, { clock, opened });
  addEventListener("online", reconnected);
  addEventListener("offline", () => refresh());
  addEventListener("hashchange", () => location.reload());
  closeByItself();
  later();
}

/** Look now, and once more soon if that failed: some browsers speak of a connection before they let anything through it. */
async function reconnected() {
  await refresh();
  if (isBehind()) setTimeout(refresh, AGAIN_MS);
}

function later() {
  const [openFrom, openTo, from, to] = (root.dataset.rhythm ?? RHYTHM_S).split(",").map(Number);
  const [least, most] = hasOpenOrder() ? [openFrom, openTo] : [from, to];
  setTimeout(async () => {
    renew();
    await refresh().finally(later);
  }, 1000 * (least + Math.random() * (most - least)));
}

/** Cover the page when it is left, so that no picture of it stays in the list of open apps; lock it then, and when nobody touches it. */
function closeByItself() {
  let touched = Date.now();
  const cover = () => { document.documentElement.dataset.covered = ""; };
  const uncover = () => { if (!document.hidden) delete document.documentElement.dataset.covered; };
  for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, () => { touched = Date.now(); uncover(); }, { capture: true, passive: true });
  addEventListener("blur", cover);
  addEventListener("pagehide", cover);
  addEventListener("focus", uncover);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return uncover();
    cover();
    if (mayLock()) lock();
  });
  setInterval(() => { if (mayLock() && Date.now() - touched > 1000 * Number(root.dataset.lock ?? LOCK_S)) lock(); }, 1000);
}

/** Be the one open window: another that is opened later closes this one, so that none writes over the other. */
let isOurs = false;
function claim() {
  if (isOurs || !navigator.locks) return;
  isOurs = true;
  navigator.locks.request("notes", { steal: true }, () => new Promise(() => {})).catch(() => {
    isOurs = false;
    giveWay();
  });
}

function opened() {
  claim();
  setTimeout(register, WORKER_AFTER_CARDS_MS);
}

/** The worker fetches everything once more: on a first visit a slow line is left to the order, which is read first. */
function registerInTime() {
  if (navigator.serviceWorker?.controller) register();
  else setTimeout(register, WORKER_LATER_MS);
}

let isRegistered = false;
function register() {
  const address = root.dataset.sw;
  if (isRegistered || wasWiped() || !address || !("serviceWorker" in navigator)) return;
  isRegistered = true;
  const ours = window.trustedTypes?.createPolicy("waystation", {
    createScriptURL: (wanted) => { if (wanted === address) return wanted; throw new TypeError("not our worker"); },
  });
  serviceWorker = navigator.serviceWorker.register(ours ? ours.createScriptURL(address) : address, { scope: "/p/" })
    .catch(() => { /* Without it the page works, but only with a network. */ });
}

/** Let a newer version of this page take over, but never while somebody needs the one that works. */
async function renew() {
  if (hasOpenOrder() === false) (await serviceWorker)?.waiting?.postMessage("go on");
}

if (globalThis.crypto?.subtle && globalThis.indexedDB) begin();
else {
  speak();
  root.textContent = say("oldPhone");
}
