/** Decimal numbers of any length, for sprig's `addf` and related functions, in which 0.1 plus 0.2 is 0.3. */
import { GoError } from "../values/function.ts";

/** `coefficient * 10**exponent` */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** Digits after the decimal point in the result of a division. */
const divisionDigits = 16;

/** The shortest decimal number that identifies a float. */
export function decimal(value: number): Decimal {
  if (!Number.isFinite(value)) {
    const name = Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    throw new GoError(`Cannot create a Decimal from ${name}`);
  }
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const fraction = mantissa.includes(".") ? mantissa.length - mantissa.indexOf(".") - 1 : 0;
  return { coefficient: BigInt(digits), exponent: Number(exponent) - fraction };
}

/** The float nearest to a decimal number. */
export function toFloat({ coefficient, exponent }: Decimal): number {
  return Number(`${coefficient}e${exponent}`);
}

function scaled({ coefficient, exponent }: Decimal, to: number): bigint {
  return coefficient * 10n ** BigInt(exponent - to);
}

export function add(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return { coefficient: scaled(a, exponent) + scaled(b, exponent), exponent };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { ...b, coefficient: -b.coefficient });
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent };
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** Rounds at the last digit, halves away from zero. */
export function divide(a: Decimal, b: Decimal): Decimal {
  if (b.coefficient === 0n) throw new GoError("decimal division by 0");
  const shift = a.exponent - b.exponent + divisionDigits;
  const dividend = magnitude(a.coefficient) * 10n ** BigInt(Math.max(0, shift));
  const divisor = magnitude(b.coefficient) * 10n ** BigInt(Math.max(0, -shift));
  const quotient = (2n * dividend + divisor) / (2n * divisor);
  const isNegative = a.coefficient < 0n !== b.coefficient < 0n;
  return { coefficient: isNegative ? -quotient : quotient, exponent: -divisionDigits };
}
