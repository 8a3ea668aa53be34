/** printf, print and println as in Go's fmt (https://pkg.go.dev/fmt). */
import { integerOf, typeOf, type Value } from "../values/value.ts";
import { plainSpec, type Spec } from "./spec.ts";
import { formatValue, printText } from "./value.ts";

/** A larger width or precision is refused, as in Go. */
const maxNumber = 1_000_000;

/** Joins operands, with a space between two operands if neither is a string. */
export function print(values: readonly Value[]): string {
  return values
    .map((value, index) => {
      const before = values[index - 1];
      const isSpaced = index > 0 && typeof value !== "string" && typeof before !== "string";
      return (isSpaced ? " " : "") + printText(value);
    })
    .join("");
}

/** Joins all operands with spaces and appends a newline. */
export function println(values: readonly Value[]): string {
  return `${values.map(printText).join(" ")}\n`;
}

/** Formats values: verbs with flags, width, precision and argument indexes. */
export function printf(format: string, values: readonly Value[]): string {
  return new Printf(format, values).run();
}

function specOf(verb: string, flags: string, { width, precision }: Pick<Spec, "width" | "precision">): Spec {
  const minus = flags.includes("-") || (width ?? 0) < 0;
  // With %v, these two flags select other formats and are not passed to the elements.
  const isValue = verb === "v";
  return {
    verb,
    plus: flags.includes("+") && !isValue,
    isNamed: flags.includes("+") && isValue,
    sharp: flags.includes("#") && !isValue,
    isSyntax: flags.includes("#") && isValue,
    minus,
    space: flags.includes(" "),
    zero: flags.includes("0") && !minus,
    width: width === undefined ? undefined : Math.abs(width),
    precision,
  };
}

class Printf {
  readonly #format: string;
  readonly #values: readonly Value[];
  #at = 0;
  #argument = 0;
  #usedIndexes = false;
  #goodIndex = true;
  #text = "";

  constructor(format: string, values: readonly Value[]) {
    this.#format = format;
    this.#values = values;
  }

  run(): string {
    while (this.#at < this.#format.length) {
      const next = this.#format.indexOf("%", this.#at);
      const end = next < 0 ? this.#format.length : next;
      this.#text += this.#format.slice(this.#at, end);
      this.#at = end + 1;
      if (next >= 0) this.#verb();
    }
    return this.#text + this.#extra();
  }

  #verb(): void {
    this.#goodIndex = true;
    const flags = this.#flags();
    let hasIndex = this.#index();
    let width: number | undefined;
    if (this.#take("*")) {
      width = this.#starValue();
      if (width === undefined) this.#text += "%!(BADWIDTH)";
      hasIndex = false;
    } else {
      width = this.#number();
      // "%[3]2d" is invalid: an index must come right before the verb or the star.
      if (hasIndex && width !== undefined) this.#goodIndex = false;
    }
    let precision: number | undefined;
    if (this.#take(".")) {
      if (hasIndex) this.#goodIndex = false;
      hasIndex = this.#index();
      if (this.#take("*")) {
        precision = this.#starValue();
        if (precision !== undefined && precision < 0) precision = undefined;
        if (precision === undefined) this.#text += "%!(BADPREC)";
        hasIndex = false;
      } else precision = this.#number() ?? 0;
    }
    if (!hasIndex) this.#index();
    const verb = this.#character();
    this.#text += verb === "" ? "%!(NOVERB)" : this.#formatted(specOf(verb, flags, { width, precision }));
  }

  #formatted(spec: Spec): string {
    if (spec.verb === "%") return "%";
    if (!this.#goodIndex) return `%!${spec.verb}(BADINDEX)`;
    const value = this.#values[this.#argument];
    if (value === undefined) return `%!${spec.verb}(MISSING)`;
    this.#argument++;
    return formatValue(value, spec);
  }

  #flags(): string {
    const begin = this.#at;
    while (/[-+# 0]/.test(this.#format.charAt(this.#at))) this.#at++;
    return this.#format.slice(begin, this.#at);
  }

  /** `[n]`: the next argument is the n-th. */
  #index(): boolean {
    if (this.#format.charAt(this.#at) !== "[") return false;
    this.#usedIndexes = true;
    const end = this.#format.indexOf("]", this.#at);
    const digits = this.#format.slice(this.#at + 1, Math.max(end, this.#at + 1));
    this.#at = end < 0 ? this.#at + 1 : end + 1;
    const isNumber = /^[0-9]{1,7}$/.test(digits);
    const index = isNumber ? Number(digits) : 0;
    if (index >= 1 && index <= this.#values.length) this.#argument = index - 1;
    else this.#goodIndex = false;
    return isNumber;
  }

  #take(character: string): boolean {
    if (this.#format.charAt(this.#at) !== character) return false;
    this.#at++;
    return true;
  }

  #number(): number | undefined {
    const digits = /[0-9]*/y;
    digits.lastIndex = this.#at;
    const text = digits.exec(this.#format)?.[0] ?? "";
    this.#at += text.length;
    if (Number(text) <= maxNumber) return text === "" ? undefined : Number(text);
    // Go gives up on the rest of the format here.
    this.#at = this.#format.length;
    return undefined;
  }

  #starValue(): number | undefined {
    const integer = integerOf(this.#values[this.#argument]);
    if (this.#argument < this.#values.length) this.#argument++;
    if (integer === undefined) return undefined;
    return integer > BigInt(maxNumber) || integer < -BigInt(maxNumber) ? undefined : Number(integer);
  }

  #character(): string {
    const code = this.#format.codePointAt(this.#at);
    const character = code === undefined ? "" : String.fromCodePoint(code);
    this.#at += character.length;
    return character;
  }

  #extra(): string {
    if (this.#usedIndexes || this.#argument >= this.#values.length) return "";
    const extra = this.#values
      .slice(this.#argument)
      .map((value) => (value === null ? "<nil>" : `${typeOf(value)}=${formatValue(value, plainSpec)}`));
    return `%!(EXTRA ${extra.join(", ")})`;
  }
}
