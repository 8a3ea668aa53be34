/** Characters as in Go's package unicode: each rune maps to one rune, regardless of context. */

/** Unicode white space; unlike JavaScript's, it includes U+0085 and excludes U+FEFF. */
const spaceClass = "\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const space = new RegExp(`^[${spaceClass}]$`, "u");

export function isSpace(character: string): boolean {
  return space.test(character);
}

/** Trims the given UTF-16 units from both ends, in linear time, which a regex does not guarantee. */
export function trimWhere(text: string, isCut: (unit: string) => boolean): string {
  let begin = 0;
  let end = text.length;
  while (begin < end && isCut(text.charAt(begin))) begin++;
  while (begin < end && isCut(text.charAt(end - 1))) end--;
  return text.slice(begin, end);
}

/** Trims white space (strings.TrimSpace). */
export function trimSpace(text: string): string {
  return trimWhere(text, isSpace);
}

/** Whether a character stands for an invalid byte. */
function isEscapedByte(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0xdc80 && code <= 0xdcff;
}

/** Maps each rune of a text; an invalid byte becomes U+FFFD, as in Go. */
export function mapRunes(text: string, map: (character: string, index: number) => string): string {
  return Array.from(text, (character, index) =>
    map(isEscapedByte(character) ? "\ufffd" : character, index),
  ).join("");
}

/** Greek letters with a one-letter uppercase form that JavaScript expands to two letters. */
function greekUpper(code: number): number | undefined {
  const isInBlock = code >= 0x1f80 && code <= 0x1faf;
  if (isInBlock) return (code & 8) === 0 ? code + 8 : code;
  return code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3 ? code + 9 : undefined;
}

export function toUpper(character: string): string {
  const greek = greekUpper(character.codePointAt(0) ?? 0);
  if (greek !== undefined) return String.fromCodePoint(greek);
  const upper = character.toUpperCase();
  return [...upper].length === 1 ? upper : character;
}

export function toLower(character: string): string {
  // The dotted capital I is the only letter whose lowercase form JavaScript expands.
  return character === "\u0130" ? "i" : character.toLowerCase();
}

/** Letters whose title-case form differs from their upper-case form. */
const titles: Readonly<Record<string, string>> = {
  "\u01c4": "\u01c5",
  "\u01c5": "\u01c5",
  "\u01c6": "\u01c5",
  "\u01c7": "\u01c8",
  "\u01c8": "\u01c8",
  "\u01c9": "\u01c8",
  "\u01ca": "\u01cb",
  "\u01cb": "\u01cb",
  "\u01cc": "\u01cb",
  "\u01f1": "\u01f2",
  "\u01f2": "\u01f2",
  "\u01f3": "\u01f2",
};

export function toTitle(character: string): string {
  const isGeorgian = /[\u10d0-\u10fa\u10fd-\u10ff]/.test(character);
  return titles[character] ?? (isGeorgian ? character : toUpper(character));
}

export const isUpper = (character: string) => /^\p{Lu}$/u.test(character);
export const isLower = (character: string) => /^\p{Ll}$/u.test(character);
export const isTitle = (character: string) => /^\p{Lt}$/u.test(character);
export const isLetter = (character: string) => /^\p{L}$/u.test(character);
/** A decimal digit. */
export const isDigit = (character: string) => /^\p{Nd}$/u.test(character);
export const isNumber = (character: string) => /^\p{N}$/u.test(character);
export const isPunctuation = (character: string) => /^\p{P}$/u.test(character);
