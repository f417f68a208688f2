// Draws the phone's neutral icon (a sheet with three lines) as PNG, without any image library.
import fs from "node:fs";
import path from "node:path";
import { deflateSync } from "node:zlib";

const INK = [0x3a, 0x45, 0x50], PAPER = [0xf4, 0xf1, 0xea], LINE = [0x8a, 0x93, 0x9c];
// Left, top, right, bottom as parts of the side; later ones lie on top.
const SHAPES = [
  [0.26, 0.2, 0.74, 0.8, PAPER], [0.34, 0.34, 0.66, 0.38, LINE],
  [0.34, 0.46, 0.66, 0.5, LINE], [0.34, 0.58, 0.54, 0.62, LINE],
];

export function writeAppIcons(out) {
  for (const side of [192, 512]) fs.writeFileSync(path.join(out, `notes-${side}.png`), png(side));
}

function png(side) {
  const raw = Buffer.alloc(side * (1 + side * 3));
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const colour = colourAt((x + 0.5) / side, (y + 0.5) / side);
      raw.set(colour, y * (1 + side * 3) + 1 + x * 3);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0); head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([magic, chunk("IHDR", head), chunk("IDAT", deflateSync(raw, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

function colourAt(x, y) {
  let colour = INK;
  for (const [left, top, right, bottom, fill] of SHAPES) {
    if (x >= left && x < right && y >= top && y < bottom) colour = fill;
  }
  return colour;
}

function chunk(kind, body) {
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  out.write(kind, 4, "ascii");
  out.set(body, 8);
  out.writeUInt32BE(crc32(out.subarray(4, body.length + 8)), body.length + 8);
  return out;
}

function crc32(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
