// Writes the list of files the phone, or the tablet, keeps for use without a network, with a hash of each.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

export function writePrecache(out, metafile, more, name = "precache.json") {
  const made = Object.keys(metafile.outputs).filter((file) => /\.(js|css)$/.test(file)).map((file) => path.basename(file));
  const files = {};
  for (const file of [...made, ...more].sort()) {
    files[file] = createHash("sha256").update(fs.readFileSync(path.join(out, file))).digest("base64");
  }
  const version = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 16);
  fs.writeFileSync(path.join(out, name), JSON.stringify({ version, files }, null, 1) + "\n");
}
