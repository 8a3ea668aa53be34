import { quoteText } from "../format/quote.ts";

/** The token kinds of a Go template, named as in package text/template/parse. */
export type TokenKind =
  | "error"
  | "bool"
  | "char"
  | "charConstant"
  | "complex"
  | "assign"
  | "declare"
  | "EOF"
  | "field"
  | "identifier"
  | "leftDelim"
  | "leftParen"
  | "number"
  | "pipe"
  | "rawString"
  | "rightDelim"
  | "rightParen"
  | "space"
  | "string"
  | "text"
  | "variable"
  | Keyword;

type Keyword =
  | "."
  | "block"
  | "break"
  | "continue"
  | "define"
  | "else"
  | "end"
  | "if"
  | "nil"
  | "range"
  | "template"
  | "with";

export interface Token {
  readonly kind: TokenKind;
  /** The text as written; for an error token, the message. */
  readonly value: string;
  /** Offset in the template: 0-based, in UTF-16 code units. */
  readonly offset: number;
  /** 1-based. */
  readonly line: number;
}

export const keywords: ReadonlySet<string> = new Set<Keyword>([
  ".",
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "nil",
  "range",
  "template",
  "with",
]);

/** How Go's errors show a token: keywords in angle brackets, long texts cut after ten characters. */
export function describeToken({ kind, value }: Token): string {
  if (kind === "EOF") return "EOF";
  if (kind === "error") return value;
  if (keywords.has(kind)) return `<${value}>`;
  const characters = [...value];
  return characters.length > 10 ? `${quoteText(characters.slice(0, 10).join(""))}...` : quoteText(value);
}
