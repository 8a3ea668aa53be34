/** sprig's lists. Every function returns a new list; only sortAlpha sorts a list of strings in place, as sprig does. */
import { deepEqual } from "../values/equality.ts";
import { deep, define, defineVariadic, type Functions, GoError } from "../values/function.ts";
import { compareText } from "../values/text.ts";
import { type GoFunction, GoSlice, kindOf, list, nilSlice, strings, type Value } from "../values/value.ts";
import type { ToInt } from "./cast.ts";
import { textOf, textsOf } from "./convert.ts";
import { isEmpty } from "./defaults.ts";

/** Go's message for asking nil for its type. */
const nilType = "runtime error: invalid memory address or nil pointer dereference";

/** The elements of a list; fails for anything else. */
function items(value: Value, refusal: (kind: string) => string): Value[] {
  if (value instanceof GoSlice) return value.items;
  throw new GoError(value === null ? nilType : refusal(kindOf(value)));
}

const cannot = (action: string) => (kind: string) => `Cannot ${action} type ${kind}`;
const cannotFind = (what: string) => cannot(`find ${what} on`);

/** A function and its `must` form, which in Go differ only in whether they panic. */
function both(name: string, goFunction: GoFunction): Functions {
  return { [name]: goFunction, [`must${name.charAt(0).toUpperCase()}${name.slice(1)}`]: goFunction };
}

/** The part of a list that a function keeps; nil if the list is empty. */
function part(name: string, cut: (values: Value[]) => Value[]): Functions {
  return both(
    name,
    define(["interface {}"], (value) => {
      const values = items(value, cannotFind(name));
      return values.length === 0 ? nilSlice("[]interface {}") : list(cut(values));
    }),
  );
}

function chunk(size: bigint, value: Value): GoSlice {
  const values = items(value, cannot("chunk"));
  const length = Number(size);
  // For a negative size, sprig's own arithmetic returns no chunks, or fails.
  const isEmptyByChance = length < 0 && Math.floor((values.length - 1) / length) === -1;
  if (length <= 0 && !isEmptyByChance) throw new GoError("runtime error: makeslice: len out of range");
  const chunks: Value[] = [];
  for (let at = 0; length > 0 && at < values.length; at += length)
    chunks.push(list(values.slice(at, at + length)));
  return new GoSlice("[][]interface {}", chunks);
}

function sliced(value: Value, bounds: readonly bigint[]): Value {
  const values = items(value, (kind) => `list should be type of slice or array but ${kind}`);
  if (values.length === 0) return null;
  const [from = 0n, to = BigInt(values.length)] = bounds;
  const isInside = from >= 0n && from <= to && to <= BigInt(values.length);
  if (!isInside) throw new GoError("reflect.Value.Slice: slice index out of bounds");
  const { type } = value as GoSlice;
  return new GoSlice(type, values.slice(Number(from), Number(to)));
}

function sortAlpha(value: Value): GoSlice {
  if (!(value instanceof GoSlice)) return strings([textOf(value)]);
  if (value.type !== "[]string") return strings(textsOf(value).sort(compareText));
  value.items.sort((a, b) => compareText(String(a), String(b)));
  return value;
}

function includes(values: readonly Value[], wanted: Value): boolean {
  return values.some((value) => deepEqual(wanted, value));
}

function unique(values: readonly Value[]): Value[] {
  const kept: Value[] = [];
  // Most lists hold text, and a set finds that immediately.
  const texts = new Set<string>();
  for (const value of values) {
    if (typeof value === "string" ? texts.has(value) : includes(kept, value)) continue;
    if (typeof value === "string") texts.add(value);
    kept.push(value);
  }
  return kept;
}

/** At worst, each of them compares every pair of elements. */
const pairs = (value: Value, ...others: Value[]) =>
  value instanceof GoSlice ? value.items.length * Math.max(1, others.length) : 1;
const square = (value: Value) => (value instanceof GoSlice ? value.items.length ** 2 / 4 : 1);

export const listFunctions: Functions = {
  list: defineVariadic({ parameters: [], rest: "interface {}" }, (...values) => list(values)),
  tuple: defineVariadic({ parameters: [], rest: "interface {}" }, (...values) => list(values)),
  ...both(
    "append",
    define(["interface {}", "interface {}"], (value, item) =>
      list([...items(value, cannot("push on")), item]),
    ),
  ),
  ...both(
    "push",
    define(["interface {}", "interface {}"], (value, item) =>
      list([...items(value, cannot("push on")), item]),
    ),
  ),
  ...both(
    "prepend",
    define(["interface {}", "interface {}"], (value, item) =>
      list([item, ...items(value, cannot("prepend on"))]),
    ),
  ),
  ...both(
    "first",
    define(["interface {}"], (value) => items(value, cannotFind("first")).at(0) ?? null),
  ),
  ...both(
    "last",
    define(["interface {}"], (value) => items(value, cannotFind("last")).at(-1) ?? null),
  ),
  ...part("rest", (values) => values.slice(1)),
  ...part("initial", (values) => values.slice(0, -1)),
  ...both(
    "reverse",
    define(["interface {}"], (value) => list(items(value, cannotFind("reverse")).toReversed())),
  ),
  ...both(
    "compact",
    define(["interface {}"], (value) =>
      list(items(value, cannot("compact on")).filter((item) => !isEmpty(item))),
    ),
  ),
  ...both(
    "uniq",
    deep(define(["interface {}"], (value) => list(unique(items(value, cannotFind("uniq")))), square)),
  ),
  ...both(
    "without",
    deep(
      defineVariadic(
        { parameters: ["interface {}"], rest: "interface {}" },
        (value, ...omitted) =>
          list(items(value, cannotFind("without")).filter((item) => !includes(omitted, item))),
        pairs,
      ),
    ),
  ),
  ...both(
    "has",
    deep(
      define(["interface {}", "interface {}"], (wanted, value) =>
        value === null ? false : includes(items(value, cannotFind("has")), wanted),
      ),
    ),
  ),
  ...both("chunk", define(["int", "interface {}"], chunk)),
  concat: defineVariadic({ parameters: [], rest: "interface {}" }, (...values) => {
    const joined = values.flatMap((value) => items(value, (kind) => `Cannot concat type ${kind} as list`));
    return joined.length === 0 ? nilSlice("[]interface {}") : list(joined);
  }),
  sortAlpha: deep(define(["interface {}"], sortAlpha)),
};

/** `slice`, given how a value converts to an integer. */
export function sliceFunctions(toInt: ToInt): Functions {
  const slice = (value: Value, ...bounds: Value[]) => sliced(value, bounds.map(toInt));
  return both("slice", defineVariadic({ parameters: ["interface {}"], rest: "interface {}" }, slice));
}
