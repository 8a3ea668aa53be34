/** What a workflow file holds, once parsed: plain data with expressions in it. */
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { parser } from "./parser-modules.ts";

/** The text between `${{` and `}}`. */
export class Expression {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** A text with expressions in it. */
export class Template {
  readonly parts: readonly (string | Expression)[];

  constructor(parts: readonly (string | Expression)[]) {
    this.parts = parts;
  }
}

export type Value =
  | null
  | string
  | number
  | boolean
  | Expression
  | Template
  | readonly Value[]
  | ReadonlyMap<string, Value>;

export function isMap(value: Value | undefined): value is ReadonlyMap<string, Value> {
  return value instanceof Map;
}

/** An entry of a map; undefined where it is no map, or has none. */
export function entry(value: Value | undefined, key: string): Value | undefined {
  return isMap(value) ? value.get(key) : undefined;
}

/** The text of a key that takes no expressions. */
export function textOf(value: Value | undefined): string | undefined {
  return value === undefined || value === null || typeof value === "object" ? undefined : String(value);
}

/** A value by the keys that lead to it. */
export function tokenAt(token: TemplateToken, ...keys: readonly string[]): TemplateToken | undefined {
  const [key, ...rest] = keys;
  if (key === undefined) return token;
  const found = parser.isMapping(token) ? [...token].find((pair) => pair.key.toString() === key) : undefined;
  return found === undefined ? undefined : tokenAt(found.value, ...rest);
}
