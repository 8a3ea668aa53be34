/** Floating-point numbers as strconv.FormatFloat writes them: correctly rounded in every format and precision. */

type FloatVerb = "e" | "E" | "f" | "g" | "G" | "b" | "x" | "X";

/** The digits of a positive decimal number; the decimal point follows the first `point` digits. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

const fractionBits = 52;
const exponentBias = 1023;

/** A finite number as `mantissa * 2**exponent`, with the sign kept separately. */
function binaryParts(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const fraction = bits & ((1n << 52n) - 1n);
  const biased = Number(bits >> 52n);
  const isSubnormal = biased === 0;
  return {
    mantissa: isSubnormal ? fraction : fraction | (1n << 52n),
    exponent: Math.max(biased, 1) - exponentBias - fractionBits,
  };
}

/** All digits of a number: every double has a finite decimal expansion. */
function exactDecimal(value: number): Decimal {
  const { mantissa, exponent } = binaryParts(value);
  if (mantissa === 0n) return { digits: "", point: 0 };
  const scaled = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent);
  const digits = scaled.toString();
  return { digits, point: digits.length + Math.min(0, exponent) };
}

/** The fewest digits that identify the number uniquely. */
function shortestDecimal(value: number): Decimal {
  if (value === 0) return { digits: "", point: 0 };
  const [mantissa = "", exponent = "0"] = Math.abs(value).toExponential().split("e");
  return { digits: mantissa.replace(".", ""), point: Number(exponent) + 1 };
}

/** Rounds to at most this many digits; an exact half goes to the even neighbour. */
function round({ digits, point }: Decimal, count: number): Decimal {
  if (count >= digits.length) return { digits, point };
  if (count < 0) return { digits: "", point: 0 };
  const kept = digits.slice(0, count);
  const rest = digits.slice(count);
  const isHalf = /^50*$/.test(rest);
  const isUp = isHalf ? /[13579]$/.test(kept) : rest >= "5";
  if (!isUp) return { digits: kept.replace(/0+$/, ""), point };
  const raised = (BigInt(kept === "" ? "0" : kept) + 1n).toString().padStart(count, "0");
  const carried = raised.length > count ? 1 : 0;
  return { digits: raised.replace(/0+$/, ""), point: point + carried };
}

function exponential({ digits, point }: Decimal, precision: number, letter: string): string {
  const fraction = digits.slice(1).padEnd(Math.max(0, precision), "0");
  const exponent = digits === "" ? 0 : point - 1;
  const sign = exponent < 0 ? "-" : "+";
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${digits.charAt(0) || "0"}${fraction === "" ? "" : `.${fraction}`}${letter}${sign}${size}`;
}

function fixed({ digits, point }: Decimal, precision: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  if (precision <= 0) return whole;
  const fraction = "0".repeat(Math.max(0, Math.min(precision, -point))) + digits.slice(Math.max(0, point));
  return `${whole}.${fraction.slice(0, precision).padEnd(precision, "0")}`;
}

function exponentForm(value: number, precision: number, letter: string): string {
  if (precision >= 0) return exponential(round(exactDecimal(value), precision + 1), precision, letter);
  const shortest = shortestDecimal(value);
  return exponential(shortest, shortest.digits.length - 1, letter);
}

function fixedForm(value: number, precision: number): string {
  if (precision < 0) {
    const shortest = shortestDecimal(value);
    return fixed(shortest, Math.max(0, shortest.digits.length - shortest.point));
  }
  const exact = exactDecimal(value);
  return fixed(round(exact, exact.point + precision), precision);
}

/** From this exponent on, the shortest form of a number uses an exponent. */
const shortestLimit = 6;

/** The shorter form: an exponent is used below -4, or from the precision on. */
function generalForm(value: number, precision: number, letter: string): string {
  const isShortest = precision < 0;
  const count = precision === 0 ? 1 : precision;
  const decimal = isShortest ? shortestDecimal(value) : round(exactDecimal(value), count);
  const { digits, point } = decimal;
  const limit = isShortest
    ? shortestLimit
    : count > digits.length && digits.length >= point
      ? digits.length
      : count;
  const exponent = digits === "" ? 0 : point - 1;
  if (exponent < -4 || exponent >= Math.max(1, limit)) return exponential(decimal, digits.length - 1, letter);
  return fixed(decimal, Math.max(0, digits.length - point));
}

/** `0x1.8p+01`: a hexadecimal mantissa with one bit before the point. */
function hexForm(value: number, precision: number): string {
  let { mantissa, exponent } = binaryParts(value);
  if (mantissa === 0n) return `0x0${precision > 0 ? `.${"0".repeat(precision)}` : ""}p+00`;
  while (mantissa < 1n << 52n) {
    mantissa <<= 1n;
    exponent--;
  }
  if (precision >= 0 && precision < 13) {
    const dropped = BigInt(52 - 4 * precision);
    const rest = mantissa & ((1n << dropped) - 1n);
    const half = 1n << (dropped - 1n);
    mantissa >>= dropped;
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa++;
    mantissa <<= dropped;
    if (mantissa >= 1n << 53n) {
      mantissa >>= 1n;
      exponent++;
    }
  }
  const hex = mantissa.toString(16);
  const fraction =
    precision < 0 ? hex.slice(1).replace(/0+$/, "") : hex.slice(1).padEnd(precision, "0").slice(0, precision);
  const power = exponent + 52;
  const sign = power < 0 ? "-" : "+";
  return `0x1${fraction === "" ? "" : `.${fraction}`}p${sign}${String(Math.abs(power)).padStart(2, "0")}`;
}

/**
 * Formats a number in one of strconv's formats.
 * @param precision digits after the point; for `g`, significant digits; -1 for the fewest that identify the number
 */
export function formatFloat(value: number, verb: FloatVerb, precision: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  switch (verb) {
    case "e":
    case "E":
      return sign + exponentForm(value, precision, verb);
    case "f":
      return sign + fixedForm(value, precision);
    case "g":
    case "G":
      return sign + generalForm(value, precision, verb === "g" ? "e" : "E");
    case "b": {
      const { mantissa, exponent } = binaryParts(value);
      return `${sign}${mantissa}p${exponent < 0 ? "" : "+"}${exponent}`;
    }
    case "x":
      return sign + hexForm(value, precision);
    case "X":
      return sign + hexForm(value, precision).toUpperCase();
  }
}
