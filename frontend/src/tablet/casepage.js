// One case: how to reach them first, then its people, what is to be done, and the notes.
import { button, el } from "../phone/dom.js";
import { initials } from "./overlay.js";
import { VALUE_MAX } from "./work.js";
import { day, say } from "./words.js";

const URGENCIES = ["immediate", "high", "medium", "low"];

/** Build the page of a case; `write` keeps a word, `back` leads to the list. */
export function caseScreen({ shown, words }, { write, back }) {
  const edit = (kind, record, field, value) => editable({ shown, kind, record, field, value, write });
  const waits = words.filter((word) => !word.sent).length;
  return [
    el("p", { class: "crumbs" }, button(say("back"), back, "quiet")),
    el("h1", { tabindex: "-1" }, shown.code),
    el("p", { class: "status" }, `${shown.place} · ${say(shown.stands)} · ${say("since")} ${day(shown.since)}`),
    words.length ? el("p", { class: "warn" }, waits ? `${say("sentNot")}: ${waits}` : say("takenNot")) : null,
    ...twice(shown),
    section(say("plan"), plan(shown)),
    section(say("people"), el("ul", { class: "people" }, ...shown.people.map((person) => member(person, edit)))),
    section(say("tasks"), ...tasks(shown, write)),
    section(say("needs"), edit("household", shown.case, "needs", shown.needs), el("h3", {}, say("urgency")), edit("household", shown.case, "urgency", shown.urgency)),
    section(say("notes"), noteForm(write), ...notes(shown)),
  ];
}

const section = (words, ...parts) => el("section", {}, el("h2", {}, words), ...parts);

function plan(shown) {
  const lines = [...(shown.phrase ? [[say("phrase"), shown.phrase]] : []), ...shown.plan];
  if (!lines.length) return el("p", { class: "soft" }, say("unknown"));
  return el("dl", { class: "facts" }, ...lines.flatMap(([label, text]) => [el("dt", {}, label), el("dd", {}, text)]));
}

function member(person, edit) {
  const age = person.age === null ? say("ageUnknown") : String(person.age);
  return el("li", {}, el("details", { id: `person-${person.id}` },
    el("summary", {}, el("strong", {}, initials(person.name)), ` ${age}`, person.child ? el("span", { class: "pill" }, say("child")) : null,
      person.relation ? el("span", { class: "soft" }, person.relation) : null),
    el("dl", { class: "facts" },
      el("dt", {}, say("name")), el("dd", {}, person.name || say("noName")),
      ...(person.aka.length ? [el("dt", {}, say("aka")), el("dd", {}, person.aka.join(", "))] : [])),
    el("h3", {}, say("relation")), edit("person", person.id, "relation", person.relation),
    el("h3", {}, say("needs")), edit("person", person.id, "needs", person.needs),
    el("h3", {}, say("note")), edit("person", person.id, "note", person.note)));
}

/** A value with the button that changes it; the base is what stood there when it was changed. */
function editable({ shown, kind, record, field, value, write }) {
  const words = field === "urgency" ? say(value) : value || say("nothing");
  const changed = shown.pending.includes(`${record} ${field}`);
  const place = el("div", { class: "value" });
  const home = () => {
    const press = button(say("edit"), open, "small");
    press.id = `open-${record}-${field}`;
    // One that is longer than a word may be is changed in the office.
    place.replaceChildren(el("p", {}, words, changed ? el("span", { class: "pill amber" }, say("changed")) : null),
      ...(value.length > VALUE_MAX ? [] : [press]));
  };
  const open = () => {
    const id = `edit-${record}-${field}`;
    const input = field === "urgency"
      ? el("select", { id }, ...URGENCIES.map((one) => el("option", { value: one, selected: one === value }, say(one))))
      : el("textarea", { id, rows: "3", maxlength: String(VALUE_MAX), autocomplete: "off", spellcheck: "false" });
    if (field !== "urgency") input.value = value;
    const save = () => (input.value.trim() === value ? home() : write({ kind, record, field, base: value, value: input.value }));
    place.replaceChildren(el("label", { for: id, class: "sr" }, say(field)), input,
      el("div", { class: "pair" }, button(say("save"), save, "do"), button(say("cancel"), home)));
    input.focus();
  };
  home();
  return place;
}

function twice(shown) {
  if (!shown.twice.length) return [];
  const lines = shown.twice.map(({ record, field, values }) => {
    const person = shown.people.find((one) => one.id === record);
    const told = values.map((value) => (field === "urgency" ? say(value) : value || say("nothing")));
    return el("li", {}, `${person ? `${initials(person.name)} · ` : ""}${say(field)}: `, el("strong", {}, told.join(" / ")));
  });
  return [el("div", { class: "warn" }, el("p", {}, say("twice")), el("ul", {}, ...lines))];
}

function tasks(shown, write) {
  if (!shown.tasks.length) return [el("p", { class: "soft" }, say("noTasks"))];
  return [el("ul", { class: "tasks" }, ...shown.tasks.map((task) => el("li", {},
    el("span", {}, task.says, el("small", {}, say("due", { day: day(task.due) }))),
    task.urgent ? el("span", { class: "pill red" }, say("urgent")) : null,
    task.done ? el("span", { class: "pill" }, say("isDone"))
      : button(say("done"), () => write({ kind: "task", record: task.id, field: "done", value: "done" }), "small"))))];
}

function noteForm(write) {
  const input = el("textarea", { id: "new-note", rows: "3", maxlength: String(VALUE_MAX), autocomplete: "off", spellcheck: "false" });
  const place = el("div", {});
  const home = () => place.replaceChildren(button(say("newNote"), open));
  const save = () => (input.value.trim() ? write({ kind: "note", field: "note", value: input.value }) : input.focus());
  const open = () => {
    place.replaceChildren(el("label", { for: "new-note" }, say("noteHelp")), input,
      el("div", { class: "pair" }, button(say("save"), save, "do"), button(say("cancel"), home)));
    input.focus();
  };
  home();
  return place;
}

function notes(shown) {
  if (!shown.notes.length) return [el("p", { class: "soft" }, say("noNotes"))];
  return [el("ul", { class: "timeline" }, ...shown.notes.map((note) => el("li", {},
    el("time", { datetime: note.at }, `${day(note.at)} · ${note.by ?? say("me")}`), el("p", {}, note.text))))];
}
