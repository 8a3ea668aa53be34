import type { Mark } from "./cursor.ts";

export type TokenKind =
  | "end"
  | "version"
  | "tag-directive"
  | "document-start"
  | "document-end"
  | "block-list"
  | "block-map"
  | "block-end"
  | "flow-list"
  | "flow-list-end"
  | "flow-map"
  | "flow-map-end"
  | "item"
  | "comma"
  | "key"
  | "value"
  | "alias"
  | "anchor"
  | "tag"
  | "scalar";

export interface Token {
  readonly kind: TokenKind;
  readonly mark: Mark;
  /** A scalar's text, a name, a tag's handle, or a version. */
  readonly text: string;
  /** A tag's suffix, or the prefix of a handle. */
  readonly suffix: string;
  readonly isPlain: boolean;
}

export function token(kind: TokenKind, mark: Mark, rest: Partial<Token> = {}): Token {
  return { kind, mark, text: "", suffix: "", isPlain: false, ...rest };
}
