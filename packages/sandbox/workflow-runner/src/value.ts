/** The parsed content of a workflow file: plain data that contains expressions. */
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { parser } from "./parser-modules.ts";

/** The text between `${{` and `}}`. */
export class Expression {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** A text that contains expressions. */
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

/** A map's entry; undefined if the value is not a map or lacks the entry. */
export function entry(value: Value | undefined, key: string): Value | undefined {
  return isMap(value) ? value.get(key) : undefined;
}

/** The text of a key that does not allow expressions. */
export function textOf(value: Value | undefined): string | undefined {
  return value === undefined || value === null || typeof value === "object" ? undefined : String(value);
}

/** The value at a path of keys. */
export function tokenAt(token: TemplateToken, ...keys: readonly string[]): TemplateToken | undefined {
  const [key, ...rest] = keys;
  if (key === undefined) return token;
  const found = parser.isMapping(token) ? [...token].find((pair) => pair.key.toString() === key) : undefined;
  return found === undefined ? undefined : tokenAt(found.value, ...rest);
}
