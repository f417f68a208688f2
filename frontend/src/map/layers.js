// What is drawn, from back to front, in the colours of the stylesheet.
const COARSE_UNTIL = 3;

function colours(box) {
  const style = getComputedStyle(box);
  const get = (name) => style.getPropertyValue(name).trim();
  return {
    sea: get("--map-sea"), land: get("--map-land"), edge: get("--map-edge"), border: get("--map-border"),
    leg: get("--soft"), route: get("--accent"), risk: get("--halo"), halted: get("--red"), ink: get("--ink"), paper: get("--raised"),
  };
}

export function sources(world, near, { places = [], legs = [] }) {
  const made = {
    world: { type: "geojson", data: world },
    legs: { type: "geojson", data: collection(legs.map(leg)) },
    places: { type: "geojson", data: collection(places.map(place)) },
  };
  if (near) made.near = { type: "geojson", data: near };
  return made;
}

const collection = (features) => ({ type: "FeatureCollection", features });

function place({ id, name, lat, lon, kind, says = "" }) {
  return { type: "Feature", properties: { id, name, kind, says }, geometry: { type: "Point", coordinates: [lon, lat] } };
}

function leg({ from, to, mode, state = "", route = false, risk_p = 0, name = "", says = "" }) {
  return {
    type: "Feature", properties: { mode, state, route: Boolean(route), risk: risk_p ?? 0, name: name || mode, says },
    geometry: { type: "LineString", coordinates: [from, to] },
  };
}

/** Where the map opens: around what is in focus, else around everything. */
export function frame({ places = [], legs = [], focus = [] }) {
  const route = legs.filter((item) => item.route).flatMap((item) => [item.from, item.to]);
  const points = [focus, route, places.map((item) => [item.lon, item.lat])].find((some) => some.length) ?? [[-77, 41]];
  const along = (axis) => points.map((point) => point[axis]);
  const bounds = [[Math.min(...along(0)), Math.min(...along(1))], [Math.max(...along(0)), Math.max(...along(1))]];
  return { bounds, fitBoundsOptions: { padding: 48, maxZoom: 8 } };
}

const only = (...names) => ["in", ["get", "layer"], ["literal", names]];

function ground(source, detailed) {
  const zoom = detailed ? { minzoom: COARSE_UNTIL } : {};
  const line = { type: "line", source, ...zoom };
  return [
    { id: `${source}-land`, type: "fill", source, ...zoom, filter: only("land") },
    { id: `${source}-lakes`, type: "fill", source, ...zoom, filter: only("lakes") },
    { id: `${source}-rivers`, ...line, filter: only("rivers") },
    { id: `${source}-subunits`, ...line, filter: only("subunits") },
    { id: `${source}-countries`, ...line, filter: only("countries") },
    { id: `${source}-shore`, ...line, filter: only("land", "lakes") },
  ];
}

export function layers(box, hasNear) {
  const legs = (id, more = {}) => ({ id, type: "line", source: "legs", layout: { "line-cap": "round" }, ...more });
  const route = ["get", "route"], halted = ["==", ["get", "state"], "halted"];
  const drawn = [
    { id: "sea", type: "background" },
    ...ground("world", false), ...(hasNear ? ground("near", true) : []),
    legs("legs-risk", { filter: route }), legs("legs-other", { filter: ["all", ["!", route], ["!", halted]] }),
    legs("legs-route", { filter: ["all", route, ["!", halted]] }), legs("legs-halted", { filter: halted, layout: {} }),
    legs("legs-touch"), { id: "places", type: "circle", source: "places" },
  ];
  const paint = {};
  for (const [layer, name, value] of paints(box)) (paint[layer] ??= {})[name] = value;
  return drawn.map((layer) => ({ ...layer, paint: paint[layer.id] ?? {} }));
}

/** Every paint value as [layer, name, value], so that a change of theme can set them again. */
export function paints(box) {
  const c = colours(box);
  const bases = ["world", "near"].flatMap((source) => [
    [`${source}-land`, "fill-color", c.land], [`${source}-lakes`, "fill-color", c.sea],
    [`${source}-rivers`, "line-color", c.edge], [`${source}-rivers`, "line-width", 0.8],
    [`${source}-subunits`, "line-color", c.border], [`${source}-subunits`, "line-width", 0.7], [`${source}-subunits`, "line-dasharray", [3, 3]],
    [`${source}-countries`, "line-color", c.border], [`${source}-countries`, "line-width", 1.6],
    [`${source}-shore`, "line-color", c.edge], [`${source}-shore`, "line-width", 0.8],
  ]);
  return [
    ["sea", "background-color", c.sea], ...bases,
    ["legs-risk", "line-color", c.risk], ["legs-risk", "line-width", ["+", 6, ["min", 24, ["*", 400, ["get", "risk"]]]]],
    ["legs-other", "line-color", c.leg], ["legs-other", "line-width", 1.2], ["legs-other", "line-opacity", 0.55],
    ["legs-route", "line-color", c.route], ["legs-route", "line-width", 4],
    ["legs-halted", "line-color", c.halted], ["legs-halted", "line-width", 3], ["legs-halted", "line-dasharray", [1.5, 1.5]],
    ["legs-touch", "line-color", c.route], ["legs-touch", "line-width", 18], ["legs-touch", "line-opacity", 0],
    ["places", "circle-color", ["match", ["get", "kind"], ["destination", "origin", "hub"], c.ink, c.paper]],
    ["places", "circle-stroke-color", c.ink], ["places", "circle-stroke-width", 1.8],
    ["places", "circle-radius", ["interpolate", ["linear"], ["zoom"], 2, 2, 6, 4, 10, 7]],
  ];
}
