/**
 * eq, ne, lt, le, gt, ge: both values must have the same basic kind; integers of any size and sign compare. Otherwise
 * an error, as in Go.
 */
import { plainSpec } from "../format/spec.ts";
import { formatValue, printText } from "../format/value.ts";
import { define, defineVariadic, type Functions, GoError } from "../values/function.ts";
import { compareText } from "../values/text.ts";
import {
  type Cell,
  GoComplex,
  GoInteger,
  GoMap,
  GoSlice,
  GoStruct,
  indirect,
  kindOf,
  typeOf,
  type Value,
} from "../values/value.ts";

type BasicKind = "bool" | "complex" | "int" | "uint" | "float" | "string" | undefined;

const incompatible = "incompatible types for comparison";
const invalid = "invalid type for comparison";

function basicKind(value: Value | undefined): BasicKind {
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "number":
      return "float";
    case "bigint":
      return "int";
    case "string":
      return "string";
    default:
      if (value instanceof GoComplex) return "complex";
      if (value instanceof GoInteger) return value.type.startsWith("u") ? "uint" : "int";
      return undefined;
  }
}

function isInteger(kind: BasicKind): boolean {
  return kind === "int" || kind === "uint";
}

function number(value: Value | undefined): bigint | number {
  if (value instanceof GoInteger) return value.value;
  return typeof value === "bigint" || typeof value === "number" ? value : 0;
}

function isNil(value: Value | undefined): boolean {
  if (value instanceof GoMap || value instanceof GoSlice) return value.isNil;
  return value === undefined || value === null;
}

function equal(first: Value | undefined, second: Value | undefined): boolean {
  const kind = basicKind(first);
  const other = basicKind(second);
  if (kind !== other && !(isInteger(kind) && isInteger(other))) {
    // A missing value equals nothing and may be compared with anything.
    if (first === undefined || second === undefined) return false;
    throw new GoError(incompatible);
  }
  if (kind === undefined) return equalReferences(first, second);
  if (first instanceof GoComplex && second instanceof GoComplex)
    return first.real === second.real && first.imaginary === second.imaginary;
  if (typeof first === "string" || typeof first === "boolean") return first === second;
  return number(first) === number(second);
}

/** Lists and maps can be compared with nil only. */
function equalReferences(first: Value | undefined, second: Value | undefined): boolean {
  const hasMissing = first === undefined || second === undefined;
  if (!hasMissing && kindOf(first) !== kindOf(second)) {
    const text = formatValue(first ?? null, { ...plainSpec, verb: "s" });
    throw new GoError(
      `non-comparable types ${text}: ${typeOf(first)}, ${typeOf(second)}: ${printText(second ?? null)}`,
    );
  }
  if (isNil(first) || isNil(second)) return isNil(first) === isNil(second);
  const isComparable = !(second instanceof GoMap || second instanceof GoSlice || second instanceof GoStruct);
  if (second !== undefined && !isComparable)
    throw new GoError(
      `non-comparable type ${formatValue(second, { ...plainSpec, verb: "s" })}: ${typeOf(second)}`,
    );
  return first === second;
}

/** Compares text by its bytes and numbers by value. Negative, zero or positive; NaN if the two have no order. */
function compare(first: Value | undefined, second: Value | undefined): number {
  const kind = basicKind(first);
  const other = basicKind(second);
  if (kind === undefined || other === undefined) throw new GoError(invalid);
  if (kind !== other && !(isInteger(kind) && isInteger(other))) throw new GoError(incompatible);
  if (kind === "bool" || kind === "complex") throw new GoError(invalid);
  if (typeof first === "string" && typeof second === "string") return compareText(first, second);
  const [a, b] = [number(first), number(second)];
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN;
}

function ordered(holds: (order: number) => boolean) {
  return define(["reflect.Value", "reflect.Value"], (first, second) =>
    holds(compare(indirect(first), indirect(second))),
  );
}

export const comparisonFunctions: Functions = {
  eq: defineVariadic(
    { parameters: ["reflect.Value"], rest: "reflect.Value" },
    (first: Cell, ...others: Cell[]) => {
      if (others.length === 0) throw new GoError("missing argument for comparison");
      return others.some((other) => equal(indirect(first), indirect(other)));
    },
  ),
  ne: define(
    ["reflect.Value", "reflect.Value"],
    (first, second) => !equal(indirect(first), indirect(second)),
  ),
  lt: ordered((order) => order < 0),
  le: ordered((order) => order <= 0),
  // Go defines them as the opposites of `le` and `lt`, so both are true for values that have no order.
  gt: ordered((order) => !(order <= 0)),
  ge: ordered((order) => !(order < 0)),
};
