// A converter that works: length, weight, temperature, volume and area.
import { button, el } from "../dom.js";
import { language, say } from "../words/index.js";
import { frame, recall, remember } from "./frame.js";

// How many of the first unit one of each is; temperatures also start elsewhere.
export const UNITS = {
  length: { m: 1, km: 1000, cm: 0.01, mi: 1609.344, ft: 0.3048, in: 0.0254 },
  weight: { kg: 1, g: 0.001, lb: 0.45359237, oz: 0.028349523125 },
  temperature: { "°C": 1, "°F": 5 / 9 },
  volume: { l: 1, ml: 0.001, "gal (US)": 3.785411784, "fl oz (US)": 0.0295735295625 },
  area: { "m²": 1, ha: 10_000, "km²": 1_000_000, acre: 4046.8564224 },
};
const ZERO = { "°F": 32 };
const DIGITS = 7;

/** Convert an amount of one unit into another of the same kind. */
export function convert(kind, from, to, amount) {
  const base = (amount - (ZERO[from] ?? 0)) * UNITS[kind][from];
  return base / UNITS[kind][to] + (ZERO[to] ?? 0);
}

/** Put the converter on the page. */
export function drawConverter(root, name) {
  const at = recall("converter", { kind: "length", from: "km", to: "mi", amount: "1" });
  const place = el("div", { class: "converter" });
  const title = frame(root, name, place);
  const result = el("output", { class: "result", for: "amount" });
  const work = () => {
    const amount = Number(at.amount.replace(",", "."));
    result.textContent = Number.isFinite(amount) && at.amount.trim()
      ? `${written(convert(at.kind, at.from, at.to, amount))} ${at.to}` : "–";
    remember("converter", at);
  };
  const draw = () => {
    const units = Object.keys(UNITS[at.kind]);
    if (!units.includes(at.from) || !units.includes(at.to)) [at.from, at.to] = units;
    const amount = el("input", { id: "amount", inputmode: "decimal", autocomplete: "off", value: at.amount });
    amount.addEventListener("input", () => { at.amount = amount.value; work(); });
    place.replaceChildren(
      choice("kind", Object.keys(UNITS), at.kind, say, (value) => { at.kind = value; draw(); }),
      el("div", { class: "field" }, el("label", { for: "amount" }, say("amount")), amount),
      el("div", { class: "pair" },
        choice("unitFrom", units, at.from, String, (value) => { at.from = value; work(); }),
        choice("unitTo", units, at.to, String, (value) => { at.to = value; work(); })),
      result, button(say("swap"), () => { [at.from, at.to] = [at.to, at.from]; draw(); }));
    work();
  };
  draw();
  return title;
}

function choice(key, values, chosen, words, change) {
  const options = values.map((value) => el("option", { value, selected: value === chosen }, words(value)));
  const select = el("select", { id: key }, ...options);
  select.addEventListener("change", () => change(select.value));
  return el("div", { class: "field" }, el("label", { for: key }, say(key)), select);
}

function written(value) {
  return new Intl.NumberFormat(language(), { maximumSignificantDigits: DIGITS }).format(value);
}
