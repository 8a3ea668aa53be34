import { type ConfigValue, isList, isMap, ValueMap } from "@kalypso-actions/yaml-values";

/** Whether two list items are the same thing: maps with the same `name`. Maps without one append. */
function sameName(a: ConfigValue, b: ConfigValue): boolean {
  if (!isMap(a) || !isMap(b) || !a.entries.has("name") || !b.entries.has("name")) return false;
  return a.entries.get("name") === b.entries.get("name");
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

function mergeMaps(existing: ValueMap, added: ValueMap): ValueMap {
  const merged = new Map(existing.entries);
  for (const [key, value] of added.entries) {
    const present = merged.get(key);
    merged.set(key, present === undefined ? value : mergeValues(present, value));
  }
  return new ValueMap(merged, new Map([...existing.written, ...added.written]));
}

/**
 * A later value over an earlier one (docs/decisions/platform-configuration.md#merging): map into map deeply, list into
 * list by `name`, otherwise the later value. Neither argument is changed.
 */
export function mergeValues(existing: ConfigValue, added: ConfigValue): ConfigValue {
  if (isList(existing) && isList(added)) return mergeLists(existing, added);
  if (isMap(existing) && isMap(added)) return mergeMaps(existing, added);
  return added;
}
