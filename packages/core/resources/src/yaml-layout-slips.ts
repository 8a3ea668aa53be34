/** Slips of the layout: how lines belong together. */
import { atText, entry, isBlank, type Line, type Rule, type SyntaxProblem, trimmed } from "./yaml-slip.ts";

const withValue = /^(?:- +)*(?:"[^"]*"|'[^']*'|[^\s:]+)\s*:\s+[^\s#|>&]/;

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

/** Errors about how lines belong together. */
export const layoutSlips: readonly Rule[] = [
  strangeSpace,
  noItem,
  templateTag,
  secondColon,
  indentation,
  deeperLine,
  deepFirstLine,
  noEntry,
];
