/** A position in a text, and YAML 1.1's character classes. The empty string is the end of the text. */

/** Thrown for what yaml.v2 rejects; reading stops here. */
export class ReadError extends Error {}

export interface Mark {
  /** In UTF-16 code units. */
  readonly offset: number;
  /** In characters; a CRLF counts as two. */
  readonly index: number;
  readonly line: number;
  /** In characters. */
  readonly column: number;
}

export function isBlank(character: string): boolean {
  return character === " " || character === "\t";
}

export function isBreak(character: string): boolean {
  return (
    character === "\n" ||
    character === "\r" ||
    character === "\u0085" ||
    character === "\u2028" ||
    character === "\u2029"
  );
}

export function isBreakOrEnd(character: string): boolean {
  return character === "" || isBreak(character);
}

export function isSpaceOrEnd(character: string): boolean {
  return character === "" || isBlank(character) || isBreak(character);
}

/** The characters of anchors and tag handles. */
export function isWordCharacter(character: string): boolean {
  return /^[0-9A-Za-z_-]$/.test(character);
}

export class Cursor implements Mark {
  readonly text: string;
  offset = 0;
  index = 0;
  line = 0;
  column = 0;

  constructor(text: string) {
    this.text = text;
  }

  at(ahead = 0): string {
    return this.text.charAt(this.offset + ahead);
  }

  mark(): Mark {
    const { offset, index, line, column } = this;
    return { offset, index, line, column };
  }

  /** Skips a character that is not a line break, including both halves of a surrogate pair. */
  skip(count = 1): void {
    for (let left = count; left > 0; left--) {
      const code = this.text.charCodeAt(this.offset);
      const isPair = code >= 0xd800 && code <= 0xdbff;
      this.offset += isPair ? 2 : 1;
      this.index++;
      this.column++;
    }
  }

  skipWhile(holds: (character: string) => boolean): void {
    while (this.offset < this.text.length && holds(this.at())) this.skip();
  }

  /** Skips a line break. @returns its value in a scalar: a newline, except for Unicode separators */
  readBreak(): string {
    const character = this.at();
    if (!isBreak(character)) return "";
    const width = character === "\r" && this.at(1) === "\n" ? 2 : 1;
    this.offset += width;
    this.index += width;
    this.line++;
    this.column = 0;
    return character === "\u2028" || character === "\u2029" ? character : "\n";
  }

  skipComment(): void {
    if (this.at() === "#") this.skipWhile((character) => !isBreak(character));
  }

  /** `---` or `...` at the start of a line, followed by white space. */
  atDocumentMarker(marker?: "---" | "..."): boolean {
    if (this.column !== 0) return false;
    const text = this.text.slice(this.offset, this.offset + 3);
    const isMarker = marker === undefined ? text === "---" || text === "..." : text === marker;
    return isMarker && isSpaceOrEnd(this.at(3));
  }
}
