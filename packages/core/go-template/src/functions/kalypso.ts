/** The operator's own functions (KALYPSO.md, Templates). */

import { deep, define, type Functions, printing } from "../values/function.ts";
import { trimSpace, trimWhere } from "../values/unicode.ts";
import { GoMap, GoSlice, type Value } from "../values/value.ts";
import { marshalYaml } from "../yaml/marshal.ts";
import { hash } from "./hash.ts";

/** YAML without the newline at its end. */
function toYaml(value: Value): string {
  return marshalYaml(value).replace(/\n$/, "");
}

/** A map whose maps and lists are texts of YAML, as a ConfigMap wants them; of anything else, its YAML. */
function stringify(value: Value): string {
  if (!(value instanceof GoMap) || value.type !== "map[string]interface {}") return toYaml(value);
  const entries = [...value.entries].map(([key, item]): [Value, Value] => {
    const isMap = item instanceof GoMap && item.type === "map[string]interface {}";
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
  stringify: printing(define(["interface {}"], stringify)),
  hash: deep(define(["interface {}"], hash)),
  unquote: define(["interface {}"], unquote),
};
