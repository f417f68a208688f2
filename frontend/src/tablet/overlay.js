// A case as the worker sees it: what the office sent, and over it what was written here since. Pure.

/** Say whether the office has taken a word in: all up to a number, and some beyond it. */
export function isHeard([through, beyond], counter) {
  return counter <= through || beyond.includes(counter);
}

/** Give a case with the worker's own words over it; `pending` names the fields they changed. */
export function overlaid(record, words) {
  const shown = structuredClone(record);
  shown.pending = [];
  for (const word of words.filter((one) => one.case === record.case).sort((a, b) => a.counter - b.counter)) {
    if (word.kind === "note") {
      shown.notes.unshift({ at: word.at, by: null, text: word.value });
    } else if (word.kind === "task") {
      shown.tasks = shown.tasks.map((task) => (task.id === word.record ? { ...task, done: true } : task));
    } else {
      const target = word.kind === "household" ? shown : shown.people.find((person) => person.id === word.record);
      if (!target) continue;
      target[word.field] = word.value;
      shown.pending.push(`${word.record} ${word.field}`);
    }
  }
  return shown;
}

const URGENCIES = ["immediate", "high", "medium", "low"];

/** Give the order of the list: the most urgent first, then the longest wait. */
export function byUrgency(a, b) {
  return URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency) || a.since.localeCompare(b.since) || a.code.localeCompare(b.code);
}

/** Say whether a case holds all the words looked for, in whatever order. */
export function matches(record, said) {
  const told = [record.code, record.place, record.needs, ...record.people.flatMap((person) => [person.name, ...person.aka, person.needs])];
  const text = told.join(" ").normalize("NFC").toLowerCase();
  return said.normalize("NFC").toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

export function initials(name) {
  return name.split(/\s+/).filter(Boolean).map((part) => `${[...part][0]}.`).join(" ") || "–";
}
