/** A scalar's value, by its tag and its text. */
import { ReadError } from "./cursor.ts";
import type { ScalarNode } from "./node.ts";

export type ScalarValue = string | number | bigint | boolean | null;

type Type = "str" | "bool" | "int" | "float" | "null" | "timestamp";

interface Resolved {
  readonly type: Type;
  readonly value: ScalarValue;
}

const named = new Map<string, Resolved>();
for (const [type, value, ...words] of [
  ["bool", true, "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"],
  ["bool", false, "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"],
  ["null", null, "", "~", "null", "Null", "NULL"],
  ["float", Number.NaN, ".nan", ".NaN", ".NAN"],
  ["float", Infinity, ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"],
  ["float", -Infinity, "-.inf", "-.Inf", "-.INF"],
] as const)
  for (const word of words) named.set(word, { type, value });

const maxInt = 2n ** 63n - 1n;
const maxUint = 2n ** 64n - 1n;

const integer =
  /^(?<sign>[-+]?)(?:0[xX](?<hex>[0-9a-fA-F]+)|0[bB](?<binary>[01]+)|0[oO]?(?<octal>[0-7]+)|(?<decimal>0|[1-9][0-9]*))$/;

/** A sign after the prefix. */
const signedBinary = /^0b(?<sign>[-+])(?<binary>[01]+)$/;

const bases: Readonly<Record<string, string>> = { hex: "0x", binary: "0b", octal: "0o", decimal: "" };

/** The maximum digits of 64 bits in any base; more need not be read. */
const maxDigits = 80;

/** An int or, without a sign, a uint64; undefined otherwise. */
function integerOf(text: string): bigint | undefined {
  const { sign = "", ...parts } = (integer.exec(text) ?? signedBinary.exec(text))?.groups ?? {};
  const [base, digits = ""] = Object.entries(parts).find(([, found]) => found !== undefined) ?? [];
  if (base === undefined) return undefined;
  const significant = digits.replace(/^0+(?=.)/, "");
  if (significant.length > maxDigits) return undefined;
  const size = BigInt((bases[base] ?? "") + significant);
  if (sign === "-") return size <= maxInt + 1n ? -size : undefined;
  return size <= (sign === "+" ? maxInt : maxUint) ? size : undefined;
}

const decimal = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** A float that starts with a point can have underscores between digits. */
const fraction = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;

/** A float; undefined if it is not one, or too large. */
function floatOf(text: string): number | undefined {
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const date = "(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})";
const clock = "(?<hour>[0-9]{1,2}):(?<minute>[0-9]{1,2}):(?<second>[0-9]{1,2})(?:[.,][0-9]+)?";
const timestamps = [
  `^${date}$`,
  `^${date} +${clock}$`,
  `^${date}[Tt]${clock}(?:Z|[-+](?:[01][0-9]|2[0-4]):(?:[0-5][0-9]|60))$`,
].map((pattern) => new RegExp(pattern));

function isTimestamp(text: string): boolean {
  const parts = timestamps
    .map((pattern) => pattern.exec(text)?.groups)
    .find((groups) => groups !== undefined);
  if (parts === undefined) return false;
  const { year, month, day, hour = 0, minute = 0, second = 0 } = parts;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return false;
  // The calendar repeats every 400 years; Date maps years below 100 to the last century.
  const days = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate();
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days;
}

function byText(text: string): Resolved {
  const first = text.charAt(0);
  const isNumeric = (first >= "0" && first <= "9") || first === "-" || first === "+" || first === ".";
  const known = named.get(text);
  if (known !== undefined) return known;
  const asText: Resolved = { type: "str", value: text };
  if (!isNumeric) return asText;
  if (first === ".") {
    const value = fraction.test(text) ? floatOf(text.replaceAll("_", "")) : undefined;
    return value === undefined ? asText : { type: "float", value };
  }
  const plain = text.replaceAll("_", "");
  const whole = integerOf(plain);
  if (whole !== undefined) return { type: "int", value: whole };
  const value = decimal.test(plain) ? floatOf(plain) : undefined;
  return value === undefined ? asText : { type: "float", value };
}

const prefix = "tag:yaml.org,2002:";
const types: readonly string[] = ["str", "bool", "int", "float", "null", "timestamp"] satisfies Type[];

/** Bytes that are not text become lone surrogates, U+DC80 to U+DCFF. */
function textOfBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decodeLossless(bytes);
  }
}

