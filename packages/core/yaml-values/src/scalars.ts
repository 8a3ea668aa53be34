/** The text of plain, quoted and block scalars, with lines folded. */
import { type Cursor, isBlank, isBreak, isBreakOrEnd, isSpaceOrEnd, ReadError } from "./cursor.ts";

/** The separator between two lines of a scalar. */
function fold(first: string, more: string): string {
  if (!first.startsWith("\n")) return first + more;
  return more === "" ? " " : more;
}

/** White space inside a scalar: kept on one line, folded across lines. */
interface Gap {
  readonly text: string;
  /** Whether it spans a line end. */
  readonly isBroken: boolean;
}

/**
 * Skips the white space between two words.
 * @param isBroken whether a line has ended already
 * @param indent the column before which tabs are not allowed
 */
function readGap(cursor: Cursor, isBroken: boolean, indent = 0): Gap {
  const begin = cursor.offset;
  cursor.skipWhile(isBlank);
  const blanks = isBroken ? "" : cursor.text.slice(begin, cursor.offset);
  if (!isBreak(cursor.at())) return { text: blanks, isBroken };
  const first = isBroken ? "" : cursor.readBreak();
  let more = "";
  for (;;) {
    const character = cursor.at();
    if (character === "\t" && cursor.column < indent) throw new ReadError("a tab violates the indentation");
    if (isBlank(character)) cursor.skip();
    else if (isBreak(character)) more += cursor.readBreak();
    else return { text: fold(first, more), isBroken: true };
  }
}

const flowIndicators = ",?[]{}";

function endsPlain(cursor: Cursor, isInFlow: boolean): boolean {
  const character = cursor.at();
  if (isSpaceOrEnd(character) || (character === ":" && isSpaceOrEnd(cursor.at(1)))) return true;
  return isInFlow && flowIndicators.includes(character);
}

/**
 * @param indent the column that further lines need outside flow collections
 * @returns whether a line ended after it, so that a key may follow
 */
export function readPlain(
  cursor: Cursor,
  indent: number,
  isInFlow: boolean,
): { readonly text: string; readonly endsLine: boolean } {
  let text = "";
  let gap: Gap = { text: "", isBroken: false };
  while (!cursor.atDocumentMarker() && cursor.at() !== "#") {
    const begin = cursor.offset;
    while (!endsPlain(cursor, isInFlow)) cursor.skip();
    if (cursor.offset > begin) {
      text += gap.text + cursor.text.slice(begin, cursor.offset);
      gap = { text: "", isBroken: false };
    }
    if (cursor.at() === "" || !isSpaceOrEnd(cursor.at())) break;
    gap = readGap(cursor, gap.isBroken, indent);
    if (!isInFlow && cursor.column < indent) break;
  }
  return { text, endsLine: gap.isBroken };
}

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\u0007",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\u001b",
  " ": " ",
  '"': '"',
  "'": "'",
  "\\": "\\",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};

const codeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function readEscape(cursor: Cursor): string {
  const letter = cursor.at(1);
  const length = codeLengths[letter];
  const simple = escapes[letter];
  if (length === undefined && simple === undefined) throw new ReadError("unknown escape character");
  cursor.skip(2);
  if (length === undefined) return simple ?? "";
  const digits = cursor.text.slice(cursor.offset, cursor.offset + length);
  const code = Number.parseInt(digits, 16);
  if (!/^[0-9A-Fa-f]+$/.test(digits) || digits.length < length)
    throw new ReadError("not a hexadecimal number");
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
    throw new ReadError("no character has this code");
  cursor.skip(length);
  return String.fromCodePoint(code);
}

/** One word of a quoted scalar, up to white space or the closing quote; a backslash may end the line. */
function readWord(cursor: Cursor, quote: string): { readonly text: string; readonly isBroken: boolean } {
  let text = "";
  for (;;) {
    const character = cursor.at();
    if (isSpaceOrEnd(character)) return { text, isBroken: false };
    if (character === quote) {
      if (quote === '"' || cursor.at(1) !== "'") return { text, isBroken: false };
      text += "'";
      cursor.skip(2);
    } else if (character === "\\" && quote === '"') {
      if (isBreak(cursor.at(1))) {
        cursor.skip();
        cursor.readBreak();
        return { text, isBroken: true };
      }
      text += readEscape(cursor);
    } else {
      const begin = cursor.offset;
      cursor.skip();
      text += cursor.text.slice(begin, cursor.offset);
    }
  }
}

