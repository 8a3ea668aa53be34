/**
 * What is wrong with a document that is not YAML: the slip behind the parser's errors, at its own line. One slip makes
 * the parser report several errors, often at another line, so only the first is looked at.
 */
import type { LineCounter, YAMLError } from "yaml";

/** One problem of the syntax. */
interface SyntaxProblem {
  /** 0-based, into the file's text. */
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
}

/** A line of the document, with its place. */
interface Line {
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

type Rule = (slip: Slip) => SyntaxProblem | undefined;

const entry = /^(?:- +)*(?:"[^"]*"|'[^']*'|[^\s#'"&*!|>%@`{[-][^\s:]*)\s*:(?:\s|$)/;
const withValue = /^(?:- +)*(?:"[^"]*"|'[^']*'|[^\s:]+)\s*:\s+[^\s#|>&]/;

function isBlank({ text }: Line): boolean {
  return /^\s*(?:#.*)?$/.test(text);
}

function trimmed({ text }: Line): string {
  return text.trim();
}

function atText(line: Line): number {
  return line.offset + line.indent;
}

function spaces(count: number): string {
  return count === 1 ? "1 space" : `${count} spaces`;
}

/** The columns at which a line after `index` may begin: those of the lists and maps that are open there. */
function openColumns(lines: readonly Line[], index: number): readonly number[] {
  const columns: number[] = [];
  let limit = Number.POSITIVE_INFINITY;
  for (const line of lines.slice(0, index).reverse()) {
    if (isBlank(line) || line.indent >= limit) continue;
    limit = line.indent;
    const items = /^(?:- +)*/.exec(trimmed(line))?.[0].length ?? 0;
    if (items > 0 && entry.test(trimmed(line))) columns.push(line.indent + items);
    columns.push(line.indent);
  }
  return columns;
}

/**
 * The line that is to blame if `index` does not fit what is above it: a first entry that is itself indented by an odd
 * number of spaces, where its siblings are not.
 */
function culprit(
  lines: readonly Line[],
  index: number,
): { readonly line: Line; readonly sibling: Line } | undefined {
  const sibling = lines[index];
  if (sibling === undefined || sibling.indent % 2 === 1) return undefined;
  for (const line of lines.slice(0, index).reverse()) {
    if (isBlank(line)) continue;
    if (line.indent % 2 === 1 && Math.abs(line.indent - sibling.indent) === 1) return { line, sibling };
    if (line.indent < sibling.indent) return undefined;
  }
  return undefined;
}

function misindented(lines: readonly Line[], index: number): SyntaxProblem | undefined {
  const odd = culprit(lines, index);
  if (odd !== undefined)
    return {
      offset: atText(odd.line),
      message: `wrong indentation: the line is indented by ${spaces(odd.line.indent)}; expected ${odd.sibling.indent}`,
      hint: "Align it with the lines that it belongs to.",
    };
  const line = lines[index];
  if (line === undefined) return undefined;
  const columns = openColumns(lines, index).filter((column) => column !== line.indent);
  const near = [...columns].sort((a, b) => Math.abs(a - line.indent) - Math.abs(b - line.indent));
  const expected = near.slice(0, 2).sort((a, b) => a - b);
  return {
    offset: atText(line),
    message: `wrong indentation: the line is indented by ${spaces(line.indent)}; expected ${expected.length === 0 ? "0" : expected.join(" or ")}`,
    hint: "Align it with the lines that it belongs to.",
  };
}

const conflictMarker: Rule = ({ lines }) => {
  const found = lines.find(({ text }) => /^(?:<{7}|>{7}) /.test(text));
  if (found === undefined) return undefined;
  return {
    offset: found.offset,
    message: "the file contains the markers of a merge conflict",
    hint: "Resolve the conflict, and remove the lines with <<<<<<<, ======= and >>>>>>>.",
  };
};

const tab: Rule = ({ lines, at }) => {
  // The parser may stop at the key above a line with a tab.
  const next = lines.find((each, index) => index > at && !isBlank(each));
  const line = [lines[at], next].find((each) => each !== undefined && /^ *\t/.test(each.text));
  if (line === undefined) return undefined;
  return {
    offset: line.offset + Math.max(line.text.indexOf("\t"), 0),
    message: "the line is indented with a tab; expected spaces",
    hint: "Indent with spaces; YAML does not allow tabs there.",
  };
};

/** The first line on which a quoted text begins and does not end. */
const openQuote: Rule = ({ error, lines }) => {
  const quote = /^Missing closing (["'])/.exec(error.message)?.[1];
  if (quote === undefined) return undefined;
  for (const line of lines) {
    const begin = new RegExp(`(?:^|[\\s:[{,])${quote}(?:[^${quote}\\\\]|\\\\.)*$`).exec(line.text);
    if (begin === null || line.text.split(quote).length % 2 === 1) continue;
    return {
      offset: line.offset + line.text.indexOf(quote, begin.index),
      message: `the text that begins here has no closing ${quote}`,
      hint: `Add ${quote} at its end.`,
    };
  }
  return undefined;
};

const openFlow: Rule = ({ error, lines, at }) => {
  if (error.code !== "BAD_INDENT" || !error.message.startsWith("Flow ")) return undefined;
  const [open, close] = error.message.startsWith("Flow map") ? ["{", "}"] : ["[", "]"];
  const line = lines.slice(0, at + 1).findLast(({ text }) => text.includes(open) && !text.includes(close));
  if (line === undefined) return undefined;
  return {
    offset: line.offset + line.text.indexOf(open),
    message: `the \`${open}\` here has no closing \`${close}\``,
    hint: `Add \`${close}\`, or quote the value if it is text.`,
  };
};

const badStart: Rule = ({ error }) => {
  if (error.code !== "BAD_SCALAR_START") return undefined;
  const character = /character (\S+)$/.exec(error.message)?.[1] ?? "this character";
  return {
    offset: error.pos[0],
    message: `a value without quotes cannot begin with \`${character}\``,
    hint: "Quote the value.",
  };
};

const badEscape: Rule = ({ error }) => {
  if (error.code !== "BAD_DQ_ESCAPE") return undefined;
  const found = /sequence (\S+)/.exec(error.message)?.[1] ?? "\\";
  return {
    offset: error.pos[0],
    message: `\`${found}\` is not an escape sequence of a text in double quotes`,
    hint: "Double the backslash, or use single quotes.",
  };
};

const blockText: Rule = ({ error }) => {
  if (!error.message.startsWith("Block scalars with more-indented")) return undefined;
  return {
    offset: error.pos[0],
    message: "the text block begins with blank lines that are deeper than its text",
    hint: "Remove the spaces from the blank lines, or give the indentation: `|2`.",
  };
};

const templateTag: Rule = ({ lines, at }) => {
  const first = lines.find((each) => !isBlank(each) && trimmed(each) !== "---");
  const line = [first, lines[at]].find((each) => each !== undefined && trimmed(each).startsWith("{{"));
  if (line === undefined) return undefined;
  return {
    offset: atText(line),
    message: "the line begins with a template tag; resources are plain YAML",
    hint: "Only the `manifests` of a Template may contain tags. Quote the value, or list the file in .sourceignore.",
  };
};

/** Pasted from a web page, they look like spaces. */
const otherSpace = /^\s*?([\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff])/;

const strangeSpace: Rule = ({ lines, at }) => {
  const line = lines.slice(0, at + 2).findLast(({ text }) => otherSpace.test(text));
  const space = otherSpace.exec(line?.text ?? "")?.[1];
  if (line === undefined || space === undefined) return undefined;
  const code = space.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  return {
    offset: line.offset + line.text.indexOf(space),
    message: `the line is indented with the character U+${code}, which looks like a space but is not one`,
    hint: "Indent it with spaces.",
  };
};

/** A dash of typography, or a hyphen without its space, where an item of a list begins. */
const noItem: Rule = ({ lines, at }) => {
  const line = lines
    .slice(Math.max(0, at - 1), at + 1)
    .findLast(({ text }) => /^\s*(?:[–—−•]|-[A-Za-z][\w.-]*:\s)/.test(text));
  if (line === undefined) return undefined;
  const [first = "", ...rest] = trimmed(line);
  const message =
    first === "-"
      ? "a space is missing after the hyphen"
      : `the line begins with \`${first}\`; expected a hyphen`;
  return { offset: atText(line), message, hint: `Write \`- ${rest.join("").trim()}\`.` };
};

const conflicts = new Set([
  "BLOCK_IN_FLOW",
  "BLOCK_AS_IMPLICIT_KEY",
  "MULTILINE_IMPLICIT_KEY",
  "MISSING_CHAR",
  "BAD_INDENT",
  "UNEXPECTED_TOKEN",
]);

/** `a: b: c` */
const secondColon: Rule = ({ error, lines, at }) => {
  const line = lines[at];
  if (error.code !== "BLOCK_AS_IMPLICIT_KEY" || line === undefined) return undefined;
  const value = line.text.slice(error.pos[0] - line.offset);
  if (!/^[^\s"'][^"']*: /.test(value)) return undefined;
  return {
    offset: error.pos[0],
    message: "the value contains `: `, so YAML takes it for another key",
    hint: "Quote the value.",
  };
};

/** `key: value`, and below it a line that is deeper. */
const deeperLine: Rule = ({ lines, at }) => {
  const line = lines[at];
  const next = lines.findIndex((each, index) => index > at && !isBlank(each));
  const below = lines[next];
  if (line === undefined || below === undefined || !withValue.test(trimmed(line))) return undefined;
  return below.indent > line.indent && entry.test(trimmed(below)) ? misindented(lines, next) : undefined;
};

/** The first line is deeper than what follows. */
const deepFirstLine: Rule = ({ error, lines, at }) => {
  const first = lines.findIndex((line) => !isBlank(line) && trimmed(line) !== "---");
  const begin = lines[first];
  const stopped = lines[at];
  if (begin === undefined || stopped === undefined || error.code !== "UNEXPECTED_TOKEN") return undefined;
  return begin.indent > stopped.indent ? misindented(lines, first) : undefined;
};

/** A line that is neither an entry nor an item. */
const noEntry: Rule = ({ error, lines, at }) => {
  const line = lines[at];
  if (line === undefined || entry.test(trimmed(line)) || error.code === "UNEXPECTED_TOKEN") return undefined;
  const text = trimmed(line);
  const problem = (message: string, hint: string) => ({ offset: atText(line), message, hint });
  if (/^-+$/.test(text)) return problem("expected `---` between two documents", "Write three hyphens.");
  const [, key, value] = /^(?:- +)?([^\s:]+):(\S.*)$/.exec(text) ?? [];
  if (key !== undefined) return problem("a space is missing after the colon", `Write \`${key}: ${value}\`.`);
  if (/^-\S/.test(text))
    return problem("a space is missing after the hyphen", `Write \`- ${text.slice(1)}\`.`);
  const [, name, rest] = /^(?:- +)?([A-Za-z][\w./-]*)(?:\s+(\S.*))?$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const form = rest === undefined ? `${name}:` : `${name}: ${rest}`;
  return problem(
    "a colon is missing: the line is neither `key: value` nor an item of a list",
    `Write \`${form}\`.`,
  );
};

const indentation: Rule = ({ error, lines, at }) => {
  const isIndentation = error.code === "BAD_INDENT" || error.message.startsWith("Sequence item without");
  return isIndentation ? misindented(lines, at) : undefined;
};

const lexical: readonly Rule[] = [conflictMarker, tab, openQuote, openFlow, badStart, badEscape, blockText];

/** Errors about how lines belong together. */
const structural: readonly Rule[] = [
  strangeSpace,
  noItem,
  templateTag,
  secondColon,
  indentation,
  deeperLine,
  deepFirstLine,
  noEntry,
];

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
  const rules = conflicts.has(error.code) ? [...lexical, ...structural] : lexical;
  const found = rules.map((rule) => rule({ error, lines, at })).find((problem) => problem !== undefined);
  return found ?? { offset, message: error.message };
}
