import { type Cell, GoComplex, GoInteger, GoMap, GoSlice, indirect } from "./value.ts";

/**
 * Whether a value counts as true: not zero, empty or nil. Used by `if`, `with`, `and`, `or` and `not`
 * (https://pkg.go.dev/text/template#IsTrue); sprig's `empty` is its opposite.
 */
export function isTrue(cell: Cell): boolean {
  const value = indirect(cell);
  if (value instanceof GoMap) return value.entries.size > 0;
  if (value instanceof GoSlice) return value.items.length > 0;
  if (value instanceof GoInteger) return value.value !== 0n;
  if (value instanceof GoComplex) return value.real !== 0 || value.imaginary !== 0;
  // NaN is not zero, so it is true.
  if (typeof value === "number") return value !== 0;
  return typeof value === "object" || Boolean(value);
}
