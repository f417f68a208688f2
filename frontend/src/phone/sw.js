// Keeps the shell of the phone's or the tablet's page for use without a network; never an answer of
// the API, nor any other page. The server puts one line in front: self.SHELL = {version, files: {url:
// sha256 or ""}, page, prefix}; the last two only for the tablet, so that neither clears the other's.
const PAGE = self.SHELL?.page ?? "/p/";
const PREFIX = self.SHELL?.prefix ?? "";
const CURRENT = `${PREFIX}current`, KEPT = `${PREFIX}v-`;
const STATIC = "/static/waystation/";
const PATIENCE_MS = 3000;

async function shell() {
  if (self.SHELL) return self.SHELL;
  const { version, files } = await (await fetch(`${STATIC}precache.json`, { cache: "no-store" })).json();
  return { version, files: Object.fromEntries(Object.entries(files).map(([name, hash]) => [STATIC + name, hash])) };
}

async function fill() {
  const { version, files } = await shell();
  const cache = await caches.open(KEPT + version);
  for (const [url, wanted] of Object.entries(files)) {
    const answer = await fetch(url, { cache: "no-store" });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    if (wanted && (await hashOf(answer.clone())) !== wanted) throw new Error(`${url} is not the file that was built`);
    await cache.put(url, answer);
  }
  const page = await fetch(PAGE, { cache: "no-store", credentials: "omit" });
  if (!page.ok) throw new Error(`page: ${page.status}`);
  await cache.put(PAGE, page);
}

async function hashOf(answer) {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", await answer.arrayBuffer()));
  return btoa(String.fromCharCode(...sum));
}

async function current() {
  const answer = await (await caches.open(CURRENT)).match("/version");
  return answer ? caches.open(await answer.text()) : null;
}

// A newer version of the phone waits until its page says that no order is open.
const isFirst = !self.registration.active;
self.addEventListener("install", (event) => event.waitUntil(fill().then(() => { if (isFirst || PREFIX) return self.skipWaiting(); })));
self.addEventListener("message", ({ data }) => { if (data === "go on") self.skipWaiting(); });

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const keep = KEPT + (await shell()).version;
  await (await caches.open(CURRENT)).put("/version", new Response(keep));
  for (const name of await caches.keys()) if (name.startsWith(KEPT) && name !== keep) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith(`${PAGE}api/`)) return;
  if (event.request.mode === "navigate") {
    if (url.pathname === PAGE) event.respondWith(page(event.request));
    return;
  }
  event.respondWith(kept(event.request));
});

/** The page from the network if it answers soon, else the kept one. */
async function page(request) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(PAGE, { cache: "no-store", credentials: "omit", signal: stop.signal });
    if (answer.ok) return answer;
  } catch {
    // No network: the kept page follows.
  } finally {
    clearTimeout(timer);
  }
  return (await (await current())?.match(PAGE)) ?? fetch(request);
}

async function kept(request) {
  return (await (await current())?.match(request, { ignoreVary: true })) ?? fetch(request);
}
