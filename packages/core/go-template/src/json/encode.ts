/** JSON as Go's package encoding/json writes it. */

import { encodeBase64 } from "../format/base64.ts";
import { formatFloat } from "../format/float.ts";
import { GoError } from "../values/function.ts";
import { compareText } from "../values/text.ts";
import {
  GoComplex,
  GoInteger,
  type GoMap,
  GoObject,
  GoSlice,
  GoStruct,
  integerOf,
  type Value,
} from "../values/value.ts";

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function escapeCharacter(character: string, escapesHtml: boolean): string {
  const known = escapes[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  // Bytes that are not valid text.
  if (code >= 0xdc80 && code <= 0xdcff) return "\\ufffd";
  const isEscaped =
    code < 0x20 || code === 0x2028 || code === 0x2029 || (escapesHtml && "<>&".includes(character));
  return isEscaped ? `\\u${code.toString(16).padStart(4, "0")}` : character;
}

function text(value: string, escapesHtml: boolean): string {
  return `"${Array.from(value, (character) => escapeCharacter(character, escapesHtml)).join("")}"`;
}

/** Without an exponent where that is readable, as in JavaScript. */
function number(value: number): string {
  if (!Number.isFinite(value)) {
    const name = Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    throw new GoError(`json: unsupported value: ${name}`);
  }
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-6 && size < 1e21)) return formatFloat(value, "f", -1);
  return formatFloat(value, "e", -1).replace(/e-0(\d)$/, "e-$1");
}

export interface JsonStyle {
  /** Whether to escape `<`, `>` and `&`. */
  readonly escapesHtml: boolean;
  /** Indentation per level; undefined writes everything on one line. */
  readonly indent: string | undefined;
}

class Encoder {
  readonly #style: JsonStyle;

  constructor(style: JsonStyle) {
    this.#style = style;
  }

  encode(value: Value, prefix: string): string {
    switch (typeof value) {
      case "string":
        return text(value, this.#style.escapesHtml);
      case "number":
        return number(value);
      case "boolean":
      case "bigint":
        return String(value);
      default:
        return value === null ? "null" : this.#object(value, prefix);
    }
  }

  #object(value: GoInteger | GoComplex | GoSlice | GoMap | GoStruct | GoObject, prefix: string): string {
    if (value instanceof GoInteger) return String(value.value);
    if (value instanceof GoObject) return text(value.marshalText(), this.#style.escapesHtml);
    if (value instanceof GoSlice) return this.#list(value, prefix);
    if (value instanceof GoStruct) return this.#members([...value.fields], prefix);
    if (value instanceof GoComplex || value.type === "map[interface {}]interface {}")
      throw new GoError(`json: unsupported type: ${value.type}`);
    if (value.isNil) return "null";
    const entries = [...value.entries].map(([key, item]) => [String(key), item] as const);
    return this.#members(
      entries.sort(([a], [b]) => compareText(a, b)),
      prefix,
    );
  }

  #list(slice: GoSlice, prefix: string): string {
    if (slice.isNil) return "null";
    if (slice.type === "[]uint8") {
      const bytes = slice.items.map((item) => Number(integerOf(item) ?? 0n));
      return text(encodeBase64(Uint8Array.from(bytes)), false);
    }
    const inner = this.#inner(prefix);
    return this.#block(
      "[]",
      slice.items.map((item) => this.encode(item, inner)),
      prefix,
    );
  }

  #members(entries: readonly (readonly [string, Value])[], prefix: string): string {
    const colon = this.#style.indent === undefined ? ":" : ": ";
    const inner = this.#inner(prefix);
    const members = entries.map(
      ([key, item]) => text(key, this.#style.escapesHtml) + colon + this.encode(item, inner),
    );
    return this.#block("{}", members, prefix);
  }

  /** The prefix of the lines inside. */
  #inner(prefix: string): string {
    return prefix + (this.#style.indent ?? "");
  }

  #block([open, close]: "[]" | "{}", parts: readonly string[], prefix: string): string {
    if (this.#style.indent === undefined || parts.length === 0) return open + parts.join(",") + close;
    const inner = this.#inner(prefix);
    return `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${prefix}${close}`;
  }
}

/**
 * A value as JSON.
 * @throws GoError for values that JSON cannot represent
 */
export function encodeJson(value: Value, style: JsonStyle): string {
  return new Encoder(style).encode(value, "");
}
