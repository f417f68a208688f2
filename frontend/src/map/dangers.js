// Word of danger as circles that fade by the day, and the list beside them kept in step.
import { DAY_MS, living } from "./fading.js";

const STEPS = 48, KM_PER_DEGREE = 111.195;

const given = document.querySelector("#danger-circles");
if (given) start(JSON.parse(given.textContent));

function start(words) {
  const box = document.querySelector("[data-places]");
  const form = document.querySelector("[data-danger-days]");
  const day = form.querySelector("#on"), slide = form.querySelector("#slide");
  // What has no place on the map is in the list all the same.
  const show = () => box.map?.getSource("dangers")?.setData(features(living(words, day.value).filter(([word]) => word.lat !== null)));
  slide.hidden = false;
  slide.addEventListener("input", () => {
    day.value = new Date(Date.parse(form.dataset.first) + slide.value * DAY_MS).toISOString().slice(0, 10);
    slide.setAttribute("aria-valuetext", day.value);
    list(living(words, day.value), day.value);
    show();
  });
  slide.setAttribute("aria-valuetext", day.value);
  box.addEventListener("drawn", ({ detail: map }) => {
    const add = () => { draw(map, box); show(); };
    if (map.isStyleLoaded()) add(); else map.once("load", add);
    document.addEventListener("theme", () => paint(map, box));
  });
}

// Each word is a dot that can be seen from afar, and the circle it speaks of.
function features(live) {
  const made = live.flatMap(([word, weight]) => {
    const properties = { weight, name: word.name, says: word.says };
    const dot = { type: "Point", coordinates: [word.lon, word.lat] };
    const around = { type: "Polygon", coordinates: [ring(word)] };
    return [dot, around].map((geometry) => ({ type: "Feature", properties, geometry }));
  });
  return { type: "FeatureCollection", features: made };
}

function ring({ lat, lon, km }) {
  const high = km / KM_PER_DEGREE, wide = high / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const turn = (2 * Math.PI * step) / STEPS;
    return [lon + wide * Math.cos(turn), lat + high * Math.sin(turn)];
  });
}

function draw(map, box) {
  map.addSource("dangers", { type: "geojson", data: features([]) });
  const of = (id, type, shape) => map.addLayer({ id, type, source: "dangers", filter: ["==", ["geometry-type"], shape] }, "places");
  of("dangers", "fill", "Polygon");
  of("dangers-edge", "line", "Polygon");
  of("dangers-dot", "circle", "Point");
  paint(map, box);
}

function paint(map, box) {
  const red = getComputedStyle(box).getPropertyValue("--red").trim();
  const strength = (least, most) => ["interpolate", ["linear"], ["get", "weight"], 0, least, 1, most];
  map.setPaintProperty("dangers", "fill-color", red);
  map.setPaintProperty("dangers", "fill-opacity", strength(0.06, 0.35));
  map.setPaintProperty("dangers-edge", "line-color", red);
  map.setPaintProperty("dangers-edge", "line-width", 1.5);
  map.setPaintProperty("dangers-edge", "line-opacity", strength(0.35, 1));
  map.setPaintProperty("dangers-dot", "circle-color", red);
  map.setPaintProperty("dangers-dot", "circle-opacity", strength(0.25, 0.75));
  map.setPaintProperty("dangers-dot", "circle-radius", strength(9, 22));
  map.setPaintProperty("dangers-dot", "circle-stroke-color", red);
  map.setPaintProperty("dangers-dot", "circle-stroke-width", 1.5);
}

/** Writes the list of a day and the line above it anew, from the words the circles are drawn from. */
function list(live, day) {
  document.querySelector("[data-danger-list] tbody").replaceChildren(...live.map(([word, weight]) => row(word, weight)));
  const status = document.querySelector("[data-danger-status]");
  status.textContent = status.dataset.says.replace("{day}", day).replace("{n}", live.length);
}

function row(word, weight) {
  const line = document.createElement("tr");
  line.dataset.id = word.id;
  const [much, kind, where] = ["td", "td", "td"].map((name) => line.appendChild(document.createElement(name)));
  much.className = "n";
  much.textContent = weight.toFixed(2);
  const link = kind.appendChild(document.createElement("a"));
  link.href = word.url;
  link.dataset.row = "";
  link.textContent = word.name;
  const on = kind.appendChild(document.createElement("small"));
  on.className = "nowrap";
  on.textContent = word.on;
  where.textContent = word.where || "–";
  where.appendChild(document.createElement("small")).textContent = word.text;
  return line;
}
