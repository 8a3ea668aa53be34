import { parse } from "yaml";

/** A value of the platform configuration: text, or what a list or map in a ConfigMap's value parsed to. */
export type ConfigValue =
  | string
  | number
  | boolean
  | null
  | readonly ConfigValue[]
  | { readonly [key: string]: ConfigValue };

export type ConfigObject = { readonly [key: string]: ConfigValue };

export function isObject(value: ConfigValue | undefined): value is ConfigObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Lists and maps begin with one of these or hold a line break or `: `; anything else parses to a scalar. */
const mayBeNested = /^\s*[[{&!]|[\n\r]|:(?:\s|$)|^\s*[-?](?:\s|$)/;

/**
 * What the text of a ConfigMap's value stands for (KALYPSO.md, Platform configuration, 2): text in single quotes is
 * the text inside, without the outer quotes, all of them; YAML that parses to a list or a map is that; anything
 * else is the text as it is.
 */
export function parseConfigValue(text: string): ConfigValue {
  const trimmed = text.trim();
  if (trimmed.startsWith("'") && trimmed.endsWith("'")) return trimmed.replace(/^'+|'+$/g, "");
  if (!mayBeNested.test(text)) return text;
  try {
    const value: unknown = parse(text, { merge: true, maxAliasCount: 100, logLevel: "error" });
    if (typeof value !== "object" || value === null) return text;
    // Through JSON: what YAML knows beyond it (dates, binary, maps with other keys than text) becomes plain data.
    return JSON.parse(JSON.stringify(value)) as ConfigValue;
  } catch {
    return text;
  }
}
