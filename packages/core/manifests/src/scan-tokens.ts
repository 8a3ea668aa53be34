/** What a scan of YAML finds, one after the other. */
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
 * A part of a text, `start` inclusive and `end` exclusive, in UTF-16 code units. Tokens stand in the order of the text;
 * whatever begins also ends. A document that is not empty is one map or list, so that the n-th of those that are in no
 * other belongs to the n-th document.
 *
 * | kind | place |
 * |---|---|
 * | map, list | where its bracket, first key or first dash is; empty |
 * | map-end, list-end | behind its bracket, else where what follows begins; empty |
 * | key | as it is written, with its quotes; between them its text stands as it is, without escapes |
 * | text and the others | as it is written: plain, over several lines perhaps; with its quotes; a block from its `|` to the end of its last line, blank ones behind it perhaps included |
 * | null that is not written | somewhere between what is before and behind it; empty |
 *
 * Types are those of YAML 1.2's core schema; what is in quotes or in a block is text. YAML 1.1, by which Kubernetes
 * reads, takes some plain scalars otherwise (`yes`, `0755`, `1_000`): what is written tells.
 */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

/** Kinds by number, as the scanner has them: a large fleet has a million tokens. */
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

/** Where something else than a text may begin. */
const mayBeOther = /^[-+.~0-9tTfFnN]|^$/;

/** The type of a plain scalar by YAML 1.2's core schema, which is the library's. */
export function plainType(text: string): TokenCode {
  if (!mayBeOther.test(text)) return code.text;
  if (integers.test(text)) return code.integer;
  if (floats.test(text)) return code.float;
  if (booleans.test(text)) return code.boolean;
  return nulls.test(text) ? code.null : code.text;
}
