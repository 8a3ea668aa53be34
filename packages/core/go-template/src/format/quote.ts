/** Go's quoted forms of text, as strconv.Quote and related functions write them. */

const escapes: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
};

/** Whether Go prints a rune unescaped: letters, marks, numbers, punctuation, symbols and, of all spaces, only ` `. */
export function isPrintable(rune: number): boolean {
  if (rune < 0 || rune > 0x10ffff) return false;
  return rune === 0x20 || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(String.fromCodePoint(rune));
}

function hex(code: number, length: number): string {
  return code.toString(16).padStart(length, "0");
}

function quoteCharacter(character: string, delimiter: string, isAscii: boolean): string {
  if (character === delimiter) return `\\${character}`;
  const known = escapes[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  // A byte that is not valid text, as this engine represents it.
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`;
  if (isPrintable(code) && !(isAscii && code > 0x7e)) return character;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

/**
 * Characters not allowed between backquotes: control characters except tab, backquotes, the byte order mark, invalid
 * bytes.
 */
const notBackquotable = /(?!\t)\p{Cc}|[`\ufeff\ufffd]|\p{Cs}/u;

/** Whether Go can write a text between backquotes. */
export function canBackquote(text: string): boolean {
  return !notBackquotable.test(text.replace(/[\u0080-\u009f]/g, ""));
}

/** Characters that need no escape in any form; most quoted texts hold nothing else. */
const plain = /^[ !#-&(-[\]-~]*$/;

function quote(text: string, delimiter: string, isAscii: boolean): string {
  if (plain.test(text)) return delimiter + text + delimiter;
  const inner = Array.from(text, (character) => quoteCharacter(character, delimiter, isAscii)).join("");
  return delimiter + inner + delimiter;
}

/** In double quotes, with escapes for what is not printable. */
export function quoteText(text: string): string {
  return quote(text, '"', false);
}

/** In double quotes, with escapes for everything beyond ASCII. */
export function quoteAscii(text: string): string {
  return quote(text, '"', true);
}

/** A rune in single quotes; U+FFFD if it is not a valid rune. */
export function quoteRune(rune: number, isAscii = false): string {
  const isRune = rune >= 0 && rune <= 0x10ffff && !(rune >= 0xd800 && rune <= 0xdfff);
  return quote(String.fromCodePoint(isRune ? rune : 0xfffd), "'", isAscii);
}
