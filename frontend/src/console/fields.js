// What somebody typed into a form, apart from what the page came with, and how to put it back.
const NOT_TYPED = new Set(["hidden", "file", "password", "submit", "button", "reset", "image"]);

/** List the forms of a page whose text is kept: none that asks for a secret. */
export function keptForms() {
  return [...document.querySelectorAll("main form")].filter((form) =>
    form.method === "post" && !form.matches("[data-no-draft]") && !form.querySelector("input[type=password]"));
}

/** Name a form so that it is found again when the page is loaded anew. */
export function nameOf(form) {
  const action = new URL(form.action, location.href).pathname;
  const same = keptForms().filter((other) => new URL(other.action, location.href).pathname === action);
  return `${action}#${same.indexOf(form)}`;
}

export function formNamed(name) {
  return keptForms().find((form) => nameOf(form) === name) ?? null;
}

/** Give the fields that differ from what the page came with: [name, which of that name, value]. */
export function typedIn(form) {
  return [...numbered(form)].filter(([control]) => isChanged(control))
    .map(([control, name, nth]) => [name, nth, valueOf(control)]);
}

/** Give the fields of a draft that do not stand in the form as they were typed. */
export function missingFrom(form, fields) {
  const standing = new Map([...numbered(form)].map(([control, name, nth]) => [`${name} ${nth}`, valueOf(control)]));
  return fields.filter(([name, nth, value]) => JSON.stringify(standing.get(`${name} ${nth}`)) !== JSON.stringify(value));
}

/** Put fields back; gives those for which the form has no place any more. */
export function putBack(form, fields) {
  const controls = new Map([...numbered(form)].map(([control, name, nth]) => [`${name} ${nth}`, control]));
  return fields.filter(([name, nth, value]) => {
    const control = controls.get(`${name} ${nth}`);
    if (!control) return true;
    set(control, value);
    for (const kind of ["input", "change"]) control.dispatchEvent(new Event(kind, { bubbles: true }));
    return JSON.stringify(valueOf(control)) !== JSON.stringify(value);
  });
}

function* numbered(form) {
  const seen = new Map();
  for (const control of form.elements) {
    const { name, type } = control;
    if (!name || NOT_TYPED.has(type) || control.disabled || control.closest("[data-no-draft]")) continue;
    if (!("value" in control) || control.tagName === "OUTPUT") continue;
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    yield [control, name, nth];
  }
}

function valueOf(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.checked;
  if (control.tagName === "SELECT") return [...control.selectedOptions].map((option) => option.value);
  return control.value;
}

function isChanged(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.tagName !== "SELECT") return control.value !== control.defaultValue;
  const options = [...control.options];
  const chosen = options.filter((option) => option.defaultSelected);
  // A list without a choice of its own shows its first line.
  const first = !chosen.length && !control.multiple ? options.slice(0, 1) : chosen;
  return options.some((option) => option.selected !== first.includes(option));
}

function set(control, value) {
  if (typeof value === "boolean") control.checked = value;
  else if (Array.isArray(value)) for (const option of control.options) option.selected = value.includes(option.value);
  else control.value = value;
}
