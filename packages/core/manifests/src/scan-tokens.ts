/** The kinds of tokens that a YAML scan finds. */
export const tokenKinds = [
  "map",
  "map-end",
  "list",
  "list-end",
  "key",
  "text",
  "integer",
  "float",
  "boolean",
  "null",
] as const;

type TokenKind = (typeof tokenKinds)[number];

/**
 * A part of a text, `start` inclusive and `end` exclusive, in UTF-16 code units. Tokens are in text order, and every
 * start has its end. A non-empty document is exactly one map or list, so the n-th top-level map or list belongs to the
 * n-th document.
 *
 * | kind | place |
 * |---|---|
 * | map, list | at its bracket, first key or first dash; empty |
 * | map-end, list-end | after its bracket, otherwise where the next content starts; empty |
 * | key | as written, including its quotes; the text between the quotes contains no escapes |
 * | text and the others | as written: plain, possibly over several lines; or including its quotes; or a block from its `|` to the end of its last line, possibly including trailing blank lines |
 * | omitted null | somewhere between the tokens around it; empty |
 *
 * Types follow YAML 1.2's core schema; quoted and block scalars are text. Kubernetes reads YAML 1.1, which treats some
 * plain scalars differently (`yes`, `0755`, `1_000`): check the text as written.
 */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

/** Kinds as numbers, which is how the scanner stores them: a large fleet has a million tokens. */
export const code = {
  map: 0,
  mapEnd: 1,
  list: 2,
  listEnd: 3,
  key: 4,
  text: 5,
  integer: 6,
  float: 7,
  boolean: 8,
  null: 9,
} as const;

export type TokenCode = (typeof code)[keyof typeof code];

const nulls = /^(?:~|null|Null|NULL)?$/;
const booleans = /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/;
const integers = /^(?:0o[0-7]+|[-+]?[0-9]+|0x[0-9a-fA-F]+)$/;
const floats =
  /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+|[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*))$/;

/** How a plain scalar other than text may start: with a sign or digit, or as a word of at most five letters. */
const otherStarts = new Set([..."-+.~0123456789tTfFnN"].map((text) => text.charCodeAt(0)));
const firstLetter = "A".charCodeAt(0);
const tilde = "~".charCodeAt(0);
const longestWord = "false".length;

function mayBeOther(text: string): boolean {
  if (text === "") return true;
  const first = text.charCodeAt(0);
  return otherStarts.has(first) && (first < firstLetter || first === tilde || text.length <= longestWord);
}

/** The type of a plain scalar by YAML 1.2's core schema, which the library uses too. */
export function plainType(text: string): TokenCode {
  if (!mayBeOther(text)) return code.text;
  if (integers.test(text)) return code.integer;
  if (floats.test(text)) return code.float;
  if (booleans.test(text)) return code.boolean;
  return nulls.test(text) ? code.null : code.text;
}
