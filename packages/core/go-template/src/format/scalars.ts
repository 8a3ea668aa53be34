/** Go's fmt verbs for values other than lists, maps and structs; undefined if the type does not support the verb. */
import { runeText, toBytes } from "../values/text.ts";
import type { GoComplex } from "../values/value.ts";
import { formatFloat } from "./float.ts";
import { canBackquote, isPrintable, quoteAscii, quoteRune, quoteText } from "./quote.ts";
import { pad, type Spec } from "./spec.ts";

export function formatBool(value: boolean, spec: Spec): string | undefined {
  return spec.verb === "t" || spec.verb === "v" ? pad(String(value), spec) : undefined;
}

function truncate(text: string, precision: number | undefined): string {
  return precision === undefined ? text : [...text].slice(0, precision).join("");
}

export function formatText(value: string, spec: Spec): string | undefined {
  switch (spec.verb) {
    case "v":
      return spec.isSyntax
        ? formatQuoted(truncate(value, spec.precision), spec)
        : pad(truncate(value, spec.precision), spec);
    case "s":
      return pad(truncate(value, spec.precision), spec);
    case "q":
      return formatQuoted(truncate(value, spec.precision), spec);
    case "x":
    case "X":
      return formatHexBytes(toBytes(value), spec);
    default:
      return undefined;
  }
}

function formatQuoted(value: string, spec: Spec): string {
  if (spec.sharp && canBackquote(value)) return pad(`\`${value}\``, spec);
  return pad(spec.plus ? quoteAscii(value) : quoteText(value), spec);
}

/** `%x` of a text prints its bytes, separated by spaces if the flag asks for it. */
function formatHexBytes(bytes: Uint8Array, spec: Spec): string {
  const prefix = spec.sharp ? "0x" : "";
  const digits = [...bytes.subarray(0, spec.precision)].map((byte) => byte.toString(16).padStart(2, "0"));
  const separated = spec.space ? digits.map((pair) => prefix + pair).join(" ") : prefix + digits.join("");
  const hex = digits.length === 0 ? "" : separated;
  return pad(spec.verb === "X" ? hex.toUpperCase() : hex, spec);
}

const bases: Readonly<Record<string, number>> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };

export function formatInteger(value: bigint, spec: Spec): string | undefined {
  const base = bases[spec.verb];
  if (base !== undefined) return formatDigits(value, base, spec);
  switch (spec.verb) {
    case "c":
      return pad(runeText(Number(value)), spec);
    case "q":
      return pad(quoteRune(Number(value), spec.plus), spec);
    case "U":
      return formatUnicode(value, spec);
    default:
      return undefined;
  }
}

function formatDigits(value: bigint, base: number, spec: Spec): string {
  const { precision, width, zero } = spec;
  if (precision === 0 && value === 0n) return pad("", { ...spec, zero: false });
  const isSigned = value < 0n || spec.plus || spec.space;
  // Zero padding goes between the sign and the digits.
  const minimum = precision ?? (zero && width !== undefined ? width - Number(isSigned) : 0);
  let digits = (value < 0n ? -value : value).toString(base).padStart(minimum, "0");
  if (spec.sharp && base === 2) digits = `0b${digits}`;
  if (spec.sharp && base === 8 && !digits.startsWith("0")) digits = `0${digits}`;
  if (spec.sharp && base === 16) digits = `0x${digits}`;
  if (spec.verb === "O") digits = `0o${digits}`;
  if (spec.verb === "X") digits = digits.toUpperCase();
  const sign = value < 0n ? "-" : spec.plus ? "+" : spec.space ? " " : "";
  return pad(sign + digits, { ...spec, zero: false });
}

function formatUnicode(value: bigint, spec: Spec): string {
  const code = BigInt.asUintN(64, value);
  const digits = code
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(4, spec.precision ?? 0), "0");
  const shows = spec.sharp && code <= 0x10ffffn && isPrintable(Number(code));
  return pad(`U+${digits}${shows ? ` '${runeText(Number(code))}'` : ""}`, { ...spec, zero: false });
}

const floatVerbs: Readonly<Record<string, { readonly verb: string; readonly precision: number }>> = {
  v: { verb: "g", precision: -1 },
  g: { verb: "g", precision: -1 },
  G: { verb: "G", precision: -1 },
  b: { verb: "b", precision: -1 },
  x: { verb: "x", precision: -1 },
  X: { verb: "X", precision: -1 },
  e: { verb: "e", precision: 6 },
  E: { verb: "E", precision: 6 },
  f: { verb: "f", precision: 6 },
  F: { verb: "f", precision: 6 },
};

export function formatNumber(value: number, spec: Spec): string | undefined {
  const known = floatVerbs[spec.verb];
  if (known === undefined) return undefined;
  const precision = spec.precision ?? known.precision;
  const plain = formatFloat(value, known.verb as "g", precision);
  const isNegative = plain.startsWith("-");
  const unsigned = plain.replace(/^[+-]/, "");
  const sign = isNegative ? "-" : spec.plus ? "+" : spec.space ? " " : "";
  if (!Number.isFinite(value)) {
    const infinitySign = sign === "" && spec.verb !== "b" && plain.startsWith("+") ? "+" : sign;
    return pad(infinitySign + unsigned, { ...spec, zero: false });
  }
  const digits = spec.sharp ? keepZeros(unsigned, known.verb, spec) : unsigned;
  const fill = spec.zero && !spec.minus ? (spec.width ?? 0) - sign.length - digits.length : 0;
  return pad(sign + "0".repeat(Math.max(0, fill)) + digits, { ...spec, zero: false });
}

/** The `#` flag: always print a decimal point and, for `%g` and `%x`, keep the trailing zeros up to the precision. */
function keepZeros(digits: string, verb: string, spec: Spec): string {
  if (verb === "b") return digits;
  const [mantissa = "", exponent = ""] = splitExponent(digits, verb);
  const hasPoint = mantissa.includes(".");
  const withPoint = hasPoint ? mantissa : `${mantissa}.`;
  if (/[efX]/i.test(verb) && verb !== "x") return withPoint + exponent;
  const wanted = spec.precision ?? 6;
  // Go counts the x of 0x as a digit.
  const significant = mantissa.replace(".", "").replace(/^0+/, "").length;
  const isZero = /^[0.]*$/.test(mantissa);
  return withPoint + "0".repeat(Math.max(0, wanted - (isZero ? 1 : significant))) + exponent;
}

function splitExponent(digits: string, verb: string): readonly [string, string] {
  const at = digits.search(verb === "x" || verb === "X" ? /[pP]/ : /[eE]/);
  return at < 0 ? [digits, ""] : [digits.slice(0, at), digits.slice(at)];
}

export function formatComplex({ real, imaginary }: GoComplex, spec: Spec): string | undefined {
  const first = formatNumber(real, spec);
  const second = formatNumber(imaginary, { ...spec, plus: true });
  return first === undefined || second === undefined ? undefined : `(${first}${second}i)`;
}