/** A quoted scalar, with the cursor at the opening quote. */
export function readQuoted(cursor: Cursor): string {
  const quote = cursor.at();
  cursor.skip();
  let text = "";
  for (;;) {
    if (cursor.atDocumentMarker()) throw new ReadError("a document ends inside quotes");
    if (cursor.at() === "") throw new ReadError("the text ends inside quotes");
    const word = readWord(cursor, quote);
    text += word.text;
    if (cursor.at() === quote) break;
    text += readGap(cursor, word.isBroken).text;
  }
  cursor.skip();
  return text;
}

interface BlockHeader {
  /** `-` drops the last break, `+` keeps all of them. */
  readonly chomp: string;
  readonly increment: number;
}

function readHeader(cursor: Cursor): BlockHeader {
  cursor.skip();
  const match = /^(?:([-+])([0-9])?|([0-9])([-+])?)?/.exec(
    cursor.text.slice(cursor.offset, cursor.offset + 2),
  );
  cursor.skip(match?.[0].length ?? 0);
  const digit = match?.[2] ?? match?.[3];
  if (digit === "0") throw new ReadError("an indentation of 0");
  cursor.skipWhile(isBlank);
  cursor.skipComment();
  if (!isBreakOrEnd(cursor.at())) throw new ReadError("a block does not begin on the line of its header");
  cursor.readBreak();
  return { chomp: match?.[1] ?? match?.[4] ?? "", increment: Number(digit ?? 0) };
}

/** Skips empty lines before a line of a block. An indentation of 0 is still unknown: the first line decides. */
function readEmptyLines(
  cursor: Cursor,
  parent: number,
  known: number,
): { readonly breaks: string; readonly indent: number } {
  let breaks = "";
  let deepest = 0;
  for (;;) {
    while ((known === 0 || cursor.column < known) && cursor.at() === " ") cursor.skip();
    deepest = Math.max(deepest, cursor.column);
    if ((known === 0 || cursor.column < known) && cursor.at() === "\t")
      throw new ReadError("a tab where indentation is expected");
    if (!isBreak(cursor.at())) break;
    breaks += cursor.readBreak();
  }
  return { breaks, indent: known === 0 ? Math.max(deepest, parent + 1, 1) : known };
}

/** A block, with the cursor at its `|` or `>`. @param parent the column of the enclosing collection; -1 for none */
export function readBlock(cursor: Cursor, parent: number): string {
  const isLiteral = cursor.at() === "|";
  const { chomp, increment } = readHeader(cursor);
  let { breaks, indent } = readEmptyLines(
    cursor,
    parent,
    increment === 0 ? 0 : Math.max(parent, 0) + increment,
  );
  let text = "";
  let lineBreak = "";
  let isPreviousIndented = false;
  while (cursor.column === indent && cursor.at() !== "") {
    const isIndented = isBlank(cursor.at());
    const folds = !isLiteral && !isPreviousIndented && !isIndented && lineBreak.startsWith("\n");
    text += (folds ? (breaks === "" ? " " : "") : lineBreak) + breaks;
    isPreviousIndented = isIndented;
    const begin = cursor.offset;
    cursor.skipWhile((character) => !isBreak(character));
    text += cursor.text.slice(begin, cursor.offset);
    lineBreak = cursor.readBreak();
    ({ breaks, indent } = readEmptyLines(cursor, parent, indent));
  }
  if (chomp === "-") return text;
  return text + lineBreak + (chomp === "+" ? breaks : "");
}

const indicators = "-?:,[]{}#&*!|>'\"%@`";

/** Whether a node's own text can start at the cursor, rather than part of a collection. */
export function beginsNode(cursor: Cursor, isInFlow: boolean): boolean {
  const character = cursor.at();
  if ("*&!'\"".includes(character)) return true;
  if (!isSpaceOrEnd(character) && !indicators.includes(character)) return true;
  const next = cursor.at(1);
  if (character === "-") return !isBlank(next);
  return (character === "?" || character === ":") && !isInFlow && !isSpaceOrEnd(next);
}