function decodeLossless(bytes: Uint8Array): string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    let width = 4;
    for (; width > 0; width--) {
      try {
        const character = decoder.decode(bytes.subarray(at, at + width));
        // Only the first of several characters.
        const [first = ""] = character;
        width = new TextEncoder().encode(first).length;
        text += first;
        break;
      } catch {}
    }
    if (width === 0) text += String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    at += Math.max(width, 1);
  }
  return text;
}

function binaryOf(text: string): string {
  const encoded = text.replace(/[\r\n]/g, "");
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded))
    throw new ReadError("not base 64");
  return textOfBytes(Uint8Array.from(atob(encoded), (byte) => byte.charCodeAt(0)));
}

/** @throws ReadError if a tag does not fit the text */
export function scalarValue({ tag, text, isImplicit }: ScalarNode): ScalarValue {
  if (tag === "") return isImplicit ? byText(text).value : text;
  if (!tag.startsWith(prefix)) return text;
  const type = tag.slice(prefix.length);
  if (type === "binary") return binaryOf(text);
  if (type === "str" || !types.includes(type)) return text;
  if (type === "timestamp" && isTimestamp(text)) return text;
  const found = byText(text);
  if (found.type === type) return found.value;
  const isInt = typeof found.value === "bigint" && found.value <= maxInt;
  if (type === "float" && isInt) return Number(found.value);
  throw new ReadError(`${text} is not a valid ${type}`);
}

/** A date or time, as a plain scalar that readers of YAML 1.1 do not take for text. */
export class YamlDate {
  readonly written: string;

  constructor(written: string) {
    this.written = written;
  }
}

/**
 * What go-yaml, and so Kubernetes' tools, read a plain scalar as that is text in YAML 1.2.
 * @returns undefined if it is text to them, too, or a word such as `yes`
 */
export function plainValue(text: string): number | YamlDate | undefined {
  const first = text.charCodeAt(0);
  // Digits, signs and the point.
  if (!((first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e))
    return undefined;
  if (isTimestamp(text)) return new YamlDate(text);
  const { type, value } = byText(text);
  return type === "int" || type === "float" ? Number(value) : undefined;
}

/** What a plain scalar is to those who apply manifests. */
export type PlainType = "text" | "boolean" | "integer" | "float" | "null" | "date";

/** Only go-yaml 3 reads a sign after this prefix. */
const signedOctal = /^0_*o_*[-+]_*[0-7][0-7_]*$/;

/** A time as go-yaml 3 writes it, and so one that Flux leaves as it is. */
const writtenTime =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{0,8}[1-9])?(?:Z|[-+](?!00:00)(?:[01][0-9]|2[0-3]):[0-5][0-9])$/;

const plainTypes: Readonly<Record<Type, PlainType>> = {
  str: "text",
  bool: "boolean",
  int: "integer",
  float: "float",
  null: "null",
  timestamp: "date",
};

/**
 * The type of a plain scalar in a manifest: text only if all tools that apply manifests read the text as written.
 * kubectl and Argo CD read YAML 1.1 with go-yaml 2; Flux reads with go-yaml 3, to which `yes` is text, but which
 * rewrites dates.
 */
export function plainType(text: string): PlainType {
  const { type } = byText(text);
  if (type !== "str") return plainTypes[type];
  if (signedOctal.test(text)) return "integer";
  return isTimestamp(text) && !writtenTime.test(text) ? "date" : "text";
}

const core12 = {
  bool: /^(?:true|True|TRUE|false|False|FALSE)$/,
  int: /^[-+]?[0-9]+$/,
  prefixed: /^0(?:o[0-7]+|x[0-9a-fA-F]+)$/,
};

/** The YAML 1.2 value of a plain scalar that YAML 1.1 does not read as a string; undefined if both agree. */
export function otherReading(text: string, value: ScalarValue): string | number | undefined {
  if (typeof value === "string" || value === null) return undefined;
  if (typeof value === "boolean") return core12.bool.test(text) ? undefined : text;
  if (named.has(text) || core12.prefixed.test(text)) return undefined;
  if (core12.int.test(text)) return Number(text) === Number(value) ? undefined : Number(text);
  return decimal.test(text) ? undefined : text;
}
