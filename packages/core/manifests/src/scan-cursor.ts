/** A cursor over lines of YAML. */
import type { TokenCode } from "./scan-tokens.ts";

/** Thrown if the scan is unsure: a single object, because it carries no other information. */
export const unsure = new Error("the text is for the YAML library");

/** @throws unsure, always; it can be used as an expression */
export function giveUp(): never {
  throw unsure;
}

export const char = {
  newline: 10,
  space: 32,
  doubleQuote: 34,
  hash: 35,
  singleQuote: 39,
  plus: 43,
  comma: 44,
  dash: 45,
  colon: 58,
  greater: 62,
  openList: 91,
  backslash: 92,
  closeList: 93,
  openMap: 123,
  pipe: 124,
  closeMap: 125,
} as const;

export class ScanCursor {
  readonly text: string;
  pos = 0;
  /** The column of the current line's content; -1 at the end of a document. */
  indent = -1;
  readonly #tokens: number[] | undefined;
  /** Whether comments were skipped before the current line. */
  passedComment = false;

  constructor(text: string, tokens: number[] | undefined) {
    this.text = text;
    this.#tokens = tokens;
  }

  emit(kind: TokenCode, start: number, end: number): void {
    this.#tokens?.push(kind, start, end);
  }

  at(offset = 0): number {
    return this.text.charCodeAt(this.pos + offset);
  }

  /** Whether a space, a line end or the end of the text follows: this ends an indicator. */
  isBreak(position: number): boolean {
    const found = this.text.charCodeAt(position);
    return found === char.space || found === char.newline || Number.isNaN(found);
  }

  isQuote(position = this.pos): boolean {
    const found = this.text.charCodeAt(position);
    return found === char.doubleQuote || found === char.singleQuote;
  }

  /** Whether a list item starts here. */
  isDash(): boolean {
    return this.at() === char.dash && this.isBreak(this.pos + 1);
  }

  /** Moves from the start of a line to the next content. */
  nextLine(): void {
    const { text } = this;
    this.passedComment = false;
    for (let at = this.pos; ; ) {
      const begin = at;
      while (text.charCodeAt(at) === char.space) at++;
      const found = text.charCodeAt(at);
      this.pos = at;
      this.indent = at - begin;
      if (found === char.newline) at++;
      else if (found === char.hash) {
        this.passedComment = true;
        at = this.lineEnd(at);
      } else {
        if (Number.isNaN(found)) this.indent = -1;
        else if (at === begin) this.#endAtMarker();
        return;
      }
    }
  }

  lineEnd(from: number): number {
    const end = this.text.indexOf("\n", from);
    return end < 0 ? this.text.length : end;
  }

  /** A line of three dashes ends a document. A line of three dots is rare and left to the library. */
  #endAtMarker(): void {
    const isDashes = this.text.startsWith("---", this.pos);
    if ((!isDashes && !this.text.startsWith("...", this.pos)) || !this.isBreak(this.pos + 3)) return;
    if (!isDashes) giveUp();
    this.indent = -1;
  }

  skipSpaces(): void {
    while (this.text.charCodeAt(this.pos) === char.space) this.pos++;
  }

  /** Whether the rest of the line holds at most a comment; if so, moves to the line's end. */
  isLineDone(): boolean {
    this.skipSpaces();
    const found = this.at();
    if (found === char.hash) {
      if (this.text.charCodeAt(this.pos - 1) !== char.space) giveUp();
      this.pos = this.lineEnd(this.pos);
    } else if (found !== char.newline && !Number.isNaN(found)) return false;
    return true;
  }

  /** Only a comment may follow a value. */
  endLine(): void {
    if (!this.isLineDone()) giveUp();
    this.nextLine();
  }

  /** Moves from a line end inside a node to just before the next content. */
  innerLine(parent: number): void {
    let begin = this.pos + 1;
    for (this.pos++; ; this.pos++) {
      const found = this.at();
      if (found === char.newline) begin = this.pos + 1;
      else if (found !== char.space) break;
    }
    if (this.pos - begin <= Math.max(parent, 0)) giveUp();
    this.pos--;
  }

  /** Skips spaces, line ends and comments inside a flow collection. */
  skipInner(parent: number): void {
    for (;;) {
      const found = this.at();
      if (found === char.space) this.pos++;
      else if (found === char.newline) {
        this.innerLine(parent);
        this.pos++;
      } else if (found === char.hash) {
        if (!this.isBreak(this.pos - 1)) giveUp();
        this.pos = this.lineEnd(this.pos);
      } else return;
    }
  }
}
