/** The order in which map keys are visited and printed (Go's internal/fmtsort). */
import { compareText } from "./text.ts";
import { type GoMap, integerOf, typeOf, type Value } from "./value.ts";

function compareNumbers(a: number | bigint, b: number | bigint): number {
  // NaN sorts first.
  if (Number.isNaN(a)) return -1;
  if (Number.isNaN(b)) return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Compares keys of one type by value; nil first. Go orders different types by address; here they sort by name, which is
 * stable.
 */
function compareKeys(a: Value, b: Value): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  const types = compareText(typeOf(a), typeOf(b));
  if (types !== 0) return types;
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (typeof a === "number" && typeof b === "number") return compareNumbers(a, b);
  if (typeof a === "boolean") return Number(a) - Number(b);
  return compareNumbers(integerOf(a) ?? 0n, integerOf(b) ?? 0n);
}

/** The entries of a map in key order. */
export function sortedEntries(map: GoMap): readonly (readonly [Value, Value])[] {
  return [...map.entries].sort(([a], [b]) => compareKeys(a, b));
}
