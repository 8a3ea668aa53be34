import { type ConfigObject, type ConfigValue, isObject } from "./value.ts";

/** Whether two list items are the same thing: maps with the same `name`. Maps without one append. */
function sameName(a: ConfigValue, b: ConfigValue): boolean {
  return (
    isObject(a) &&
    isObject(b) &&
    Object.hasOwn(a, "name") &&
    Object.hasOwn(b, "name") &&
    a["name"] === b["name"]
  );
}

function mergeLists(existing: readonly ConfigValue[], added: readonly ConfigValue[]): readonly ConfigValue[] {
  const merged = [...existing];
  for (const item of added) {
    let matched = false;
    for (const [index, present] of merged.entries()) {
      if (!sameName(present, item)) continue;
      merged[index] = mergeValues(present, item);
      matched = true;
    }
    if (!matched) merged.push(item);
  }
  return merged;
}

function mergeMaps(existing: ConfigObject, added: ConfigObject): ConfigObject {
  const merged = new Map(Object.entries(existing));
  for (const [key, value] of Object.entries(added)) {
    const present = merged.get(key);
    merged.set(key, present === undefined ? value : mergeValues(present, value));
  }
  return Object.fromEntries(merged);
}

/**
 * A later value over an earlier one (KALYPSO.md, Platform configuration, 3): map into map deeply, list into list by
 * `name`, otherwise the later value. Neither argument is changed.
 */
export function mergeValues(existing: ConfigValue, added: ConfigValue): ConfigValue {
  if (Array.isArray(existing) && Array.isArray(added)) return mergeLists(existing, added);
  if (isObject(existing) && isObject(added)) return mergeMaps(existing, added);
  return added;
}
