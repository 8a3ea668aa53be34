/** The operator's own functions (docs/decisions/templates.md#functions). */

import { deep, define, type Functions, printing } from "../values/function.ts";
import { trimSpace, trimWhere } from "../values/unicode.ts";
import { GoMap, GoSlice, type Value } from "../values/value.ts";
import { marshalYaml } from "../yaml/marshal.ts";
import { hash } from "./hash.ts";

/** YAML without the newline at its end. */
function toYaml(value: Value): string {
  return marshalYaml(value).replace(/\n$/, "");
}

const plainMap = "map[string]interface {}";

/** A map whose maps and lists are texts of YAML, as a ConfigMap wants them; of anything else, its YAML. */
function stringify(value: Value, isNested: (item: GoMap) => boolean): string {
  if (!(value instanceof GoMap) || value.type !== plainMap) return toYaml(value);
  const entries = [...value.entries].map(([key, item]): [Value, Value] => {
    const isMap = item instanceof GoMap && isNested(item);
    const isList = item instanceof GoSlice && item.type === "[]interface {}";
    return [key, isMap || isList ? marshalYaml(item) : item];
  });
  return toYaml(new GoMap(value.type, new Map(entries)));
}

/** A text without white space, then double, then single quotes around it; nothing of anything else. */
function unquote(value: Value): string {
  if (typeof value !== "string") return "";
  const inner = trimWhere(trimSpace(value), (unit) => unit === '"');
  return trimWhere(inner, (unit) => unit === "'");
}

export const kalypsoFunctions: Functions = {
  toYaml: printing(define(["interface {}"], toYaml)),
  stringify: printing(define(["interface {}"], (value) => stringify(value, ({ type }) => type === plainMap))),
  hash: deep(define(["interface {}"], hash)),
  unquote: define(["interface {}"], unquote),
};

/**
 * The operator leaves maps as they are whose keys may be anything, as those of its platform configuration: then the
 * ConfigMap is none. Here all of them become text (docs/decisions/templates.md#functions).
 */
export const textualStringify: Functions = {
  stringify: printing(define(["interface {}"], (value) => stringify(value, () => true))),
};
