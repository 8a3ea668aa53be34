/**
 * Turns text into tokens on demand, and ignores everything after the first document. A key is only recognized by the
 * `:` after it, so its token, and the one that opens its map, are inserted before tokens found earlier.
 */
import { Cursor, isBreak, isSpaceOrEnd, type Mark, ReadError } from "./cursor.ts";
import { PossibleKeys } from "./possible-keys.ts";
import { beginsNode, readBlock, readPlain, readQuoted } from "./scalars.ts";
import { readDirective, readReference, readTag } from "./tags.ts";
import { type Token, type TokenKind, token } from "./token.ts";

/** The nesting limit: yaml.v2 allows 10,000; deeper texts stay text here. */
const maxDepth = 1000;

const brackets: Readonly<Record<string, TokenKind>> = {
  "[": "flow-list",
  "{": "flow-map",
  "]": "flow-list-end",
  "}": "flow-map-end",
};

export class Scanner {
  readonly #cursor: Cursor;
  #tokens: Token[] = [];
  /** The number of tokens taken. */
  #taken = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  readonly #keys: PossibleKeys;
  #mayBeKey = true;

  constructor(text: string) {
    this.#cursor = new Cursor(text);
    this.#keys = new PossibleKeys(this.#cursor);
  }

  peek(): Token {
    for (;;) {
      const [first] = this.#tokens;
      // A token that may be a key is held back until that is decided.
      if (first !== undefined && !this.#keys.mayBegin(this.#taken)) return first;
      this.#fetch();
    }
  }

  take(): void {
    this.#tokens.shift();
    this.#taken++;
  }

  /** The number of the next token to find. */
  get #next(): number {
    return this.#taken + this.#tokens.length;
  }

