/** sprig's text functions. Lengths and positions are in bytes, as in Go. */

import { define, type Functions, GoError } from "../values/function.ts";
import { byteLength, sliceBytes } from "../values/text.ts";
import { trimSpace } from "../values/unicode.ts";
import { GoMap, strings, type Value } from "../values/value.ts";

function repeat(count: bigint, text: string): string {
  if (count < 0n) throw new GoError("strings: negative Repeat count");
  return text.repeat(Number(count));
}

function repeatCost(count: bigint, text: string): number {
  return count > 0n ? Number(count) * text.length : 0;
}

function indent(spaces: bigint, text: string): string {
  const pad = repeat(spaces, " ");
  return pad + text.replaceAll("\n", `\n${pad}`);
}

function indentCost(spaces: bigint, text: string): number {
  return Number(spaces) * occurrences(text, "\n") + text.length;
}

function occurrences(text: string, part: string): number {
  if (part === "") return text.length + 1;
  let count = 1;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++;
  return count;
}

function replace(from: string, to: string, text: string): string {
  // Splitting by an empty text, Go yields characters; JavaScript would split some in half.
  if (from === "") return `${to}${Array.from(text, (character) => character + to).join("")}`;
  return text.replaceAll(from, () => to);
}

/** At most `count` parts, the last being the rest; all parts if it is negative. */
function splitText(separator: string, text: string, count: number): string[] {
  if (count === 0) return [];
  const parts = separator === "" ? [...text] : text.split(separator);
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

/** The parts, named `_0`, `_1`, ... */
function numbered(parts: readonly string[]): GoMap {
  const entries = parts.map((part, index): [Value, Value] => [`_${index}`, part]);
  return new GoMap("map[string]string", new Map(entries));
}

/** The characters of a cut set: `trimAll` removes any of them from both ends. */
function trimAll(cutset: string, text: string): string {
  const cut = new Set(cutset);
  const characters = [...text];
  let begin = 0;
  let end = characters.length;
  while (begin < end && cut.has(characters[begin] ?? "")) begin++;
  while (end > begin && cut.has(characters[end - 1] ?? "")) end--;
  return characters.slice(begin, end).join("");
}

function trunc(count: bigint, text: string): string {
  const length = byteLength(text);
  const size = Number(count);
  if (size < 0 && length + size > 0) return sliceBytes(text, length + size, length);
  return size >= 0 && length > size ? sliceBytes(text, 0, size) : text;
}

function outOfRange(bounds: string): GoError {
  return new GoError(`runtime error: slice bounds out of range ${bounds}`);
}

/** A negative start means from the beginning; a negative end, or one beyond the text, means to the end. */
function substr(start: bigint, end: bigint, text: string): string {
  const length = BigInt(byteLength(text));
  const from = start < 0n ? 0n : start;
  const to = start >= 0n && (end < 0n || end > length) ? length : end;
  if (to < 0n) throw outOfRange(`[:${to}]`);
  if (to > length) throw outOfRange(`[:${to}] with length ${length}`);
  if (from > to) throw outOfRange(`[${from}:${to}]`);
  return sliceBytes(text, Number(from), Number(to));
}

const trimming = define(["string", "string"], trimAll);

export const stringFunctions: Functions = {
  hello: define([], () => "Hello!"),
  trim: define(["string"], trimSpace),
  trimAll: trimming,
  trimall: trimming,
  trimPrefix: define(["string", "string"], (prefix, text) =>
    text.startsWith(prefix) ? text.slice(prefix.length) : text,
  ),
  trimSuffix: define(["string", "string"], (suffix, text) =>
    text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text,
  ),
  contains: define(["string", "string"], (part, text) => text.includes(part)),
  hasPrefix: define(["string", "string"], (prefix, text) => text.startsWith(prefix)),
  hasSuffix: define(["string", "string"], (suffix, text) => text.endsWith(suffix)),
  repeat: define(["int", "string"], repeat, repeatCost),
  indent: define(["int", "string"], indent, indentCost),
  nindent: define(["int", "string"], (spaces, text) => `\n${indent(spaces, text)}`, indentCost),
  replace: define(
    ["string", "string", "string"],
    replace,
    (from, to, text) => occurrences(text, from) * to.length + text.length,
  ),
  plural: define(["string", "string", "int"], (one, many, count) => (count === 1n ? one : many)),
  trunc: define(["int", "string"], trunc),
  substr: define(["int", "int", "string"], substr),
  split: define(["string", "string"], (separator, text) => numbered(splitText(separator, text, -1))),
  splitn: define(["string", "int", "string"], (separator, count, text) =>
    numbered(splitText(separator, text, Number(count))),
  ),
  splitList: define(["string", "string"], (separator, text) => strings(splitText(separator, text, -1))),
};
