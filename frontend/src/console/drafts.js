// What somebody types into a form is kept, sealed, from the first letter on, until the form was
// received. When the console locks, or a form is refused, nothing typed is lost: it is offered back.
import { formNamed, keptForms, missingFrom, nameOf, putBack, typedIn } from "./fields.js";
import { Places, TooLong, newId } from "./places.js";

const KEPT_MS = 7 * 24 * 3_600_000;
// Says across one change of page which draft was just sent, and which ones were refused before it.
const SENT = "sent";
const HOME = "/";

const drafts = new Map();
const touched = new Set();
let places = null, ready = null, saving = null, refused = [];

export function beginDrafts() {
  const meta = document.querySelector('meta[name="draft-key"]');
  if (!meta?.content) return;
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return void tell("cannot");
  const raw = Uint8Array.from(atob(meta.content.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  meta.remove();
  ready = begin(raw);
  ready.then(() => { document.getElementById("drafts").dataset.read = "all"; }, () => tell("cannot"));
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  // On the window, so that nothing else sees a form that has to wait for its last letter.
  window.addEventListener("submit", hold, true);
  window.addEventListener("click", holdLink, true);
  window.addEventListener("beforeunload", (event) => { if (saving) event.preventDefault(); });
  document.addEventListener("submit", sending);
  document.addEventListener("htmx:beforeOnLoad", holdLeaving);
  document.addEventListener("htmx:afterRequest", received);
}

/** Wait until everything typed so far lies sealed in its place. */
export async function settled() {
  while (saving) await saving;
}

async function begin(raw) {
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  raw.fill(0);
  places = new Places(key);
  const received = whatWasReceived();
  for (const draft of await places.read()) {
    const kept = read(draft);
    if (!kept || received.includes(draft.id) || Date.now() - kept.at > KEPT_MS) await places.forget(draft);
    else offer(draft, kept);
  }
}

function read(draft) {
  try {
    return JSON.parse(new TextDecoder().decode(draft.bytes));
  } catch {
    return null;
  }
}

// A form was received if its answer led on to this page. A refusal shows itself without leading on,
// and the door takes the mark away.
function whatWasReceived() {
  const sent = sessionStorage.getItem(SENT)?.split(" ") ?? [];
  sessionStorage.removeItem(SENT);
  const [arrival] = performance.getEntriesByType("navigation");
  if (arrival?.type === "navigate" && arrival.redirectCount > 0) return sent;
  // What is typed now takes the place of what was refused.
  refused = sent;
  return [];
}

function typed(event) {
  const form = event.target.form;
  if (!form || !keptForms().includes(form)) return;
  touched.add(form);
  saving ??= save();
}

async function save() {
  try {
    await ready;
    while (touched.size) {
      const forms = [...touched];
      touched.clear();
      for (const form of forms) await keep(form);
    }
  } catch (error) {
    tell(error instanceof TooLong ? "long" : "cannot");
  } finally {
    saving = null;
  }
}

async function keep(form) {
  const draft = drafts.get(form) ?? { id: newId(), rows: [], before: [] };
  const now = typedIn(form);
  const named = new Set(now.map(([name, nth]) => `${name} ${nth}`));
  const fields = [...draft.before.filter(([name, nth]) => !named.has(`${name} ${nth}`)), ...now];
  drafts.set(form, draft);
  if (!fields.length) return places.forget(draft);
  const title = document.querySelector("h1")?.textContent.trim() ?? "";
  const kept = { page: location.pathname + location.search, title, form: nameOf(form), at: Date.now(), fields };
  return places.write(draft, new TextEncoder().encode(JSON.stringify(kept)));
}

function hold(event) {
  if (!saving) return;
  const { target, submitter } = event;
  event.preventDefault();
  event.stopImmediatePropagation();
  settled().then(() => target.requestSubmit(submitter));
}

function holdLink(event) {
  const link = event.target.closest?.("a[href]");
  if (!saving || !link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  settled().then(() => link.click());
}

function sending(event) {
  const draft = drafts.get(event.target);
  if (draft?.rows.length && !event.defaultPrevented) sessionStorage.setItem(SENT, [draft.id, ...refused].join(" "));
}

function holdLeaving(event) {
  const to = event.detail.xhr.getResponseHeader("HX-Redirect");
  if (!to || !saving) return;
  event.preventDefault();
  settled().then(() => location.assign(to));
}

function received({ detail }) {
  const draft = drafts.get(detail.elt);
  if (!draft || !detail.successful || detail.xhr.getResponseHeader("HX-Redirect")) return;
  drafts.delete(detail.elt);
  settled().then(() => places.forget(draft));
}

function offer(draft, kept) {
  const form = kept.page === location.pathname + location.search ? formNamed(kept.form) : null;
  if (form && !missingFrom(form, kept.fields).length) {
    // The page came back with everything that was typed: it is the same draft, still.
    if (!drafts.has(form)) drafts.set(form, { ...draft, before: kept.fields });
    return;
  }
  if (!form && location.pathname !== HOME && kept.page !== location.pathname + location.search) return;
  const note = show(form ? "here" : kept.page === location.pathname + location.search ? "gone" : "elsewhere", kept);
  note?.addEventListener("click", async (event) => {
    const press = event.target.closest("[data-draft]")?.dataset.draft;
    if (!press) return;
    note.remove();
    if (press === "forget") await places.forget(draft);
    if (press === "back") restore(form, draft, kept);
  });
}

function restore(form, draft, kept) {
  drafts.set(form, { ...draft, before: kept.fields });
  const left = putBack(form, kept.fields);
  touched.add(form);
  saving ??= save();
  if (left.length) show("gone", { ...kept, fields: left });
  form.querySelector("textarea, input:not([type=hidden])")?.focus();
}

function tell(kind) {
  if (!document.querySelector(`[data-draft-note="${kind}"]`)) show(kind, {});
}

function show(kind, kept) {
  const template = document.getElementById(`draft-${kind}`);
  const list = document.getElementById("drafts");
  if (!template || !list) return null;
  const note = template.content.firstElementChild.cloneNode(true);
  note.dataset.draftNote = kind;
  const fill = (what, how) => { for (const spot of note.querySelectorAll(`[data-${what}]`)) how(spot); };
  fill("title", (spot) => { spot.textContent = kept.title; });
  fill("at", (spot) => { spot.textContent = moment(kept.at); });
  fill("page", (spot) => { spot.href = kept.page; });
  fill("text", (spot) => { spot.value = texts(kept.fields).join("\n\n"); });
  list.append(note);
  return note;
}

function texts(fields) {
  return fields.map(([, , value]) => (Array.isArray(value) ? value.join(", ") : value)).filter((value) => typeof value === "string" && value.trim());
}

function moment(at) {
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  const options = isToday ? clock : { ...clock, day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(document.documentElement.lang || undefined, options).format(at);
}
