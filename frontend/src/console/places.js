// Where drafts lie: always the same number of rows of one size in IndexedDB. Whether a row holds
// anything, and whose it is, only the key of the person who typed it can tell: the rest is noise.
const NAME = "kept", STORE = "places";
const PLACES = 24, BYTES = 16_384;
const NONCE = 12, TAG = 16, ID = 16, HEAD = ID + 6;
const PART = BYTES - HEAD;
// No draft takes more than a third of the places from the others.
const PARTS_MAX = 8;
const LABEL = new TextEncoder().encode("ws1/draft");
const NOBODY = "0".repeat(2 * ID);

export class TooLong extends Error {}

export class Places {
  constructor(key) { this.key = key; }

  /** Give every whole draft that this key opens, as {id, rows, bytes}. */
  async read() {
    const parts = new Map();
    for (const [row, part] of await this.#mine()) {
      if (part.id === NOBODY) continue;
      if (!parts.has(part.id)) parts.set(part.id, []);
      parts.get(part.id).push({ row, ...part });
    }
    return [...parts].map(([id, found]) => whole(id, found)).filter(Boolean);
  }

  /** Keep `bytes` as this draft; its list of rows is brought up to date. */
  async write(draft, bytes) {
    const n = Math.max(1, Math.ceil(bytes.length / PART));
    if (n > PARTS_MAX) throw new TooLong(`${bytes.length} bytes; a draft holds ${PARTS_MAX * PART}`);
    await alone(async () => {
      const mine = await this.#mine();
      draft.rows = draft.rows.filter((row) => mine.get(row)?.id === draft.id);
      const free = [...mine].filter(([, part]) => part.id === NOBODY).map(([row]) => row);
      const rows = draft.rows.concat(free).slice(0, n);
      const sealed = [];
      for (let nth = 0; nth < n; nth += 1) {
        sealed.push(await this.#seal(draft.id, nth, n, bytes.subarray(nth * PART, (nth + 1) * PART)));
      }
      const spare = draft.rows.slice(n);
      const empty = await Promise.all(spare.map(() => this.#empty()));
      draft.rows = await put(rows, sealed, [...mine.keys()], spare, empty);
    });
  }

  /** Forget a draft: its rows are kept, empty, for the next one of this person. */
  async forget(draft) {
    await alone(async () => {
      const mine = await this.#mine();
      const rows = draft.rows.filter((row) => mine.get(row)?.id === draft.id);
      await put([], [], [], rows, await Promise.all(rows.map(() => this.#empty())));
      draft.rows = [];
    });
  }

  async #mine() {
    const opened = await Promise.all((await all()).map(async ([row, sealed]) => [row, await this.#open(sealed)]));
    return new Map(opened.filter(([, part]) => part));
  }

  async #seal(id, nth, of, data) {
    const plain = new Uint8Array(BYTES);
    plain.set(id.match(/../g).map((two) => parseInt(two, 16)));
    plain.set([nth, of], ID);
    new DataView(plain.buffer).setUint32(ID + 2, data.length);
    plain.set(data, HEAD);
    const iv = crypto.getRandomValues(new Uint8Array(NONCE));
    const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: LABEL }, this.key, plain);
    const sealed = new Uint8Array(NONCE + BYTES + TAG);
    sealed.set(iv);
    sealed.set(new Uint8Array(body), NONCE);
    return sealed;
  }

  #empty() { return this.#seal(NOBODY, 0, 0, new Uint8Array(0)); }

  async #open(sealed) {
    let plain;
    try {
      const iv = sealed.subarray(0, NONCE);
      plain = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: LABEL }, this.key, sealed.subarray(NONCE)));
    } catch {
      return null;
    }
    const length = new DataView(plain.buffer).getUint32(ID + 2);
    const id = [...plain.subarray(0, ID)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return { id, nth: plain[ID], of: plain[ID + 1], data: plain.subarray(HEAD, HEAD + length) };
  }
}

export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(ID))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function whole(id, parts) {
  parts.sort((a, b) => a.nth - b.nth);
  if (parts.length !== parts[0].of || parts.some((part, nth) => part.nth !== nth)) return null;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const { data } of parts) {
    bytes.set(data, at);
    at += data.length;
  }
  return { id, rows: parts.map((part) => part.row), bytes };
}

// Two windows of one browser do not take the same place.
function alone(act) {
  return navigator.locks ? navigator.locks.request(NAME, act) : act();
}

let opening = null;
function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore(STORE, { autoIncrement: true });
      for (let nth = 0; nth < PLACES; nth += 1) store.add(crypto.getRandomValues(new Uint8Array(NONCE + BYTES + TAG)));
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

async function all() {
  const rows = (await database()).transaction(STORE).objectStore(STORE);
  const [keys, values] = await Promise.all([answer(rows.getAllKeys()), answer(rows.getAll())]);
  return keys.map((key, nth) => [key, values[nth]]);
}

// Write `sealed` to `rows`; what is left over takes the places that nobody here wrote to for longest.
async function put(rows, sealed, mine, spare, empty) {
  const work = (await database()).transaction(STORE, "readwrite");
  const store = work.objectStore(STORE);
  const done = new Promise((resolve, reject) => {
    work.oncomplete = resolve;
    work.onabort = work.onerror = () => reject(work.error);
  });
  const taken = rows.map((row, nth) => (store.put(sealed[nth], row), row));
  spare.forEach((row, nth) => store.put(empty[nth], row));
  const more = sealed.slice(rows.length);
  if (more.length) {
    const oldest = (await answer(store.getAllKeys())).filter((row) => !mine.includes(row));
    for (const body of more) {
      if (oldest.length) store.delete(oldest.shift());
      taken.push(await answer(store.add(body)));
    }
  }
  await done;
  return taken;
}

function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
