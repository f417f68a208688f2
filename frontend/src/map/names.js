// Place names as page text: no letters need to be fetched. The important ones first; a name that
// would cover another waits for a closer view.
import { Marker } from "maplibre-gl";

const MOST_AT_ONCE = 60, LETTER_PX = 7.5, ROW_PX = 18;
const RANK = { destination: 0, hub: 1, origin: 2, crossing: 3, station: 4 };

export function putNames(map, { places = [], legs = [] }) {
  const onRoute = new Set(legs.filter((leg) => leg.route).flatMap((leg) => [String(leg.from), String(leg.to)]));
  const rank = (place) => (onRoute.has(String([place.lon, place.lat])) ? -1 : RANK[place.kind] ?? 5);
  const ordered = [...places].filter((place) => place.name).sort((a, b) => rank(a) - rank(b));
  const shown = new Map();
  const arrange = () => {
    const taken = [], { width, height } = map.getContainer().getBoundingClientRect();
    const wanted = new Set();
    for (const place of ordered) {
      if (wanted.size >= MOST_AT_ONCE) break;
      const { x, y } = map.project([place.lon, place.lat]);
      const box = { left: x - 6, right: x + 16 + place.name.length * LETTER_PX, top: y - ROW_PX * 0.7, bottom: y + ROW_PX * 0.7 };
      if (x < 0 || y < 0 || x > width || y > height) continue;
      if (taken.some((other) => box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top)) continue;
      taken.push(box);
      wanted.add(place);
    }
    for (const [place, marker] of shown) if (!wanted.has(place)) { marker.remove(); shown.delete(place); }
    for (const place of wanted) if (!shown.has(place)) shown.set(place, name(map, place, rank(place) < 0));
  };
  map.on("load", arrange);
  map.on("moveend", arrange);
}

function name(map, place, strong) {
  const element = document.createElement("span");
  element.className = strong ? "place-name strong" : "place-name";
  element.textContent = place.name;
  const marker = new Marker({ element, anchor: "left", offset: [8, 0] }).setLngLat([place.lon, place.lat]).addTo(map);
  // The table below the map says the same in order; sixty loose names would only be noise.
  element.removeAttribute("role");
  element.removeAttribute("tabindex");
  element.setAttribute("aria-hidden", "true");
  return marker;
}
