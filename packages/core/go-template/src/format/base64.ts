/** Base64 and base32 as encoding/base64 and encoding/base32 implement them, with padding. */

interface Base {
  readonly alphabet: string;
  /** Bits per character. */
  readonly bits: number;
  /** Characters in a full group. */
  readonly group: number;
}

const base64: Base = {
  alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
  bits: 6,
  group: 4,
};

const base32: Base = { alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", bits: 5, group: 8 };

/** Encodes bytes as characters of `bits` bits each, padded with `=` to a full group. */
function encode(bytes: Uint8Array, { alphabet, bits, group }: Base): string {
  let text = "";
  let buffer = 0;
  let available = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    available += 8;
    while (available >= bits) {
      available -= bits;
      text += alphabet[(buffer >> available) & ((1 << bits) - 1)];
    }
    buffer &= (1 << available) - 1;
  }
  if (available > 0) text += alphabet[(buffer << (bits - available)) & ((1 << bits) - 1)];
  return text.padEnd(Math.ceil(text.length / group) * group, "=");
}

/** Decodes characters of `bits` bits each into whole bytes; leftover bits are dropped. */
function decode(text: string, { alphabet, bits }: Base): Uint8Array {
  const bytes: number[] = [];
  let buffer = 0;
  let available = 0;
  for (const character of text) {
    buffer = (buffer << bits) | alphabet.indexOf(character);
    available += bits;
    if (available < 8) continue;
    available -= 8;
    bytes.push(buffer >> available);
    buffer &= (1 << available) - 1;
  }
  return Uint8Array.from(bytes);
}

export function encodeBase64(bytes: Uint8Array): string {
  return encode(bytes, base64);
}

export function encodeBase32(bytes: Uint8Array): string {
  return encode(bytes, base32);
}

/** Byte offset of the first character that cannot be decoded. */
export interface Corrupt {
  readonly at: number;
}

export function isCorrupt(result: Uint8Array | Corrupt): result is Corrupt {
  return !(result instanceof Uint8Array);
}

const newline = /[\r\n]/;

/** Newlines are ignored. */
export function decodeBase64(text: string): Uint8Array | Corrupt {
  let digits = "";
  let at = 0;
  const skip = () => {
    while (newline.test(text.charAt(at))) at++;
  };
  for (skip(); at < text.length; skip()) {
    const character = text.charAt(at);
    at++;
    if (base64.alphabet.includes(character)) {
      digits += character;
      continue;
    }
    const inGroup = digits.length % 4;
    if (character !== "=" || inGroup < 2) return { at: at - 1 };
    if (inGroup === 2) {
      skip();
      if (at === text.length) return { at };
      if (text.charAt(at) !== "=") return { at: at - 1 };
      at++;
    }
    skip();
    return at < text.length ? { at } : decode(digits, base64);
  }
  return digits.length % 4 === 0 ? decode(digits, base64) : { at: at - (digits.length % 4) };
}

/** Newlines are removed first and do not count. */
export function decodeBase32(text: string): Uint8Array | Corrupt {
  const plain = text.replace(/[\r\n]/g, "");
  const digits = /^[A-Z2-7]*/.exec(plain)?.[0] ?? "";
  const rest = plain.slice(digits.length);
  const inGroup = digits.length % 8;
  if (rest === "") return inGroup === 0 ? decode(digits, base32) : { at: plain.length - inGroup };
  const isPadding = rest.startsWith("=") && inGroup >= 2 && rest.length <= 8;
  if (!isPadding) return { at: digits.length };
  const wanted = 8 - inGroup;
  if (rest.length < wanted) return { at: plain.length };
  const bad = rest.slice(0, wanted).search(/[^=]/);
  if (bad > 0) return { at: digits.length + bad - 1 };
  return [1, 3, 6].includes(inGroup) ? { at: digits.length } : decode(digits, base32);
}
