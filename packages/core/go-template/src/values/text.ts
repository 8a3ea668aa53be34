/**
 * Go's strings are bytes, UTF-8 only by convention: slicing one in the middle of a character, or decoding base64, gives
 * bytes that are not valid text. JavaScript strings hold such bytes as lone surrogates, U+DC80 to U+DCFF, one per byte;
 * they become U+FFFD when the result leaves the engine.
 */

const escapeBase = 0xdc00;
const utf8 = new TextEncoder();

function isEscapedByte(code: number): boolean {
  return code >= escapeBase + 0x80 && code <= escapeBase + 0xff;
}

const ascii = /^[\0-\x7f]*$/;
const escapedByte = /[\udc80-\udcff]/u;

/** The bytes of a string. */
export function toBytes(text: string): Uint8Array {
  if (!escapedByte.test(text)) return utf8.encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (isEscapedByte(code)) bytes.push(code - escapeBase);
    else bytes.push(...utf8.encode(character));
  }
  return Uint8Array.from(bytes);
}

/** The length in bytes of the UTF-8 sequence at an index; 0 if there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const length =
    first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  for (let next = 1; next < length; next++) {
    if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  const second = bytes[at + 1] ?? 0;
  const isTooLong = (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90);
  const isSurrogate = first === 0xed && second > 0x9f;
  return isTooLong || isSurrogate || (first === 0xf4 && second > 0x8f) ? 0 : length;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The string with these bytes. */
export function fromBytes(bytes: Uint8Array): string {
  let text = "";
  let begin = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    text += decoder.decode(bytes.subarray(begin, at)) + String.fromCharCode(escapeBase + (bytes[at] ?? 0));
    at++;
    begin = at;
  }
  return text + decoder.decode(bytes.subarray(begin));
}

/** The string as well-formed text, for use outside the engine. */
export function wellFormed(text: string): string {
  return text.isWellFormed() ? text : fromBytes(toBytes(text)).toWellFormed();
}

/** Go's len of a string. */
export function byteLength(text: string): number {
  if (ascii.test(text)) return text.length;
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    length += code < 0x80 || isEscapedByte(code) ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}

/** `text[from:to]`, in bytes; the bounds must be within the string. */
export function sliceBytes(text: string, from: number, to: number): string {
  if (ascii.test(text)) return text.slice(from, to);
  return fromBytes(toBytes(text).subarray(from, to));
}

/** The runes of a string: its code points, with U+FFFD for each invalid byte. */
export function runes(text: string): number[] {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return isEscapedByte(code) ? 0xfffd : code;
  });
}

/** The text of a rune; U+FFFD if it is invalid. */
export function runeText(rune: number): string {
  const isRune = rune >= 0 && rune <= 0x10ffff && !(rune >= 0xd800 && rune <= 0xdfff);
  return isRune ? String.fromCodePoint(rune) : "\ufffd";
}

/** Compares by bytes, which is the order of code points: negative, zero or positive. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x === y) continue;
    // UTF-16 sorts surrogates before U+E000 to U+FFFF, UTF-8 after them.
    const isSurrogate = (code: number) => code >= 0xd800 && code <= 0xdfff;
    return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1;
  }
  return a.length - b.length;
}
