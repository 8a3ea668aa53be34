/** A slip in a document that is not YAML, as the rules see it. */
import type { YAMLError } from "yaml";

/** One problem of the syntax. */
export interface SyntaxProblem {
  /** 0-based, into the file's text. */
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
}

/** A line of the document, with its place. */
export interface Line {
  readonly text: string;
  readonly offset: number;
  /** Number of spaces before its text. */
  readonly indent: number;
}

interface Slip {
  readonly error: YAMLError;
  /** Lines of the document up to and beyond the error. */
  readonly lines: readonly Line[];
  /** The index of the line that the parser stopped at. */
  readonly at: number;
}

export type Rule = (slip: Slip) => SyntaxProblem | undefined;

export const entry = /^(?:- +)*(?:"[^"]*"|'[^']*'|[^\s#'"&*!|>%@`{[-][^\s:]*)\s*:(?:\s|$)/;

export function isBlank({ text }: Line): boolean {
  return /^\s*(?:#.*)?$/.test(text);
}

export function trimmed({ text }: Line): string {
  return text.trim();
}

export function atText(line: Line): number {
  return line.offset + line.indent;
}
