// Tables and lists: filter as you type, sort by a press on the head, take out what is shown.
export function prepare(root) {
  for (const head of root.querySelectorAll?.("th[data-sort]") ?? []) {
    if (head.querySelector("button")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "bare";
    button.append(...head.childNodes);
    head.append(button);
  }
  for (const field of root.querySelectorAll?.("[data-filter]") ?? []) filter(field);
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-filter]")) filter(event.target);
});
document.addEventListener("click", (event) => {
  const head = event.target.closest("th[data-sort]");
  if (head && event.target.closest("button")) sort(head);
  const exporter = event.target.closest("[data-export]");
  if (exporter) save(document.querySelector(exporter.dataset.export));
});

function rowsOf(target) {
  return target.tBodies ? [...target.tBodies].flatMap((body) => [...body.rows]) : [...target.querySelectorAll("[data-item]")];
}

function filter(field) {
  const target = document.querySelector(field.dataset.filter);
  if (!target) return;
  const words = field.value.normalize("NFC").toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const rows = rowsOf(target);
  let shown = 0;
  for (const row of rows) {
    const text = row.textContent.normalize("NFC").toLocaleLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) shown += 1;
  }
  const note = document.querySelector(`[data-shown="${field.dataset.filter}"]`);
  if (!note) return;
  const says = note.dataset.says ?? "{shown} / {all}";
  note.textContent = words.length ? says.replace("{shown}", shown).replace("{all}", rows.length) : "";
}

function valueOf(row, column, kind) {
  const cell = row.cells[column];
  const text = (cell?.dataset.value ?? cell?.textContent ?? "").trim();
  if (kind !== "number") return text;
  const number = parseFloat(text.replace(/[^\d.\-−]/g, "").replace("−", "-"));
  return Number.isNaN(number) ? -Infinity : number;
}

function sort(head) {
  const table = head.closest("table");
  const column = head.cellIndex;
  const kind = head.dataset.sort;
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const inOrder = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true });
  for (const body of table.tBodies) {
    const rows = [...body.rows].map((row) => [valueOf(row, column, kind), row]);
    rows.sort(([a], [b]) => (kind === "number" ? a - b : inOrder.compare(a, b)) * (down ? -1 : 1));
    body.append(...rows.map(([, row]) => row));
  }
}

function save(table) {
  if (!table) return;
  const shown = [...table.tHead?.rows ?? [], ...rowsOf(table).filter((row) => !row.hidden)];
  const lines = shown.map((row) => [...row.cells].filter((cell) => !cell.hasAttribute("data-no-export")).map(quoted).join(","));
  // The mark in front makes spreadsheets read Korean letters rightly.
  const file = new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${table.dataset.name || "table"}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function quoted(cell) {
  let text = cell.textContent.replace(/\s+/g, " ").trim();
  // A spreadsheet runs a cell that begins like this as a formula.
  if (/^[=+\-@\t]/.test(text) && !/^[-+]?[\d.,]+$/.test(text)) text = `'${text}`;
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
