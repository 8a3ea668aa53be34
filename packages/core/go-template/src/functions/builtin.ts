/** The built-in functions of text/template (https://pkg.go.dev/text/template#hdr-Functions). */
import { print, printf, println } from "../format/printf.ts";
import { define, defineVariadic, type Functions, GoError, printing } from "../values/function.ts";
import { byteLength, toBytes } from "../values/text.ts";
import { isTrue } from "../values/truth.ts";
import {
  type Cell,
  GoInteger,
  GoInterface,
  GoMap,
  GoSlice,
  indirect,
  inInterface,
  integerOf,
  typeOf,
  type Value,
  zeroElement,
} from "../values/value.ts";
import { comparisonFunctions } from "./comparison.ts";
import { escapeHtml, escapeJs, escapeQuery } from "./escape.ts";

/** The arguments of the escaping functions as text, formatted as print does. */
function joined(values: readonly Value[]): string {
  const [first] = values;
  if (values.length === 1 && typeof first === "string") return first;
  return print(values.map((value) => value ?? "<no value>"));
}

function escaper(makeSafe: (text: string) => string) {
  return printing(
    defineVariadic({ parameters: [], rest: "interface {}" }, (...values) => makeSafe(joined(values))),
  );
}

function length(cell: Cell): bigint {
  if (cell === null) throw new GoError("len of nil pointer");
  const value = indirect(cell);
  if (value === undefined) throw new GoError("reflect: call of reflect.Value.Type on zero Value");
  if (typeof value === "string") return BigInt(byteLength(value));
  if (value instanceof GoSlice) return BigInt(value.items.length);
  if (value instanceof GoMap) return BigInt(value.entries.size);
  throw new GoError(`len of type ${typeOf(value)}`);
}

/** An index into a list or text; as in Go, an index beyond the end is detected later. */
function position(index: Cell, capacity: number): number {
  const value = indirect(index);
  if (value === undefined) throw new GoError("cannot index slice/array with nil");
  const integer = integerOf(value);
  if (integer === undefined) throw new GoError(`cannot index slice/array with type ${typeOf(value)}`);
  const at = BigInt.asIntN(64, integer);
  if (at < 0n || at > BigInt(capacity)) throw new GoError(`index out of range: ${at}`);
  return Number(at);
}

function element(item: Value, index: Cell): Cell {
  if (typeof item === "string") {
    const bytes = toBytes(item);
    const byte = bytes[position(index, bytes.length)];
    if (byte === undefined) throw new GoError("reflect: string index out of range");
    return new GoInteger("uint8", BigInt(byte));
  }
  if (item instanceof GoSlice) {
    const found = item.items[position(index, item.items.length)];
    if (found === undefined) throw new GoError("reflect: slice index out of range");
    return item.type === "[]interface {}" ? inInterface(found) : found;
  }
  if (item instanceof GoMap) return mapElement(item, index);
  throw new GoError(`can't index item of type ${typeOf(item)}`);
}

function mapElement(map: GoMap, index: Cell): Cell {
  const key = indirect(index) ?? null;
  const isAny = map.type === "map[interface {}]interface {}";
  if (!isAny && key === null) throw new GoError("value is nil; should be of type string");
  if (!isAny && typeof key !== "string") throw new GoError(`value has type ${typeOf(key)}; should be string`);
  const isUnhashable = key instanceof GoMap || key instanceof GoSlice;
  if (isUnhashable) throw new GoError(`runtime error: hash of unhashable type ${typeOf(key)}`);
  const found = map.entries.get(key);
  if (found === undefined) return zeroElement(map.type);
  return map.type === "map[string]string" ? found : inInterface(found);
}

function index(cell: Cell, ...indexes: Cell[]): Cell {
  const value = indirect(cell);
  if (value === undefined) throw new GoError("index of untyped nil");
  let item: Cell = cell instanceof GoInterface ? cell.value : cell;
  for (const key of indexes) {
    const inner = indirect(item);
    if (inner === undefined) throw new GoError("index of nil pointer");
    item = element(inner, key);
  }
  return item;
}

/** The built-in functions. sprig replaces Go's `slice` with its own. */
export const builtinFunctions: Functions = {
  ...comparisonFunctions,
  // Evaluated by the expression evaluator, because they may skip arguments.
  and: defineVariadic({ parameters: ["reflect.Value"], rest: "reflect.Value" }, (first) => first),
  or: defineVariadic({ parameters: ["reflect.Value"], rest: "reflect.Value" }, (first) => first),
  not: define(["reflect.Value"], (value) => !isTrue(value)),
  len: define(["reflect.Value"], length),
  index: defineVariadic({ parameters: ["reflect.Value"], rest: "reflect.Value" }, index),
  // Always fails: no value in a template is a function.
  call: defineVariadic({ parameters: ["reflect.Value"], rest: "reflect.Value" }, (cell) => {
    const value = indirect(cell);
    if (value === undefined) throw new GoError("call of nil");
    throw new GoError(`non-function of type ${typeOf(value)}`);
  }),
  print: printing(defineVariadic({ parameters: [], rest: "interface {}" }, (...values) => print(values))),
  println: printing(defineVariadic({ parameters: [], rest: "interface {}" }, (...values) => println(values))),
  printf: printing(
    defineVariadic(
      { parameters: ["string"], rest: "interface {}" },
      (format, ...values) => printf(format, values),
      formatCost,
    ),
  ),
  html: escaper(escapeHtml),
  js: escaper(escapeJs),
  urlquery: escaper(escapeQuery),
};

/** An upper bound for the output that a format's widths and precisions can produce. */
function formatCost(format: string, ...values: Value[]): number {
  const numbers = [...format.matchAll(/[0-9]+/g)].map(([digits]) => Number(digits));
  const stars = format.includes("*") ? values.map((value) => Number(integerOf(value) ?? 0n)) : [];
  return [...numbers, ...stars]
    .map((size) => Math.min(Math.abs(size), 1_000_000))
    .reduce((total, size) => total + size, 0);
}
