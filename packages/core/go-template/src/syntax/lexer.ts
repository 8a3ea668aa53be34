/**
 * Splits a Go template into tokens. States and messages follow text/template/parse, described at
 * https://pkg.go.dev/text/template: text outside `{{` and `}}`, trim markers (`{{- ` and ` -}}`), comments.
 */
import { quoteText } from "../format/quote.ts";
import { characterAt, codePoint, isAlphanumeric, isSpace, numberLength } from "./characters.ts";
import {
  type Delimiter,
  hasLeftTrimMarker,
  isTerminator,
  leftDelim,
  rightDelim,
  rightDelimAhead,
  trimMarkerLength,
} from "./delimiters.ts";
import { keywords, type Token, type TokenKind } from "./token.ts";

/** Returns a template's tokens one by one; after an error or the end, it keeps returning that token. */
export class Lexer {
  readonly #input: string;
  #at = 0;
  #start = 0;
  #line = 1;
  #startLine = 1;
  #parenDepth = 0;
  #insideAction = false;
  #last: Token | undefined;

  constructor(input: string) {
    this.#input = input;
  }

  next(): Token {
    if (this.#last !== undefined) return this.#last;
    let token: Token | undefined;
    while (token === undefined) token = this.#insideAction ? this.#action() : this.#text();
    if (token.kind === "error" || token.kind === "EOF") this.#last = token;
    return token;
  }

  #text(): Token | undefined {
    const begin = this.#input.indexOf(leftDelim, this.#at);
    if (begin < 0) {
      this.#at = this.#input.length;
      return this.#at > this.#start ? this.#emit("text") : this.#emit("EOF");
    }
    const trims = hasLeftTrimMarker(this.#input, begin + leftDelim.length);
    let end = begin;
    // Go trims its own four white space characters, not all of Unicode's.
    while (trims && end > this.#at && isSpace(this.#input.charAt(end - 1))) end--;
    this.#at = end;
    const token = this.#at > this.#start ? this.#emit("text") : undefined;
    this.#at = begin;
    this.#ignore();
    return token ?? this.#leftDelim();
  }

  #leftDelim(): Token | undefined {
    this.#at += leftDelim.length;
    const marker = hasLeftTrimMarker(this.#input, this.#at) ? trimMarkerLength : 0;
    if (this.#input.startsWith("/*", this.#at + marker)) {
      this.#at += marker;
      this.#ignore();
      return this.#comment();
    }
    const token = this.#emit("leftDelim");
    this.#insideAction = true;
    this.#parenDepth = 0;
    this.#at += marker;
    this.#ignore();
    return token;
  }

  #comment(): Token | undefined {
    const end = this.#input.indexOf("*/", this.#at + 2);
    if (end < 0) return this.#error("unclosed comment");
    this.#at = end + 2;
    const delimiter = rightDelimAhead(this.#input, this.#at);
    if (delimiter === undefined) return this.#error("comment ends before closing delimiter");
    this.#passRightDelim(delimiter);
    this.#ignore();
    return undefined;
  }

  #action(): Token | undefined {
    const delimiter = rightDelimAhead(this.#input, this.#at);
    if (delimiter !== undefined) {
      return this.#parenDepth === 0 ? this.#rightDelim(delimiter) : this.#error("unclosed left paren");
    }
    const character = this.#peek();
    if (character === "") return this.#error("unclosed action");
    if (isSpace(character)) return this.#spaces();
    if (character === "." && !/[0-9]/.test(this.#input.charAt(this.#at + 1)))
      return this.#fieldOrVariable("field");
    if (/[.+\-0-9]/.test(character)) return this.#number();
    if (isAlphanumeric(character)) return this.#identifier();
    this.#at += character.length;
    return this.#punctuation(character);
  }

  #punctuation(character: string): Token {
    switch (character) {
      case "=":
        return this.#emit("assign");
      case ":":
        if (this.#peek() !== "=") return this.#error("expected :=");
        this.#at++;
        return this.#emit("declare");
      case "|":
        return this.#emit("pipe");
      case '"':
        return this.#quoted('"', "string", "unterminated quoted string");
      case "'":
        return this.#quoted("'", "charConstant", "unterminated character constant");
      case "`":
        return this.#rawString();
      case "$":
        this.#at--;
        return this.#fieldOrVariable("variable");
      case "(":
        this.#parenDepth++;
        return this.#emit("leftParen");
      case ")":
        this.#parenDepth--;
        return this.#emit("rightParen");
      default:
        if (/^[!-~]$/.test(character)) return this.#emit("char");
        return this.#error(`unrecognized character in action: ${codePoint(character)}`);
    }
  }

  /** White space is a token because it separates operands. What belongs to a trimming delimiter is left for it. */
  #spaces(): Token | undefined {
    while (isSpace(this.#peek())) this.#at++;
    const count = this.#at - this.#start;
    const closes = this.#input.charAt(this.#at) === "-" && this.#input.startsWith(rightDelim, this.#at + 1);
    if (!closes) return this.#emit("space");
    this.#at--;
    return count === 1 ? this.#rightDelim("trims") : this.#emit("space");
  }

  #identifier(): Token {
    const word = this.#passAlphanumeric();
    if (!isTerminator(this.#input, this.#at)) return this.#error(`bad character ${codePoint(this.#peek())}`);
    if (keywords.has(word)) return this.#emit(word as TokenKind);
    return this.#emit(word === "true" || word === "false" ? "bool" : "identifier");
  }

  /** `.name` or `$name`; on their own, `.` and `$`. */
  #fieldOrVariable(kind: "field" | "variable"): Token {
    this.#at++;
    if (isTerminator(this.#input, this.#at)) return this.#emit(kind === "variable" ? "variable" : ".");
    this.#passAlphanumeric();
    if (!isTerminator(this.#input, this.#at)) return this.#error(`bad character ${codePoint(this.#peek())}`);
    return this.#emit(kind);
  }

  #quoted(end: string, kind: TokenKind, unterminated: string): Token {
    for (;;) {
      const character = this.#peek();
      if (character === "" || character === "\n") return this.#error(unterminated);
      this.#at += character.length;
      if (character === end) return this.#emit(kind);
      if (character !== "\\") continue;
      const escaped = this.#peek();
      if (escaped === "" || escaped === "\n") return this.#error(unterminated);
      this.#at += escaped.length;
    }
  }

  #rawString(): Token {
    const end = this.#input.indexOf("`", this.#at);
    if (end < 0) return this.#error("unterminated raw quoted string");
    this.#at = end + 1;
    return this.#emit("rawString");
  }

  /** Not a perfect scanner, as Go says of its own: invalid numbers that pass here are refused later. */
  #number(): Token {
    const bad = () =>
      this.#error(`bad number syntax: ${quoteText(this.#input.slice(this.#start, this.#at))}`);
    if (!this.#scanNumber()) return bad();
    if (!/[+-]/.test(this.#input.charAt(this.#at))) return this.#emit("number");
    if (!this.#scanNumber() || this.#input.charAt(this.#at - 1) !== "i") return bad();
    return this.#emit("complex");
  }

  #scanNumber(): boolean {
    this.#at += numberLength(this.#input, this.#at);
    const next = this.#peek();
    if (!isAlphanumeric(next)) return true;
    this.#at += next.length;
    return false;
  }

  #rightDelim(delimiter: Delimiter): Token {
    if (delimiter === "trims") {
      this.#at += trimMarkerLength;
      this.#ignore();
    }
    this.#at += rightDelim.length;
    const token = this.#emit("rightDelim");
    if (delimiter === "trims") this.#passSpace();
    this.#ignore();
    this.#insideAction = false;
    return token;
  }

  #passRightDelim(delimiter: Delimiter): void {
    if (delimiter === "trims") this.#at += trimMarkerLength;
    this.#at += rightDelim.length;
    if (delimiter === "trims") this.#passSpace();
  }

  #passSpace(): void {
    while (isSpace(this.#input.charAt(this.#at))) this.#at++;
  }

  #passAlphanumeric(): string {
    const begin = this.#at;
    for (let next = this.#peek(); isAlphanumeric(next); next = this.#peek()) this.#at += next.length;
    return this.#input.slice(begin, this.#at);
  }

  /** The next character, as a whole code point; an empty string at the end. */
  #peek(): string {
    return characterAt(this.#input, this.#at);
  }

  #emit(kind: TokenKind): Token {
    const token = {
      kind,
      value: this.#input.slice(this.#start, this.#at),
      offset: this.#start,
      line: this.#startLine,
    };
    this.#ignore();
    return token;
  }

  #ignore(): void {
    for (let at = this.#start; at < this.#at; at++) if (this.#input[at] === "\n") this.#line++;
    this.#start = this.#at;
    this.#startLine = this.#line;
  }

  #error(value: string): Token {
    return { kind: "error", value, offset: this.#start, line: this.#startLine };
  }
}
