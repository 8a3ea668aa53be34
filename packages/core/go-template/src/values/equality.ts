import { GoComplex, GoInteger, GoMap, GoObject, GoSlice, GoStruct, typeOf, type Value } from "./value.ts";

/** reflect.DeepEqual: the same types at every level; a nil list differs from an empty list. */
export function deepEqual(a: Value, b: Value): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (typeOf(a) !== typeOf(b)) return false;
  if (a instanceof GoInteger && b instanceof GoInteger) return a.value === b.value;
  if (a instanceof GoComplex && b instanceof GoComplex)
    return a.real === b.real && a.imaginary === b.imaginary;
  if (a instanceof GoSlice && b instanceof GoSlice) return sameItems(a, b);
  if (a instanceof GoMap && b instanceof GoMap)
    return a.isNil === b.isNil && sameEntries(a.entries, b.entries);
  if (a instanceof GoStruct && b instanceof GoStruct) return sameEntries(a.fields, b.fields);
  return a === b || (a instanceof GoObject && b instanceof GoObject && a.text() === b.text());
}

function sameItems(a: GoSlice, b: GoSlice): boolean {
  return (
    a.isNil === b.isNil &&
    a.items.length === b.items.length &&
    // A list equals itself, even if it holds values that equal nothing.
    (a.items === b.items || a.items.every((item, index) => deepEqual(item, b.items[index] ?? null)))
  );
}

function sameEntries<Key>(a: ReadonlyMap<Key, Value>, b: ReadonlyMap<Key, Value>): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  return [...a].every(([key, value]) => b.has(key) && deepEqual(value, b.get(key) ?? null));
}
