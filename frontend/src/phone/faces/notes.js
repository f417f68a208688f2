// A notebook that works: notes are written, read again and deleted.
import { button, el } from "../dom.js";
import { say } from "../words/index.js";
import { frame, recall, remember } from "./frame.js";

const NOTES_MAX = 100, LETTERS_MAX = 4000, LINE_LETTERS = 60;

/** Put the notebook on the page. */
export function drawNotes(root, name) {
  const list = el("div", { class: "notes" });
  const title = frame(root, name, list);
  let notes = recall("notes", []);
  const keep = (changed) => { notes = changed.filter((note) => note.trim()).slice(0, NOTES_MAX); remember("notes", notes); };
  const show = () => {
    const lines = notes.map((note, index) => el("li", {}, button(firstLine(note), () => write(index), "note")));
    list.replaceChildren(button(say("newNote"), () => write(-1), "do"),
      notes.length ? el("ul", {}, ...lines) : el("p", { class: "soft" }, say("noNotes")));
  };
  const write = (index) => {
    const field = el("textarea", { id: "note", rows: "10", maxlength: String(LETTERS_MAX), autocomplete: "off" });
    field.value = notes[index] ?? "";
    const rest = () => notes.filter((_, other) => other !== index);
    const done = button(say("done"), () => { keep([field.value, ...rest()]); show(); }, "do");
    const gone = index < 0 ? null : button(say("deleteNote"), () => { keep(rest()); show(); }, "quiet");
    list.replaceChildren(el("label", { for: "note", class: "sr" }, say("note")), field, el("div", { class: "pair" }, done, gone ?? ""));
    field.focus();
  };
  show();
  return title;
}

function firstLine(note) {
  const line = note.trim().split("\n")[0];
  return line.length > LINE_LETTERS ? `${line.slice(0, LINE_LETTERS)}…` : line;
}
