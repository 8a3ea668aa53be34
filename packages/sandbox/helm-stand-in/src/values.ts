/** The values of a render: the chart's own, then those of files, then those of the command line. */
import type { GoData } from "@kalypso-actions/go-template";
import { HelmError, UnsupportedError } from "./error.ts";
import { isMap, readYaml, type YamlMap } from "./yaml.ts";

export type Values = YamlMap;

/**
 * The values in a file.
 * @param path for messages
 */
export function parseValues(text: string, path: string): Values {
  const value = yamlOf(text, path);
  if (value === null) return {};
  if (!isMap(value)) throw new HelmError(`failed to parse ${path}: expected a map of values`);
  return value;
}

function yamlOf(text: string, path: string): GoData {
  try {
    return readYaml(text);
  } catch (error) {
    throw new HelmError(`failed to parse ${path}: ${error instanceof Error ? error.message : error}`);
  }
}

/** Overlays values on others: maps are merged, everything else is replaced. */
export function mergeValues(base: Values, over: Values): Values {
  const merged = Object.entries(over).map(([key, value]) => {
    const below = Object.hasOwn(base, key) ? base[key] : undefined;
    return [key, isMap(below) && isMap(value) ? mergeValues(below, value) : value] as const;
  });
  return { ...base, ...Object.fromEntries(merged) };
}

/** The given values on top of the chart's own: null removes a value, and a map never becomes anything else. */
export function withDefaults(given: Values, defaults: Values): Values {
  const entries = Object.entries(given).flatMap(([key, value]) => {
    const below = Object.hasOwn(defaults, key) ? defaults[key] : undefined;
    if (value === null && below !== undefined) return [];
    return [[key, isMap(value) && isMap(below) ? withDefaults(value, below) : value] as const];
  });
  const missing = Object.entries(defaults).filter(([key]) => !Object.hasOwn(given, key));
  return Object.fromEntries([...missing, ...entries]);
}

/** Splits a text at separators that are not escaped with a backslash. */
function splitAt(text: string, separator: "," | "." | "="): readonly string[] {
  const parts: string[][] = [[]];
  for (const [unit] of text.matchAll(/\\?./gs)) {
    if (unit === separator) parts.push([]);
    else parts.at(-1)?.push(unit);
  }
  return parts.map((units) => units.join(""));
}

function withoutEscapes(text: string): string {
  return text.replace(/\\(.)/gs, "$1");
}

/** The type that `--set` gives a text: whole numbers without leading zeros, true, false and null are not text. */
function typed(text: string): GoData {
  const word = text.toLowerCase();
  if (word === "true" || word === "false") return word === "true";
  if (word === "null") return null;
  const isInteger = text === "0" || /^[+-]?[1-9]\d{0,17}$/.test(text);
  return isInteger ? BigInt(text.replace(/^\+/, "")) : text;
}

function assign(values: Values, [key = "", ...rest]: readonly string[], value: GoData): Values {
  if (rest.length === 0) return { ...values, [key]: value };
  const inner = Object.hasOwn(values, key) ? values[key] : undefined;
  return { ...values, [key]: assign(isMap(inner) ? inner : {}, rest, value) };
}

/**
 * Overlays the values of one `--set` or `--set-string`: `a.b=c,d=e`, with a backslash to escape a comma, point or
 * equals sign.
 * @throws UnsupportedError for lists, `a[0]=b` and `a={b,c}`, and for empty names
 */
export function applySet(values: Values, flag: "set" | "set-string", text: string): Values {
  let result = values;
  for (const assignment of splitAt(text, ",")) {
    const [name = "", ...rest] = splitAt(assignment, "=");
    const value = rest.join("=");
    if (rest.length === 0) throw new HelmError(`failed parsing --${flag} data: key "${name}" has no value`);
    if (/[[\]]/.test(name) || value.startsWith("{")) throw new UnsupportedError(`lists in --${flag} ${text}`);
    const path = splitAt(name, ".").map(withoutEscapes);
    if (path.includes("")) throw new UnsupportedError(`empty names in --${flag} ${text}`);
    result = assign(result, path, flag === "set" ? typed(withoutEscapes(value)) : withoutEscapes(value));
  }
  return result;
}
