/** sprig's arithmetic: integers are int64 and wrap around, floats are added and divided as decimal numbers. */
import { printText } from "../format/value.ts";
import { define, defineVariadic, type Functions, GoError } from "../values/function.ts";
import { GoSlice, int64, type Value } from "../values/value.ts";
import { atoi, type ToInt, toFloat64 } from "./cast.ts";
import { add, type Decimal, decimal, divide, multiply, subtract, toFloat } from "./decimal.ts";

function larger(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}

function smaller(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

function extremeFloat(choose: (a: number, b: number) => number) {
  return defineVariadic({ parameters: ["interface {}"], rest: "interface {}" }, (first, ...others) =>
    others.map(toFloat64).reduce((a, b) => choose(a, b), toFloat64(first)),
  );
}

/** Long chains produce long numbers. */
const chainCost = (_: Value, ...others: Value[]) => others.length ** 2;

function decimals(operate: (a: Decimal, b: Decimal) => Decimal) {
  return defineVariadic(
    { parameters: ["interface {}"], rest: "interface {}" },
    (first, ...others) =>
      toFloat(
        others
          .map(toFloat64)
          .map(decimal)
          .reduce(operate, decimal(toFloat64(first))),
      ),
    chainCost,
  );
}

/**
 * Rounds to this many decimal places. Fractions from `roundOn` on (by default a half) round up, which is away from zero
 * for positive numbers.
 */
function round(value: Value, places: bigint, roundOn = 0.5): number {
  const power = 10 ** Number(places);
  const digit = power * toFloat64(value);
  const fraction = digit - Math.trunc(digit);
  return (fraction >= roundOn ? Math.ceil(digit) : Math.floor(digit)) / power;
}

/** Number of integers from one to another, the last excluded. */
function stepCount(start: bigint, stop: bigint, step: bigint): number {
  if (step === 0n || stop < start !== step < 0n) return 0;
  const distance = stop < start ? start - stop : stop - start;
  const size = step < 0n ? -step : step;
  return Number((distance + size - 1n) / size);
}

function steps(start: bigint, stop: bigint, step: bigint): GoSlice {
  const count = stepCount(start, stop, step);
  return new GoSlice(
    "[]int",
    Array.from({ length: count }, (_, index) => start + BigInt(index) * step),
  );
}

const direction = (from: bigint, to: bigint) => (to < from ? -1n : 1n);

/** The bounds of `seq`, which includes its end: `seq end`, `seq start end`, `seq start step end`. */
function sequence(numbers: readonly bigint[]): readonly [bigint, bigint, bigint] {
  const [first = 0n, second = 0n, third = 0n] = numbers;
  if (numbers.length === 1) return [1n, first + direction(1n, first), direction(1n, first)];
  if (numbers.length === 2) return [first, second + direction(first, second), direction(first, second)];
  const isUseless = numbers.length !== 3 || (third < first && second > 0n);
  return isUseless ? [0n, 0n, 0n] : [first, third + direction(first, third), second];
}

const countedFrom = (count: bigint) => [0n, count, direction(0n, count)] as const;

/** Integer arithmetic, given how a value converts to an integer. */
export function integerFunctions(toInt: ToInt): Functions {
  const divisor = (value: Value) => {
    const integer = toInt(value);
    if (integer === 0n) throw new GoError("runtime error: integer divide by zero");
    return integer;
  };
  const extreme = (choose: (a: bigint, b: bigint) => bigint) =>
    defineVariadic({ parameters: ["interface {}"], rest: "interface {}" }, (first, ...others) =>
      int64(others.map(toInt).reduce(choose, toInt(first))),
    );
  return {
    add: defineVariadic({ parameters: [], rest: "interface {}" }, (...values) =>
      int64(values.map(toInt).reduce((a, b) => a + b, 0n)),
    ),
    add1: define(["interface {}"], (value) => int64(toInt(value) + 1n)),
    sub: define(["interface {}", "interface {}"], (a, b) => int64(toInt(a) - toInt(b))),
    div: define(["interface {}", "interface {}"], (a, b) => int64(toInt(a) / divisor(b))),
    mod: define(["interface {}", "interface {}"], (a, b) => int64(toInt(a) % divisor(b))),
    mul: defineVariadic({ parameters: ["interface {}"], rest: "interface {}" }, (first, ...others) =>
      int64(others.map(toInt).reduce((a, b) => BigInt.asIntN(64, a * b), toInt(first))),
    ),
    max: extreme(larger),
    biggest: extreme(larger),
    min: extreme(smaller),
    int: define(["interface {}"], toInt),
    int64: define(["interface {}"], (value) => int64(toInt(value))),
  };
}

export const mathFunctions: Functions = {
  maxf: extremeFloat(Math.max),
  minf: extremeFloat(Math.min),
  floor: define(["interface {}"], (value) => Math.floor(toFloat64(value))),
  ceil: define(["interface {}"], (value) => Math.ceil(toFloat64(value))),
  round: defineVariadic({ parameters: ["interface {}", "int"], rest: "float64" }, round),
  add1f: define(["interface {}"], (value) => toFloat(add(decimal(toFloat64(value)), decimal(1)))),
  addf: defineVariadic(
    { parameters: [], rest: "interface {}" },
    (...values) => toFloat(values.map(toFloat64).map(decimal).reduce(add, decimal(0))),
    (...values) => values.length ** 2,
  ),
  subf: decimals(subtract),
  mulf: decimals(multiply),
  divf: decimals(divide),
  until: define(
    ["int"],
    (count) => steps(...countedFrom(count)),
    (count) => stepCount(...countedFrom(count)),
  ),
  untilStep: define(["int", "int", "int"], steps, stepCount),
  seq: defineVariadic(
    { parameters: [], rest: "int" },
    (...numbers) => steps(...sequence(numbers)).items.join(" "),
    (...numbers) => 4 * stepCount(...sequence(numbers)),
  ),
  float64: define(["interface {}"], toFloat64),
  atoi: define(["string"], atoi),
  toDecimal: define(["interface {}"], (value) => int64(octal(printText(value)))),
};

/** The value of an octal number; zero for anything else. */
function octal(text: string): bigint {
  if (!/^[+-]?[0-7]+$/.test(text)) return 0n;
  const value = BigInt(`0o${text.replace(/^[+-]/, "")}`);
  const signed = text.startsWith("-") ? -value : value;
  return BigInt.asIntN(64, signed) === signed ? signed : 0n;
}
