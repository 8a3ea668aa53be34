/** Literals as defined by strconv and the Go specification (https://go.dev/ref/spec#Lexical_elements). */

import { quoteText } from "../format/quote.ts";
import { fromBytes, toBytes } from "../values/text.ts";
import type { NumberNode } from "./ast.ts";

/** An invalid literal; the message is Go's. */
export class LiteralError extends Error {}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

const escapeSequence =
  /\\(?:([abfnrtv\\'"])|x([0-9A-Fa-f]{2})|([0-7]{3})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))/y;

interface Escape {
  readonly character: string;
  /** `\x` and octal escapes stand for one byte each; several may form a character. */
  readonly isByte: boolean;
  readonly end: number;
}

function readEscape(text: string, at: number, delimiter: string): Escape {
  escapeSequence.lastIndex = at;
  const match = escapeSequence.exec(text);
  const [whole = "", simple, byte, octal, short, long] = match ?? [];
  const value = Number.parseInt(byte ?? octal ?? short ?? long ?? "0", octal === undefined ? 16 : 8);
  const isQuote = simple === "'" || simple === '"';
  const isSurrogate = value >= 0xd800 && value <= 0xdfff;
  if (
    match === null ||
    (isQuote && simple !== delimiter) ||
    value > 0x10ffff ||
    (octal !== undefined && value > 255) ||
    isSurrogate
  ) {
    throw new LiteralError("invalid syntax");
  }
  const character = simple === undefined ? String.fromCodePoint(value) : (simpleEscapes[simple] ?? simple);
  return { character, isByte: (byte ?? octal) !== undefined, end: at + whole.length };
}

/** A single byte as text. */
function byteText(character: string): string {
  return fromBytes(Uint8Array.of(character.charCodeAt(0)));
}

/**
 * The text of a quoted or raw string literal.
 * @throws LiteralError
 */
export function unquote(literal: string): string {
  const delimiter = literal.charAt(0);
  // Go drops carriage returns from raw strings.
  if (delimiter === "`") return literal.slice(1, -1).replaceAll("\r", "");
  let text = "";
  let hasBytes = false;
  for (let at = 1; at < literal.length - 1; ) {
    const character = String.fromCodePoint(literal.codePointAt(at) ?? 0);
    if (character !== "\\") {
      text += character;
      at += character.length;
      continue;
    }
    const found = readEscape(literal, at, delimiter);
    text += found.isByte ? byteText(found.character) : found.character;
    hasBytes ||= found.isByte;
    at = found.end;
  }
  return hasBytes ? fromBytes(toBytes(text)) : text;
}

function characterConstant(literal: string): bigint {
  const malformed = new LiteralError(`malformed character constant: ${literal}`);
  if (literal.charAt(1) === "'") throw new LiteralError("invalid syntax");
  const isEscape = literal.charAt(1) === "\\";
  const plain = String.fromCodePoint(literal.codePointAt(1) ?? 0);
  const { character, end } = isEscape
    ? readEscape(literal, 1, "'")
    : { character: plain, end: 1 + plain.length };
  if (literal.slice(end) !== "'") throw malformed;
  return BigInt(character.codePointAt(0) ?? 0);
}

/** Underscores are allowed only between digits, and between a base prefix and a digit. */
function withoutUnderscores(text: string): string | undefined {
  if (!text.includes("_")) return text;
  const isHex = /^[+-]?0[xX]/.test(text);
  const misplaced = isHex ? /__|_$|[^0-9A-Fa-fxX]_|_[^0-9A-Fa-f]/ : /__|_$|^_|[^0-9xXoObB]_|_[^0-9]/;
  const isWellPlaced = !misplaced.test(text.replace(/^[+-]/, ""));
  return isWellPlaced ? text.replaceAll("_", "") : undefined;
}

const integerForms = /^([+-]?)(?:0[xX]([0-9A-Fa-f]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9][0-9]*))$/;

/** An integer literal of any size; undefined if it is not one. */
export function parseInteger(text: string): bigint | undefined {
  const [match, sign, hex, octal, binary, decimal] = integerForms.exec(withoutUnderscores(text) ?? "") ?? [];
  if (match === undefined) return undefined;
  const digits =
    hex !== undefined
      ? `0x${hex}`
      : octal !== undefined
        ? `0o${octal}`
        : binary !== undefined
          ? `0b${binary}`
          : (decimal ?? "0");
  return sign === "-" ? -BigInt(digits) : BigInt(digits);
}

const hexFloat = /^([+-]?)0[xX]([0-9A-Fa-f]*)(?:\.([0-9A-Fa-f]*))?[pP]([+-]?[0-9]+)$/;
const decimalFloat = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/** A decimal or hexadecimal floating-point literal; undefined if it is not one or too large for a float64. */
export function parseFloatLiteral(text: string): number | undefined {
  const plain = withoutUnderscores(text);
  if (plain === undefined) return undefined;
  if (decimalFloat.test(plain)) {
    const value = Number(plain);
    return Number.isFinite(value) ? value : undefined;
  }
  const [match, sign, whole = "", fraction = "", exponent] = hexFloat.exec(plain) ?? [];
  if (match === undefined || whole + fraction === "") return undefined;
  const value = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === "-" ? -value : value;
}

const maxInt = 2n ** 63n - 1n;
const minInt = -(2n ** 63n);
const maxUint = 2n ** 64n - 1n;

type NumberValue = Pick<NumberNode, "int" | "uint" | "float" | "isCharacter" | "complex">;

function fromInteger(value: bigint): NumberValue {
  const int = value >= minInt && value <= maxInt ? value : undefined;
  const uint = value >= 0n && value <= maxUint ? value : undefined;
  return { int, uint, float: Number(value), isCharacter: false, complex: undefined };
}

function fromFloat(float: number): NumberValue {
  // A float without a fraction can be used as an integer: 1e3.
  const isWhole = Number.isInteger(float) && Math.abs(float) < 2 ** 63;
  const int = isWhole ? BigInt(float) : undefined;
  return {
    int,
    uint: int !== undefined && int >= 0n ? int : undefined,
    float,
    isCharacter: false,
    complex: undefined,
  };
}

/** `2i` or `1+2i`; for compatibility, an imaginary part that looks octal is decimal. */
function parseComplex(text: string): NumberValue {
  const illegal = new LiteralError(`illegal number syntax: ${quoteText(text)}`);
  const split = text.slice(1).search(/(?<![eEpP])[+-]/) + 1;
  const part = (digits: string) => {
    const float = parseFloatLiteral(digits) ?? parseInteger(digits);
    if (float === undefined) throw illegal;
    return Number(float);
  };
  const real = split > 0 ? part(text.slice(0, split)) : 0;
  const complex = { real, imaginary: part(text.slice(split, -1)) };
  return { int: undefined, uint: undefined, float: undefined, isCharacter: false, complex };
}

/**
 * The types that a numeric or character literal can have.
 * @throws LiteralError
 */
export function parseNumber(text: string): NumberValue {
  if (text.startsWith("'")) return { ...fromInteger(characterConstant(text)), isCharacter: true };
  if (text.endsWith("i")) return parseComplex(text);
  const integer = parseInteger(text);
  if (integer !== undefined && integer >= minInt && integer <= maxUint) return fromInteger(integer);
  const float = parseFloatLiteral(text);
  if (float === undefined) throw new LiteralError(`illegal number syntax: ${quoteText(text)}`);
  if (!/[.eEpP]/.test(text)) throw new LiteralError(`integer overflow: ${quoteText(text)}`);
  return fromFloat(float);
}
