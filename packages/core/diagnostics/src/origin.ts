import type { Place } from "./diagnostic.ts";

/**
 * Where text embedded in a file starts: a template or a JSON Schema inside a YAML scalar. Problems in the
 * text are reported at their place in the file that the user edits.
 */
export interface TextOrigin extends Place {
  /**
   * True if the file contains the text verbatim (a YAML literal block), line by line from `line` on, each line
   * indented to `column`. False for quoted, folded and plain scalars, where only the beginning is known.
   */
  readonly verbatim: boolean;
}

/** The place in the file of a 1-based line and column of the text. */
export function placeInText(origin: TextOrigin, line: number, column: number): Place {
  const { verbatim, ...begin } = origin;
  if (!verbatim) return begin;
  return { ...begin, line: begin.line + line - 1, column: begin.column + column - 1 };
}

/** 1-based line and column of a 0-based offset. */
export function positionAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { line, column: offset - lineStart + 1 };
}
