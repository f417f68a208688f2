// As much of a browser's storage as the phone uses, in memory.
const books = new Map();
let room = Infinity;

const soon = (act) => queueMicrotask(act);

function opened(rows) {
  return { close() {}, createObjectStore() {}, transaction: (name, mode) => {
    const work = { objectStore: () => ({
      get: (key) => {
        const request = { result: structuredClone(rows.get(key)) };
        soon(() => request.onsuccess?.({ target: request }));
        return request;
      },
      put: (value, key) => ({ result: room > 0 && rows.set(key, structuredClone(value)) && key }),
    }) };
    // After what follows a `get` in the same go.
    soon(() => soon(() => soon(() => {
      if (mode !== "readwrite" || room-- > 0) return work.oncomplete();
      work.error = new DOMException("no room", "QuotaExceededError");
      work.onabort();
    })));
    return work;
  } };
}

globalThis.indexedDB = {
  open(name) {
    const request = {};
    soon(() => {
      const isNew = !books.has(name);
      if (isNew) books.set(name, new Map());
      request.result = opened(books.get(name));
      if (isNew) request.onupgradeneeded();
      request.onsuccess();
    });
    return request;
  },
  deleteDatabase(name) {
    const request = {};
    soon(() => { books.delete(name); request.onsuccess(); });
    return request;
  },
};

const kept = new Map();
globalThis.localStorage = {
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => kept.set(key, String(value)),
  clear: () => kept.clear(),
};

/** All that lies in the databases, by name and record. */
export const databases = () => books;
export const empty = () => { books.clear(); kept.clear(); room = Infinity; };
/** From now on this many writes fit, and no more. */
export const leaveRoom = (writes) => { room = writes; };
