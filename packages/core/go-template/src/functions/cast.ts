/** Converts any value to a number as sprig does (spf13/cast): anything else becomes zero, never an error. */
import { parseFloatLiteral, parseInteger } from "../syntax/literals.ts";
import { integerOf, type Value } from "../values/value.ts";

const minInt = -(2n ** 63n);
const maxInt = 2n ** 63n - 1n;

/** Go's conversion on the platforms Kalypso runs on: out of range gives the smallest integer. */
function truncate(value: number): bigint {
  const isInside = value >= -(2 ** 63) && value < 2 ** 63;
  return isInside ? BigInt(Math.trunc(value)) : minInt;
}

/** How a value converts to an integer. */
export type ToInt = (value: Value) => bigint;

function integerBy(ofText: (text: string) => bigint, ofLarge: (integer: bigint) => bigint): ToInt {
  return (value) => {
    const integer = integerOf(value);
    if (integer !== undefined) return ofLarge(integer);
    switch (typeof value) {
      case "number":
        return truncate(value);
      case "string":
        return ofText(value);
      case "boolean":
        return value ? 1n : 0n;
      default:
        return 0n;
    }
  };
}

function inRange(value: bigint): bigint {
  return value < minInt || value > maxInt ? 0n : value;
}

/**
 * sprig 3.2: text in any base (`0x1f`, `017`); zeros after a decimal point are dropped, other fractions are not
 * integers.
 */
export const toInt: ToInt = integerBy(
  (text) => inRange(parseInteger(text.replace(/\.0+$/, "")) ?? 0n),
  (integer) => BigInt.asIntN(64, integer),
);

/** sprig 2.22: decimal digits, leading zeros allowed; nothing larger than an int64. */
export const toDecimalInt: ToInt = integerBy(
  (text) => (/^[+-]?[0-9]+$/.test(text) ? inRange(BigInt(text.replace(/^\+/, ""))) : 0n),
  (integer) => (integer > maxInt ? maxInt : integer),
);

function floatText(text: string): number {
  const special = /^([+-]?)(?:(inf|infinity)|(nan))$/i.exec(text);
  if (special?.[2] !== undefined) return special[1] === "-" ? -Infinity : Infinity;
  if (special !== null) return Number.NaN;
  return parseFloatLiteral(text) ?? 0;
}

export function toFloat64(value: Value): number {
  const integer = integerOf(value);
  if (integer !== undefined) return Number(integer);
  switch (typeof value) {
    case "number":
      return value;
    case "string":
      return floatText(value);
    case "boolean":
      return value ? 1 : 0;
    default:
      return 0;
  }
}

/** strconv.Atoi without its error: a sign and decimal digits, clamped to the range of int. */
export function atoi(text: string): bigint {
  if (!/^[+-]?[0-9]+$/.test(text)) return 0n;
  const value = BigInt(text.replace(/^\+/, ""));
  return value > maxInt ? maxInt : value < minInt ? minInt : value;
}
