// Bytes as text and back.
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Read base32 as it stands in a link: capital or small letters, no padding. */
export function fromBase32(text) {
  const bytes = [];
  let bits = 0, value = 0;
  for (const letter of text.toUpperCase().replace(/=+$/, "")) {
    const index = LETTERS.indexOf(letter);
    if (index < 0) throw new Error("not base32");
    value = ((value << 5) | index) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >>> bits) & 0xff);
    }
  }
  return Uint8Array.from(bytes);
}

export function toBase64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

export function toBase64Url(bytes) {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_");
}

/** Read base64 of either alphabet, with or without padding. */
export function fromBase64(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, ""));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** The 16 bytes of an id written with dashes. */
export function uuidBytes(uuid) {
  const digits = uuid.replaceAll("-", "");
  if (!/^[0-9a-f]{32}$/i.test(digits)) throw new Error("not an id");
  return Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16));
}

/** A random id; crypto.randomUUID is missing on older phones. */
export function newUuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
