/** Character classes of the template syntax. */

const space = /[ \t\r\n]/;
const alphanumeric = /[\p{L}\p{Nd}_]/u;

export function isSpace(character: string): boolean {
  return character !== "" && space.test(character);
}

export function isAlphanumeric(character: string): boolean {
  return character !== "" && alphanumeric.test(character);
}

/** Go's %#U: `U+0021 '!'`, without the character if it is not printable. */
export function codePoint(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return /[\p{C}\p{Zl}\p{Zp}]/u.test(character) ? `U+${code}` : `U+${code} '${character}'`;
}

/** The character at an offset, as a whole code point; an empty string at the end. */
export function characterAt(input: string, at: number): string {
  const code = input.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

const number =
  /[+-]?(?:0[xX][0-9A-Fa-f_]*(?:\.[0-9A-Fa-f_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;

/** Where the text that looks like a number ends. */
export function numberLength(input: string, at: number): number {
  number.lastIndex = at;
  return number.exec(input)?.[0].length ?? 0;
}
