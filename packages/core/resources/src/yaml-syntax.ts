/**
 * What is wrong with a document that is not YAML: the slip behind the parser's errors, at its own line. One slip makes
 * the parser report several errors, often at another line, so only the first is looked at.
 */
import type { LineCounter, YAMLError } from "yaml";
import { characterSlips } from "./yaml-character-slips.ts";
import { layoutSlips } from "./yaml-layout-slips.ts";
import type { Line, SyntaxProblem } from "./yaml-slip.ts";

const conflicts = new Set([
  "BLOCK_IN_FLOW",
  "BLOCK_AS_IMPLICIT_KEY",
  "MULTILINE_IMPLICIT_KEY",
  "MISSING_CHAR",
  "BAD_INDENT",
  "UNEXPECTED_TOKEN",
]);

/** The most lines of a document that are looked at: a slip is near the line that the parser stopped at. */
const maxLines = 2_000;

function linesOf(text: string, counter: LineCounter, [from, to]: readonly [number, number]): Line[] {
  const { lineStarts } = counter;
  const first = Math.max(counter.linePos(from).line - 1, 0);
  const lines: Line[] = [];
  for (let index = first; index < lineStarts.length && lines.length < maxLines; index++) {
    const offset = lineStarts[index] ?? text.length;
    if (offset >= to) break;
    const line = text.slice(offset, lineStarts[index + 1] ?? text.length).replace(/\r?\n$/, "");
    lines.push({ text: line, offset, indent: /^ */.exec(line)?.[0].length ?? 0 });
  }
  return lines;
}

/**
 * The slip that made a document unreadable.
 * @param errors of the document; at least one
 * @param range offsets of the document in the file's text
 */
export function explainSyntax(
  errors: readonly [YAMLError, ...YAMLError[]],
  {
    text,
    lines: counter,
    range,
  }: {
    readonly text: string;
    readonly lines: LineCounter;
    readonly range: readonly [number, number];
  },
): SyntaxProblem {
  const error = errors.reduce((first, each) => (each.pos[0] < first.pos[0] ? each : first));
  const [offset] = error.pos;
  // Before the error, as much as there is; after it, enough to see what a line belongs to.
  const begin = Math.max(
    range[0],
    counter.lineStarts[Math.max(0, counter.linePos(offset).line - maxLines / 2)] ?? 0,
  );
  const lines = linesOf(text, counter, [begin, range[1]]);
  const at = lines.findLastIndex((line) => line.offset <= offset);
  const rules = conflicts.has(error.code) ? [...characterSlips, ...layoutSlips] : characterSlips;
  const found = rules.map((rule) => rule({ error, lines, at })).find((problem) => problem !== undefined);
  return found ?? { offset, message: error.message };
}
