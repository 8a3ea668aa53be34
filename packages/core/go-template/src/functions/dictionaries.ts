/** sprig's dictionaries: maps from text to any value. */

import { deep, define, defineVariadic, type Functions, GoError } from "../values/function.ts";
import { compareText } from "../values/text.ts";
import { dictionary, GoMap, GoSlice, list, strings, typeOf, type Value } from "../values/value.ts";
import { textOf } from "./convert.ts";
import { isEmpty } from "./defaults.ts";

/** The keys of a map, sorted. sprig returns them in Go's random order, which would change the manifest on every run. */
function orderedKeys({ entries }: GoMap): string[] {
  return [...entries.keys()].map(String).sort(compareText);
}

function dict(...values: Value[]): GoMap {
  const entries = new Map<Value, Value>();
  for (let at = 0; at < values.length; at += 2) {
    const value = values[at + 1];
    entries.set(textOf(values[at] ?? null), value === undefined ? "" : value);
  }
  return new GoMap("map[string]interface {}", entries);
}

function set(map: GoMap, key: string, value: Value): GoMap {
  if (map.isNil) throw new GoError("assignment to entry in nil map");
  map.entries.set(key, value);
  return map;
}

function pick(map: GoMap, keep: (key: string) => boolean): GoMap {
  return dictionary(
    [...map.entries].map(([key, value]) => [String(key), value] as const).filter(([key]) => keep(key)),
  );
}

/** `dig "a" "b" default map`: the value at a path, or the default. */
function dig(...values: Value[]): Value {
  if (values.length < 3) throw new GoError("dig needs at least three arguments");
  const path = values.slice(0, -2).map((key) => {
    if (typeof key === "string") return key;
    throw new GoError(`interface conversion: interface {} is ${conversionType(key)}, not string`);
  });
  let step = values.at(-1) ?? null;
  for (const key of path) {
    if (!(step instanceof GoMap) || step.type !== "map[string]interface {}")
      throw new GoError(
        `interface conversion: interface {} is ${conversionType(step)}, not map[string]interface {}`,
      );
    const next = step.entries.get(key);
    if (next === undefined) return values.at(-2) ?? null;
    step = next;
  }
  return step;
}

function conversionType(value: Value): string {
  return value === null ? "nil" : typeOf(value);
}

/** Go's reflection error for a map that cannot hold a key or value. */
function refuseType(method: string): never {
  throw new GoError(`reflect.Value.${method}: value of type interface {} is not assignable to type string`);
}

function assign(target: GoMap, key: Value, value: Value): void {
  if (target.type === "map[string]string" && typeof value !== "string") refuseType("SetMapIndex");
  target.entries.set(key, value);
}

/**
 * Fills missing and empty entries of a map from another map, recursively. When overwriting, takes the other map's
 * entries instead, except where they would replace a map with something else. The rules are those of mergo, which sprig
 * calls.
 */
function mergeInto(target: GoMap, source: GoMap, overwrites: boolean): void {
  const isNarrower = target.type !== source.type && source.type === "map[interface {}]interface {}";
  for (const [key, value] of source.entries) {
    if (isNarrower) refuseType("MapIndex");
    const present = target.entries.get(key);
    if (value === null) {
      if (overwrites) assign(target, key, null);
      continue;
    }
    if (value instanceof GoMap && present instanceof GoMap && !present.isNil)
      mergeInto(present, value, overwrites);
    const isFree = present === undefined || isEmpty(present);
    if (isFree || (overwrites && !(value instanceof GoMap))) assign(target, key, value);
  }
}

function merging(overwrites: boolean) {
  return deep(
    defineVariadic(
      { parameters: ["map[string]interface {}"], rest: "map[string]interface {}" },
      (target, ...sources) => {
        for (const source of sources) mergeInto(target, source, overwrites);
        return target;
      },
    ),
  );
}

/** A deep copy. */
function deepCopy(value: Value): Value {
  if (value instanceof GoSlice) return new GoSlice(value.type, value.items.map(deepCopy), value.isNil);
  if (!(value instanceof GoMap)) return value;
  return new GoMap(
    value.type,
    new Map([...value.entries].map(([key, item]) => [key, deepCopy(item)])),
    value.isNil,
  );
}

const copying = deep(
  define(["interface {}"], (value) => {
    if (value === null) throw new GoError("reflect: call of reflect.Value.Type on zero Value");
    return deepCopy(value);
  }),
);

export const dictionaryFunctions: Functions = {
  dict: defineVariadic({ parameters: [], rest: "interface {}" }, dict),
  get: define(
    ["map[string]interface {}", "string"],
    ({ entries }, key) => entries.get(key) ?? (entries.has(key) ? null : ""),
  ),
  set: define(["map[string]interface {}", "string", "interface {}"], set),
  unset: define(["map[string]interface {}", "string"], (map, key) => {
    map.entries.delete(key);
    return map;
  }),
  hasKey: define(["map[string]interface {}", "string"], ({ entries }, key) => entries.has(key)),
  pluck: defineVariadic({ parameters: ["string"], rest: "map[string]interface {}" }, (key, ...maps) =>
    list(maps.filter(({ entries }) => entries.has(key)).map(({ entries }) => entries.get(key) ?? null)),
  ),
  keys: defineVariadic({ parameters: [], rest: "map[string]interface {}" }, (...maps) =>
    strings(maps.flatMap(orderedKeys)),
  ),
  values: define(["map[string]interface {}"], (map) =>
    list(orderedKeys(map).map((key) => map.entries.get(key) ?? null)),
  ),
  pick: defineVariadic({ parameters: ["map[string]interface {}"], rest: "string" }, (map, ...names) =>
    pick(map, (key) => names.includes(key)),
  ),
  omit: defineVariadic({ parameters: ["map[string]interface {}"], rest: "string" }, (map, ...names) =>
    pick(map, (key) => !names.includes(key)),
  ),
  dig: defineVariadic({ parameters: [], rest: "interface {}" }, dig),
  merge: merging(false),
  mustMerge: merging(false),
  mergeOverwrite: merging(true),
  mustMergeOverwrite: merging(true),
  deepCopy: copying,
  mustDeepCopy: copying,
};
