// Draws the neutral icons of the phone page's three faces as PNG, without any image library.
import fs from "node:fs";
import path from "node:path";
import { deflateSync } from "node:zlib";

const PAPER = [0xf4, 0xf1, 0xea];
const rect = (left, top, right, bottom, fill) => ({ fill, holds: (x, y) => x >= left && x < right && y >= top && y < bottom });
const disc = (cx, cy, r, fill) => ({ fill, holds: (x, y) => (x - cx) ** 2 + (y - cy) ** 2 < r * r });
// Points clockwise; a place is inside if it lies to the right of every edge.
const corner = (points, fill) => ({
  fill, holds: (x, y) => points.every(([ax, ay], i) => {
    const [bx, by] = points[(i + 1) % points.length];
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0;
  }),
});
// As parts of the side; later ones lie on top. The same drawings stand in src/icons as SVG.
const SHEET = [0x8a, 0x93, 0x9c], GREEN = [0x2f, 0x5d, 0x50], PALE = [0xa9, 0xc7, 0xb8];
const BROWN = [0x5a, 0x46, 0x36], SAND = [0xe3, 0xc9, 0xa8];
const FACES = {
  notes: {
    ground: [0x3a, 0x45, 0x50],
    shapes: [rect(0.26, 0.2, 0.74, 0.8, PAPER), rect(0.34, 0.34, 0.66, 0.38, SHEET),
      rect(0.34, 0.46, 0.66, 0.5, SHEET), rect(0.34, 0.58, 0.54, 0.62, SHEET)],
  },
  converter: {
    ground: GREEN,
    shapes: [rect(0.24, 0.34, 0.58, 0.44, PAPER), corner([[0.58, 0.24], [0.78, 0.39], [0.58, 0.54]], PAPER),
      rect(0.42, 0.56, 0.76, 0.66, PALE), corner([[0.42, 0.46], [0.42, 0.76], [0.22, 0.61]], PALE)],
  },
  timer: {
    ground: BROWN,
    shapes: [rect(0.44, 0.16, 0.56, 0.26, PAPER), disc(0.5, 0.54, 0.28, PAPER), disc(0.5, 0.54, 0.22, BROWN),
      rect(0.48, 0.38, 0.52, 0.54, SAND), disc(0.5, 0.54, 0.04, SAND)],
  },
};
// Each dot is the mean of so many squared places in it: smooth edges.
const FINE = 3;

export function writeAppIcons(out) {
  for (const [name, face] of Object.entries(FACES)) {
    for (const side of [192, 512]) fs.writeFileSync(path.join(out, `${name}-${side}.png`), png(side, face));
  }
}

function png(side, face) {
  const raw = Buffer.alloc(side * (1 + side * 3));
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) raw.set(dot(face, x, y, side), y * (1 + side * 3) + 1 + x * 3);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0); head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([magic, chunk("IHDR", head), chunk("IDAT", deflateSync(raw, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

function dot(face, x, y, side) {
  const sum = [0, 0, 0];
  for (let i = 0; i < FINE * FINE; i++) {
    const colour = colourAt(face, (x + ((i % FINE) + 0.5) / FINE) / side, (y + (Math.floor(i / FINE) + 0.5) / FINE) / side);
    for (let part = 0; part < 3; part++) sum[part] += colour[part];
  }
  return sum.map((part) => Math.round(part / (FINE * FINE)));
}

function colourAt({ ground, shapes }, x, y) {
  return shapes.findLast((shape) => shape.holds(x, y))?.fill ?? ground;
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
