// The group builder: a household goes into a group by drag or by the number on its card. Each move can
// be taken back; after each the server says of every group whether it may travel, and why not.
const HISTORY_MAX = 100;

export function prepareBuilders(root) {
  for (const form of root.querySelectorAll?.("[data-builder]") ?? []) {
    if (!form.dataset.builds) begin(form);
  }
}

function begin(form) {
  form.dataset.builds = "yes";
  const past = [], future = [];
  let now = read(form);
  const buttons = { undo: form.querySelector("[data-undo]"), redo: form.querySelector("[data-redo]") };
  for (const button of Object.values(buttons)) button.hidden = false;
  const show = () => {
    buttons.undo.disabled = !past.length;
    buttons.redo.disabled = !future.length;
  };
  const go = (from, to) => {
    if (!from.length) return;
    to.push(now);
    now = from.pop();
    lay(form, now);
    show();
    announce(form, "");
    form.dispatchEvent(new Event("arranged"));
  };

  form.addEventListener("change", (event) => {
    const card = event.target.closest("[data-card]");
    if (!card || event.target.type !== "radio") return;
    past.push(now);
    if (past.length > HISTORY_MAX) past.shift();
    future.length = 0;
    now = read(form);
    lay(form, now);
    event.target.focus();
    show();
    const to = form.querySelector(`[data-column="${event.target.value}"] h2`).textContent;
    announce(form, form.dataset.moved.replace("{code}", card.dataset.code).replace("{to}", to));
    form.dispatchEvent(new Event("arranged"));
  });
  buttons.undo.addEventListener("click", () => go(past, future));
  buttons.redo.addEventListener("click", () => go(future, past));
  document.addEventListener("keydown", (event) => {
    if (!form.isConnected || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) go(future, past);
    else go(past, future);
  });
  beginDrag(form);
}

/** Read which household is in which group. */
function read(form) {
  return new Map([...form.querySelectorAll("[data-card] input:checked")].map((radio) => [radio.name, radio.value]));
}

/** Put every card where the arrangement says, and its number with it. */
function lay(form, arrangement) {
  for (const [name, value] of arrangement) {
    const radio = form.querySelector(`input[name="${name}"][value="${value}"]`);
    const card = radio.closest("[data-card]");
    radio.checked = true;
    if (card.closest("[data-column]").dataset.column !== value) {
      form.querySelector(`[data-column="${value}"] [data-cards]`).append(card);
    }
  }
}

function announce(form, words) {
  form.querySelector("[data-announce]").textContent = words;
}

function beginDrag(form) {
  let dragged = null;
  const columnOf = (event) => event.target.closest?.("[data-column]");
  form.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-card][draggable]") ?? null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    // Nothing of a household goes to wherever it may be dropped outside this page.
    event.dataTransfer.setData("text/plain", "");
    dragged.classList.add("dragged");
  });
  form.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    for (const column of form.querySelectorAll(".over")) column.classList.remove("over");
  });
  form.addEventListener("dragover", (event) => {
    const column = columnOf(event);
    if (!dragged || !column) return;
    event.preventDefault();
    for (const other of form.querySelectorAll(".over")) if (other !== column) other.classList.remove("over");
    column.classList.add("over");
  });
  form.addEventListener("drop", (event) => {
    const column = columnOf(event);
    if (!dragged || !column) return;
    event.preventDefault();
    const radio = dragged.querySelector(`input[value="${column.dataset.column}"]`);
    if (radio.checked) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
