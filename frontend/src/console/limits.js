// Sliders over the figures of all routes. Each stops only at values that some route has, so that
// what remains is exact; only a limit that was moved is asked for again.
export function wire(front, rows) {
  const form = front.querySelector("form.limits");
  if (!form) return;
  form.hidden = false;
  const sliders = [...form.querySelectorAll("[data-limit]")].map((input) => slider(input, form, rows));
  const remain = form.querySelector(".remain");
  const look = () => narrow(front, rows, sliders, remain, form.dataset.says);
  form.addEventListener("input", look);
  look();
}

function slider(input, form, rows) {
  const key = input.dataset.limit;
  const steps = [...new Map(rows.map((row) => [Number(row.dataset[key]), row])).entries()].sort(([a], [b]) => a - b);
  Object.assign(input, { min: 0, max: steps.length - 1, step: 1, value: steps.length - 1 });
  input.disabled = steps.length < 2;
  const column = { minute: 1, percent: 2, dollars: 3 }[key];
  const field = form.elements[input.dataset.field];
  const typed = key === "minute" ? "latest" : key;
  const output = input.closest("label").querySelector("output");
  return {
    most() {
      const [most, row] = steps[input.valueAsNumber] ?? steps.at(-1);
      const text = row.cells[column].textContent.trim();
      output.textContent = text;
      input.setAttribute("aria-valuetext", text);
      field.value = input.valueAsNumber < steps.length - 1 ? row.dataset[typed] : "";
      return [key, most];
    },
  };
}

function narrow(front, rows, sliders, remain, says) {
  const most = sliders.map((one) => one.most());
  let shown = 0;
  for (const row of rows) {
    const fits = most.every(([key, value]) => Number(row.dataset[key]) <= value);
    row.hidden = !fits;
    shown += fits;
    for (const spot of front.querySelectorAll(`[data-figure="${CSS.escape(row.dataset.figure)}"]`)) {
      if (spot !== row) spot.classList.toggle("off", !fits);
    }
  }
  remain.textContent = says.replace("{shown}", shown).replace("{all}", rows.length);
}
