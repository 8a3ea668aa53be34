/** The values that a chart is rendered with: its own, those of files, and those of the command line, in this order. */
import type { GoData } from "@kalypso-actions/go-template";
import { HelmError, UnsupportedError } from "./error.ts";
import { isMap, readYaml, type YamlMap } from "./yaml.ts";

export type Values = YamlMap;

/**
 * The values of a file.
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

/** Values with others over them: maps are merged, everything else is replaced. */
export function mergeValues(base: Values, over: Values): Values {
  const merged = Object.entries(over).map(([key, value]) => {
    const below = Object.hasOwn(base, key) ? base[key] : undefined;
    return [key, isMap(below) && isMap(value) ? mergeValues(below, value) : value] as const;
  });
  return { ...base, ...Object.fromEntries(merged) };
}

/** The chart's own values below what is given: null takes one of them away, and a map never becomes something else. */
export function withDefaults(given: Values, defaults: Values): Values {
  const entries = Object.entries(given).flatMap(([key, value]) => {
    const below = Object.hasOwn(defaults, key) ? defaults[key] : undefined;
    if (value === null && below !== undefined) return [];
    return [[key, isMap(value) && isMap(below) ? withDefaults(value, below) : value] as const];
  });
  const missing = Object.entries(defaults).filter(([key]) => !Object.hasOwn(given, key));
  return Object.fromEntries([...missing, ...entries]);
}

/** Text at a separator that no backslash stands before. */
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

/** What `--set` takes a text for: whole numbers without leading zeros, true, false and null are more than text. */
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
 * Values with those of one `--set` or `--set-string` over them: `a.b=c,d=e`, with a backslash before a comma, point or
 * equals sign that is meant as such.
 * @throws UnsupportedError for lists, `a[0]=b` and `a={b,c}`, and for names that are empty
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
