/** Scans YAML scalars: plain, quoted, and block scalars. */
import { char, giveUp, ScanCursor } from "./scan-cursor.ts";
import { code, plainType, type TokenCode } from "./scan-tokens.ts";

/** Characters that cannot start a plain scalar, or only together with text that this scan leaves to the library. */
const indicators = new Set([..."?:,[]{}#&*!|>'\"%@`\t"].map((text) => text.charCodeAt(0)));

const flowEnds = new Set([..."[]{},"].map((text) => text.charCodeAt(0)));

/** ASCII letters and digits, and the dash. */
function isWord(found: number): boolean {
  return (
    found === 45 ||
    (found >= 48 && found <= 57) ||
    (found >= 65 && found <= 90) ||
    (found >= 97 && found <= 122)
  );
}

const escapes = /^(?:[0abtnvfre "/\\N_LP]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U000[0-9a-fA-F]{5}|\n)/;

export class ScalarScan extends ScanCursor {
  /** The position of the scalar read last, and whether its value is the text as written. */
  start = 0;
  end = 0;
  isAsWritten = false;

  /** Records a scalar whose value is its text as written. */
  written(kind: TokenCode, start: number, end: number): TokenCode {
    this.start = start;
    this.end = end;
    this.isAsWritten = true;
    return kind;
  }

  /** Records a scalar whose value differs from its text, or that has no text. */
  readAs(kind: TokenCode, start: number, end: number): TokenCode {
    this.start = start;
    this.end = end;
    this.isAsWritten = false;
    return kind;
  }

  /**
   * The part of a plain scalar on this line, outside flow collections.
   * @returns where it ends
   */
  plainLine(): number {
    const { text } = this;
    const first = this.at();
    if (indicators.has(first) || (first === char.dash && this.isBreak(this.pos + 1))) giveUp();
    let end = this.pos;
    for (let at = this.pos; ; at++) {
      const found = text.charCodeAt(at);
      if (found === char.space) continue;
      const isEnd = found === char.newline || Number.isNaN(found);
      const isComment = found === char.hash && text.charCodeAt(at - 1) === char.space;
      if (isEnd || isComment || (found === char.colon && this.isBreak(at + 1))) {
        this.pos = at;
        return end;
      }
      if (found === 9) giveUp();
      end = at + 1;
    }
  }

  /**
   * A plain scalar in a flow collection, up to a comma, a bracket or a colon.
   * @returns where it ends
   */
  plainInFlow(): number {
    const { text } = this;
    const first = this.at();
    if (indicators.has(first) || (first === char.dash && !isWord(this.at(1)))) giveUp();
    let end = this.pos;
    for (let at = this.pos; ; at++) {
      const found = text.charCodeAt(at);
      if (found === char.space) continue;
      const isComment = found === char.hash && text.charCodeAt(at - 1) === char.space;
      if (isComment || found <= char.newline || Number.isNaN(found)) giveUp();
      const isEnd = flowEnds.has(found);
      if (
        isEnd ||
        (found === char.colon && (this.isBreak(at + 1) || flowEnds.has(text.charCodeAt(at + 1))))
      ) {
        this.pos = at;
        return end;
      }
      end = at + 1;
    }
  }

  /** Reads the rest of a plain scalar after its first line, and moves to the line after the scalar. */
  plainRest(start: number, firstEnd: number, parent: number): TokenCode {
    const isCommented = this.at() === char.hash;
    this.endLine();
    let end = firstEnd;
    for (let isOver = isCommented; !isOver && this.indent > parent && !this.passedComment; ) {
      end = this.plainLine();
      isOver = this.at() === char.hash;
      this.endLine();
    }
    const isAsWritten = end === firstEnd;
    const kind = isAsWritten ? plainType(this.text.slice(start, end)) : code.text;
    return isAsWritten ? this.written(kind, start, end) : this.readAs(kind, start, end);
  }

  /** A quoted scalar of one or more lines; further lines must be indented deeper than the parent. */
  quoted(parent: number): TokenCode {
    const { text } = this;
    const start = this.pos;
    const quote = this.at();
    let isAsWritten = true;
    for (this.pos++; ; this.pos++) {
      const found = this.at();
      if (found === quote) {
        if (quote !== char.singleQuote || this.at(1) !== quote) break;
        isAsWritten = false;
        this.pos++;
      } else if (found === char.backslash && quote === char.doubleQuote) {
        isAsWritten = false;
        this.pos += escapes.exec(text.slice(this.pos + 1, this.pos + 10))?.[0].trimEnd().length ?? giveUp();
      } else if (found === char.newline) {
        isAsWritten = false;
        this.innerLine(parent);
      } else if (Number.isNaN(found) || found === 9) giveUp();
    }
    this.pos++;
    return isAsWritten ? this.written(code.text, start, this.pos) : this.readAs(code.text, start, this.pos);
  }

  /** A literal or folded block; its lines must be indented deeper than the parent. */
  block(parent: number): TokenCode {
    const { text } = this;
    const start = this.pos++;
    if (this.at() === char.dash || this.at() === char.plus) this.pos++;
    if (parent < 0 || !this.isBreak(this.pos) || !this.isLineDone()) giveUp();
    let depth = 0;
    let blank = 0;
    let end = this.pos;
    for (let line = this.pos + 1; line < text.length; line = end + 1) {
      let at = line;
      while (text.charCodeAt(at) === char.space) at++;
      const found = text.charCodeAt(at);
      const next = this.lineEnd(at);
      if (at === next) blank = Math.max(blank, at - line);
      else {
        if (depth === 0 && at - line > parent) {
          if (found === 9 || blank > at - line) giveUp();
          depth = at - line;
        }
        if (depth === 0 || at - line < depth) break;
      }
      end = next;
    }
    if (depth === 0 && blank > 0) giveUp();
    this.pos = Math.min(end + 1, text.length);
    this.nextLine();
    return this.readAs(code.text, start, end);
  }
}