  get #isInFlow(): boolean {
    return this.#keys.depth > 0;
  }

  #add(kind: TokenKind, mark: Mark): void {
    this.#tokens.push(token(kind, mark));
  }

  #fetch(): void {
    const cursor = this.#cursor;
    this.#skipToToken();
    this.#close(cursor.column);
    const character = cursor.at();
    if (character === "") this.#end();
    else if (character === "%" && cursor.column === 0) this.#directive();
    else if (cursor.atDocumentMarker("---")) this.#documentMarker("document-start");
    else if (cursor.atDocumentMarker("...")) this.#documentMarker("document-end");
    else if (!this.#indicator(character)) this.#scalar(character);
  }

  #skipToToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      // A tab is not indentation: it is not skipped as white space where a key can start.
      const mayBeTab = this.#isInFlow || !this.#mayBeKey;
      cursor.skipWhile((character) => character === " " || (mayBeTab && character === "\t"));
      cursor.skipComment();
      if (!isBreak(cursor.at())) return;
      cursor.readBreak();
      if (!this.#isInFlow) this.#mayBeKey = true;
    }
  }

  #end(): void {
    const cursor = this.#cursor;
    if (cursor.column !== 0) {
      cursor.column = 0;
      cursor.line++;
    }
    this.#close(-1);
    this.#keys.drop();
    this.#mayBeKey = false;
    this.#add("end", cursor.mark());
  }

  #directive(): void {
    this.#close(-1);
    this.#keys.drop();
    this.#mayBeKey = false;
    this.#tokens.push(readDirective(this.#cursor));
  }

  #documentMarker(kind: TokenKind): void {
    this.#close(-1);
    this.#keys.drop();
    this.#mayBeKey = false;
    this.#add(kind, this.#cursor.mark());
    this.#cursor.skip(3);
  }

  /** Brackets, commas, and the indicators of block collections. @returns false if a node's own text starts */
  #indicator(character: string): boolean {
    const bracket = brackets[character];
    const isSeparated = isSpaceOrEnd(this.#cursor.at(1));
    if (bracket !== undefined) this.#bracket(character, bracket);
    else if (character === ",") this.#comma();
    else if (character === "-" && isSeparated) this.#item();
    else if (character === "?" && (this.#isInFlow || isSeparated)) this.#explicitKey();
    else if (character === ":" && (this.#isInFlow || isSeparated)) this.#value();
    else return false;
    return true;
  }

  #bracket(character: string, kind: TokenKind): void {
    const opens = character === "[" || character === "{";
    if (opens) {
      this.#noteKey();
      this.#keys.enter(this.#next);
      if (this.#keys.depth >= maxDepth) throw new ReadError("brackets are nested too deep");
    } else {
      this.#keys.drop();
      this.#keys.leave();
    }
    this.#mayBeKey = opens;
    this.#mark(kind);
  }

  #mark(kind: TokenKind): void {
    this.#add(kind, this.#cursor.mark());
    this.#cursor.skip();
  }

  #comma(): void {
    this.#keys.drop();
    this.#mayBeKey = true;
    this.#mark("comma");
  }

  #item(): void {
    if (!this.#isInFlow) {
      if (!this.#mayBeKey) throw new ReadError("a list cannot begin here");
      this.#open("block-list", this.#cursor.mark());
    }
    this.#keys.drop();
    this.#mayBeKey = true;
    this.#mark("item");
  }

  #explicitKey(): void {
    if (!this.#isInFlow) {
      if (!this.#mayBeKey) throw new ReadError("a key cannot begin here");
      this.#open("block-map", this.#cursor.mark());
    }
    this.#keys.drop();
    this.#mayBeKey = !this.#isInFlow;
    this.#mark("key");
  }

  #value(): void {
    const key = this.#keys.take();
    if (key !== undefined) {
      this.#insert(key.number, token("key", key.mark));
      this.#open("block-map", key.mark, key.number);
      this.#mayBeKey = false;
    } else {
      if (!this.#isInFlow) {
        if (!this.#mayBeKey) throw new ReadError("a value cannot be here");
        this.#open("block-map", this.#cursor.mark());
      }
      this.#mayBeKey = !this.#isInFlow;
    }
    this.#mark("value");
  }

  #scalar(character: string): void {
    const cursor = this.#cursor;
    if ((character === "|" || character === ">") && !this.#isInFlow) {
      this.#keys.drop();
      this.#mayBeKey = true;
      const mark = cursor.mark();
      this.#tokens.push(token("scalar", mark, { text: readBlock(cursor, this.#indent) }));
      return;
    }
    if (!beginsNode(cursor, this.#isInFlow)) throw new ReadError("an unexpected character");
    this.#noteKey();
    this.#mayBeKey = false;
    this.#tokens.push(this.#node(character));
  }

  #node(character: string): Token {
    const cursor = this.#cursor;
    if (character === "!") return readTag(cursor);
    const mark = cursor.mark();
    if (character === "*" || character === "&")
      return readReference(cursor, character === "*" ? "alias" : "anchor");
    if (character === "'" || character === '"') return token("scalar", mark, { text: readQuoted(cursor) });
    const { text, endsLine } = readPlain(cursor, this.#indent + 1, this.#isInFlow);
    if (endsLine) this.#mayBeKey = true;
    return token("scalar", mark, { text, isPlain: true });
  }

  #noteKey(): void {
    if (!this.#mayBeKey) return;
    this.#keys.note(this.#next, !this.#isInFlow && this.#indent === this.#cursor.column);
  }

  /** Opens a block collection if its column is deeper than the open ones. @param number the token before which it opens */
  #open(kind: TokenKind, mark: Mark, number?: number): void {
    if (this.#isInFlow || this.#indent >= mark.column) return;
    this.#indents.push(this.#indent);
    if (this.#indents.length > maxDepth) throw new ReadError("blocks are nested too deep");
    this.#indent = mark.column;
    this.#insert(number, token(kind, mark));
  }

  /** @param number the token to insert it before; it is appended if that token was already taken */
  #insert(number: number | undefined, inserted: Token): void {
    const at = number === undefined ? -1 : number - this.#taken;
    if (at < 0) this.#tokens.push(inserted);
    else this.#tokens.splice(at, 0, inserted);
  }

  /** Closes the block collections deeper than a column. */
  #close(column: number): void {
    if (this.#isInFlow) return;
    while (this.#indent > column) {
      this.#add("block-end", this.#cursor.mark());
      this.#indent = this.#indents.pop() ?? -1;
    }
  }
}
