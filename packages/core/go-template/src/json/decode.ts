/** JSON as Go's package encoding/json reads it into `interface {}`, with Go's error messages. */
import { quoteText } from "../format/quote.ts";
import { toBytes } from "../values/text.ts";
import { mapRunes } from "../values/unicode.ts";
import { GoMap, list, type Value } from "../values/value.ts";

/** The problem with a JSON text, in Go's words. */
export class JsonError extends Error {}

/** Go allows ten thousand levels; nothing written by hand has a thousand. */
const maxDepth = 1_000;

/**
 * The characters that end a plain run in a string: the closing quote, an escape, or a control character, which is an
 * error.
 */
const endOfRun = /["\\]|(?![\u007f-\u009f])\p{Cc}/u;

interface Decoded {
  readonly value: Value;
  /** A number is too large; its value becomes null. */
  readonly problem: string | undefined;
}

class Decoder {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #problem: string | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  run(): Decoded {
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) this.#fail("after top-level value");
    return { value, problem: this.#problem };
  }

  #fail(where: string): never {
    const next = this.#text.codePointAt(this.#at);
    // At the end of the input Go tries a space, which completes some values and makes others an error.
    const isSpoiled = /numeric literal|in literal|escape/.test(where);
    if (next === undefined && !isSpoiled) throw new JsonError("unexpected end of JSON input");
    if (next === undefined) throw new JsonError(`invalid character ' ' ${where}`);
    throw new JsonError(`invalid character ${quoteByte(String.fromCodePoint(next))} ${where}`);
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text.charAt(this.#at))) this.#at++;
  }

  #value(): Value {
    this.#space();
    const next = this.#text.charAt(this.#at);
    switch (next) {
      case "{":
        return this.#nested(() => this.#object());
      case "[":
        return this.#nested(() => this.#list());
      case '"':
        return this.#string();
      case "t":
        return this.#literal("true", true);
      case "f":
        return this.#literal("false", false);
      case "n":
        return this.#literal("null", null);
      default:
        if (/[-0-9]/.test(next)) return this.#number();
        return this.#fail("looking for beginning of value");
    }
  }

  #nested(read: () => Value): Value {
    this.#at++;
    this.#depth++;
    if (this.#depth > maxDepth) throw new JsonError("exceeded max depth");
    const value = read();
    this.#depth--;
    return value;
  }

  #take(character: string): boolean {
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at++;
    return true;
  }

  #object(): GoMap {
    const entries = new Map<Value, Value>();
    const object = new GoMap("map[string]interface {}", entries);
    this.#space();
    if (this.#take("}")) return object;
    for (;;) {
      this.#space();
      if (this.#text.charAt(this.#at) !== '"') this.#fail("looking for beginning of object key string");
      const key = this.#string();
      this.#space();
      if (!this.#take(":")) this.#fail("after object key");
      entries.set(key, this.#value());
      this.#space();
      if (this.#take("}")) return object;
      if (!this.#take(",")) this.#fail("after object key:value pair");
    }
  }

  #list(): Value {
    const items: Value[] = [];
    this.#space();
    if (this.#take("]")) return list(items);
    for (;;) {
      items.push(this.#value());
      this.#space();
      if (this.#take("]")) return list(items);
      if (!this.#take(",")) this.#fail("after array element");
    }
  }

  #literal(word: string, value: Value): Value {
    for (const character of word) {
      if (this.#take(character)) continue;
      const expected = `(expecting ${quoteByte(character)})`;
      this.#fail(`in literal ${word} ${expected}`);
    }
    return value;
  }

  #string(): string {
    this.#at++;
    let text = "";
    for (;;) {
      const rest = this.#text.slice(this.#at);
      const end = rest.search(endOfRun);
      const plain = end < 0 ? rest : rest.slice(0, end);
      text += plain;
      this.#at += plain.length;
      if (this.#take('"')) return mapRunes(text.toWellFormed(), (character) => character);
      if (!this.#take("\\")) this.#fail("in string literal");
      text += this.#escape();
    }
  }

  #escape(): string {
    const character = this.#text.charAt(this.#at);
    const known = simpleEscapes[character];
    if (known === undefined && character !== "u") this.#fail("in string escape code");
    this.#at++;
    if (known !== undefined) return known;
    const begin = this.#at;
    for (let count = 0; count < 4; count++, this.#at++) {
      if (!/[0-9a-fA-F]/.test(this.#text.charAt(this.#at))) this.#fail("in \\u hexadecimal character escape");
    }
    return String.fromCharCode(Number.parseInt(this.#text.slice(begin, this.#at), 16));
  }

  #number(): Value {
    const begin = this.#at;
    const digits = (where: string) => {
      if (!/[0-9]/.test(this.#text.charAt(this.#at))) this.#fail(where);
      while (/[0-9]/.test(this.#text.charAt(this.#at))) this.#at++;
    };
    this.#take("-");
    if (!this.#take("0")) digits("in numeric literal");
    if (this.#take(".")) digits("after decimal point in numeric literal");
    if (this.#take("e") || this.#take("E")) {
      if (!this.#take("+")) this.#take("-");
      digits("in exponent of numeric literal");
    }
    const written = this.#text.slice(begin, this.#at);
    const value = Number(written);
    if (Number.isFinite(value)) return value;
    this.#problem ??= `json: cannot unmarshal number ${written} into Go value of type float64`;
    return null;
  }
}

const simpleEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** A character in single quotes; beyond ASCII, Go looks at its first byte only. */
function quoteByte(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  const [byte = 0] = toBytes(character);
  return `'${quoteText(String.fromCharCode(byte)).slice(1, -1)}'`;
}

/**
 * Parses a JSON text; numbers become float64.
 * @throws JsonError
 */
export function decodeJson(text: string): Decoded {
  return new Decoder(text).run();
}
