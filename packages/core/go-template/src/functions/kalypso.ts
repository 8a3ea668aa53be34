/** The operator's own functions (docs/decisions/templates.md#functions). */

import { print } from "../format/printf.ts";
import { deep, define, type Functions, printing } from "../values/function.ts";
import { trimSpace, trimWhere } from "../values/unicode.ts";
import { GoMap, GoSlice, type Value } from "../values/value.ts";
import { marshalYaml } from "../yaml/marshal.ts";
import { hash } from "./hash.ts";

/** YAML without the trailing newline. */
function toYaml(value: Value): string {
  return marshalYaml(value).replace(/\n$/, "");
}

const plainMap = "map[string]interface {}";

/** A map whose nested maps and lists become YAML texts, as a ConfigMap needs them; anything else as its YAML. */
function stringify(value: Value, isNested: (item: GoMap) => boolean): string {
  if (!(value instanceof GoMap) || value.type !== plainMap) return toYaml(value);
  const entries = [...value.entries].map(([key, item]): [Value, Value] => {
    const isMap = item instanceof GoMap && isNested(item);
    const isList = item instanceof GoSlice && item.type === "[]interface {}";
    return [key, isMap || isList ? marshalYaml(item) : item];
  });
  return toYaml(new GoMap(value.type, new Map(entries)));
}

/** Removes white space around a text, then double quotes, then single quotes; an empty text for anything else. */
function unquote(value: Value): string {
  if (typeof value !== "string") return "";
  const inner = trimWhere(trimSpace(value), (unit) => unit === '"');
  return trimWhere(inner, (unit) => unit === "'");
}

/** The text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** What the operator lacks: a script needs it to print the text of an application team. */
export const scriptFunctions: Functions = {
  shell: printing(define(["interface {}"], (value) => shellWord(print([value])))),
};

export const kalypsoFunctions: Functions = {
  toYaml: printing(define(["interface {}"], toYaml)),
  stringify: printing(define(["interface {}"], (value) => stringify(value, ({ type }) => type === plainMap))),
  hash: deep(define(["interface {}"], hash)),
  unquote: define(["interface {}"], unquote),
};

/**
 * The operator leaves maps with keys of any type unchanged, such as those of its platform configuration, and the
 * ConfigMap becomes invalid. Here all of them become text (docs/decisions/templates.md#functions).
 */
export const textualStringify: Functions = {
  stringify: printing(define(["interface {}"], (value) => stringify(value, () => true))),
};
