// Writes the licence texts of everything that is bundled or copied into the output.
import fs from "node:fs";
import path from "node:path";

const PACKAGE = /node_modules\/((?:@[^/]+\/)?[^/]+)\//;
const TEXT = /^(licen[cs]e|copying|ofl|notice)(\.(md|txt))?$/i;
// Packages that ship no licence file; the text lies beside this script.
const KEPT = { "OFL-1.1": "licences/OFL-1.1.txt" };
const HEAD = { pretendard: "Copyright 2023 Kil Hyung-jin\n" };
const RULE = "=".repeat(78);

export function writeLicences(file, metafiles, more) {
  const names = new Set(more);
  for (const metafile of metafiles) {
    for (const input of Object.keys(metafile.inputs)) {
      const found = PACKAGE.exec(input);
      if (found) names.add(found[1]);
    }
  }
  const parts = [...names].sort().map(entry);
  const head = "Third-party software and data in this folder, with their licences.\n" +
    "Map data: Natural Earth (public domain); place data: GeoNames (CC BY 4.0).\n";
  fs.writeFileSync(file, [head, ...parts].join(`\n${RULE}\n`));
}

function entry(name) {
  const folder = path.join("node_modules", name);
  const about = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
  const texts = fs.readdirSync(folder).filter((file) => TEXT.test(file)).map((file) => path.join(folder, file));
  if (!texts.length && KEPT[about.license]) texts.push(KEPT[about.license]);
  if (!texts.length) throw new Error(`no licence text for ${name} (${about.license}): add it to licences/ and KEPT`);
  const body = texts.map((file) => fs.readFileSync(file, "utf8").trim()).join("\n\n");
  return `${name} ${about.version} (${about.license})\n\n${HEAD[name] ?? ""}${body}\n`;
}
