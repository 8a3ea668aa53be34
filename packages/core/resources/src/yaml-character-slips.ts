/** Slips of characters: quotes, brackets, tabs and signs. */
import { isBlank, type Rule } from "./yaml-slip.ts";

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

export const characterSlips: readonly Rule[] = [
  conflictMarker,
  tab,
  openQuote,
  openFlow,
  badStart,
  badEscape,
  blockText,
];
