// The phone's notebook: one small database at a time, and one record in it. What a browser overwrites
// stays in its files for a while, but not if it is large: then it lies in a file of its own, which goes
// with the next one. So the record is always larger than 64 KiB. When something has to be gone for good,
// the notebook is written anew under new keys as well, and the old one thrown away.
const FIRST = "book", TABLE = "keep", RECORD = "book";
let opening = null;
// How often everything was erased; a renewal that was under way meanwhile must leave nothing.
let erasures = 0;

const nameOf = (number) => `notes-${number}`;
const current = () => Number(localStorage.getItem(FIRST) ?? 1);

/** Which notebook counts. Only a hint: a browser that dies forgets what it wrote here last. */
function point(number) {
  try {
    localStorage.setItem(FIRST, String(number));
  } catch {
    // Without room the notebook is found by what is in it.
  }
}

/** The numbers of the notebooks there may be; a browser that does not tell is asked for those around the hint. */
async function numbers() {
  if (!indexedDB.databases) return [-1, 0, 1, 2, 3].map((step) => current() + step).filter((number) => number > 0);
  const found = (await indexedDB.databases()).map(({ name }) => /^notes-(\d+)$/.exec(name));
  return found.filter(Boolean).map(([, number]) => Number(number));
}

/** One window at a time, so that none throws away what another is writing. */
const exclusively = (act) => (globalThis.navigator?.locks ? navigator.locks.request("notes-book", act) : act());

function openBook(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
    request.onsuccess = () => {
      // Another window that erases everything must not wait for this one.
      request.result.onversionchange = () => { request.result.close(); opening = null; };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}

function deleteBook(name) {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}

function book() {
  opening ??= openBook(nameOf(current()));
  return opening;
}

function run(db, mode, act) {
  return new Promise((resolve, reject) => {
    const work = db.transaction(TABLE, mode);
    const request = act(work.objectStore(TABLE));
    work.oncomplete = () => resolve(request?.result);
    work.onabort = work.onerror = () => reject(work.error);
  });
}

export const read = async (name) => (await run(await book(), "readonly", (rows) => rows.get(RECORD)))?.[name];

function writeAll(db, values) {
  return run(db, "readwrite", (rows) => {
    rows.get(RECORD).onsuccess = ({ target }) => rows.put({ ...target.result, ...values }, RECORD);
  });
}

/** Write several parts of the record in one go: all of them or none; the others stay. */
export const write = async (values) => writeAll(await book(), values);

/** Begin a new notebook with these parts and throw the old one away. */
export async function renew(values) {
  const begun = erasures;
  await exclusively(async () => {
    const old = current(), next = old + 1;
    const before = await book();
    const fresh = await written(next, values, begun);
    point(next);
    before.close();
    opening = Promise.resolve(fresh);
    await deleteBook(nameOf(old));
  });
}

/** Write a notebook as a whole, or leave none of it. */
async function written(number, values, begun) {
  await deleteBook(nameOf(number));
  const fresh = await openBook(nameOf(number));
  try {
    if (begun === erasures) await writeAll(fresh, values);
    if (begun !== erasures) throw new Error("erased meanwhile");
    return fresh;
  } catch (problem) {
    fresh.close();
    await deleteBook(nameOf(number));
    throw problem;
  }
}

/**
 * Go on with the newest notebook that is whole, and throw away what an interrupted renewal left behind.
 * An old one goes only once the new one is whole, so this finds one wherever the phone died.
 */
export const tidy = () => exclusively(async () => {
  let found = null;
  for (const number of (await numbers()).sort((a, b) => b - a)) {
    if (found === null && (await isWhole(number))) found = number;
    else await deleteBook(nameOf(number));
  }
  if (found !== null) point(found);
  opening = null;
});

async function isWhole(number) {
  const db = await openBook(nameOf(number));
  const record = await run(db, "readonly", (rows) => rows.get(RECORD));
  db.close();
  return Boolean(record?.doors);
}

/** Erase everything: the keys first, which makes the rest unreadable, then the rest. */
export async function erase() {
  erasures++;
  try {
    const db = await book();
    await run(db, "readwrite", (rows) => rows.put(0, RECORD));
    db.close();
  } catch {
    // A notebook that cannot be opened is thrown away all the same.
  }
  opening = null;
  await Promise.all((await numbers()).map((number) => deleteBook(nameOf(number))));
}
