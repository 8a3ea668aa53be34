import { getInput, setSecret } from "@actions/core";
import { type Diagnostic, DiagnosticError } from "@kalypso-actions/diagnostics";

/** How one input is read: its default, and what its text must be. */
export interface InputReader<T> {
  /** What stands in when the input is empty; undefined for a required input. */
  readonly fallback: string | undefined;
  readonly secret?: boolean;
  /** The value, or what was expected instead. */
  parse(text: string): { readonly value: T } | { readonly expected: string };
}

type Readers = Readonly<Record<string, InputReader<unknown>>>;
export type Inputs<R extends Readers> = {
  readonly [Name in keyof R]: R[Name] extends InputReader<infer T> ? T : never;
};

export function text(fallback?: string): InputReader<string> {
  return { fallback, parse: (value) => ({ value }) };
}

/** A text of a certain form. @param expected in words, for the diagnostic */
export function matching(pattern: RegExp, expected: string, fallback?: string): InputReader<string> {
  return { fallback, parse: (value) => (pattern.test(value) ? { value } : { expected }) };
}

/** A text that another package knows how to read; the empty input gives undefined. */
export function parsed<T>(
  parse: (text: string) => T | undefined,
  expected: string,
): InputReader<T | undefined> {
  return {
    fallback: "",
    parse: (textValue) => {
      if (textValue === "") return { value: undefined };
      const value = parse(textValue);
      return value === undefined ? { expected } : { value };
    },
  };
}

/** Yes or no: just `true` or `false`, so that a typing error is no quiet "no". */
export function flag(fallback: boolean): InputReader<boolean> {
  const values = new Map([
    ["true", true],
    ["false", false],
  ]);
  return {
    fallback: String(fallback),
    parse: (value) => {
      const known = values.get(value);
      return known === undefined ? { expected: "`true` or `false`" } : { value: known };
    },
  };
}

/** One of several words. */
export function choice<const Word extends string>(words: readonly Word[], fallback: Word): InputReader<Word> {
  return {
    fallback,
    parse: (value) => {
      const known = words.find((word) => word === value);
      return known === undefined
        ? { expected: words.map((word) => `\`${word}\``).join(", ") }
        : { value: known };
    },
  };
}

/** Texts, each on a line of its own or between commas. */
export function list(fallback = ""): InputReader<readonly string[]> {
  return {
    fallback,
    parse: (value) => ({
      value: value
        .split(/[\n,]/)
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    }),
  };
}

/** A whole number within bounds. */
export function wholeNumber(fallback: number, least: number, most: number): InputReader<number> {
  return {
    fallback: String(fallback),
    parse: (value) => {
      const number = /^[0-9]{1,9}$/.test(value) ? Number(value) : Number.NaN;
      return number >= least && number <= most
        ? { value: number }
        : { expected: `a whole number from ${least} to ${most}` };
    },
  };
}

/** A time in seconds within bounds; decimals down to a millisecond, in which the value is. */
export function seconds(fallback: number, least: number, most: number): InputReader<number> {
  return {
    fallback: String(fallback),
    parse: (value) => {
      const number = /^[0-9]{1,9}(?:\.[0-9]{1,3})?$/.test(value) ? Number(value) : Number.NaN;
      return number >= least && number <= most
        ? { value: Math.round(number * 1_000) }
        : { expected: `seconds from ${least} to ${most}, with up to three decimals` };
    },
  };
}

/** Undefined where the input is empty. */
export function optional<T>(reader: InputReader<T>): InputReader<T | undefined> {
  return {
    ...reader,
    fallback: "",
    parse: (value) => (value === "" ? { value: undefined } : reader.parse(value)),
  };
}

/** A value in another form than it is given in. */
export function mapped<T, U>(reader: InputReader<T>, form: (value: T) => U): InputReader<U> {
  return {
    ...reader,
    parse: (value) => {
      const result = reader.parse(value);
      return "value" in result ? { value: form(result.value) } : result;
    },
  };
}

/** An input of whatever form that is masked in the log. */
export function masked<T>(reader: InputReader<T>): InputReader<T> {
  return { ...reader, secret: true };
}

/** A token: masked in the log before anything else happens. */
export function secret(fallback?: string): InputReader<string> {
  return { fallback, secret: true, parse: (value) => ({ value }) };
}

/** Where inputs come from, and who keeps secrets out of the log. */
export interface InputSource {
  /** The empty string for an input that is not given. */
  text(name: string): string;
  mask(secret: string): void;
}

/** The inputs that the runner gives the step. */
export const runnerInputs: InputSource = { text: (name) => getInput(name), mask: setSecret };

/**
 * Reads all inputs of an action into one typed object, before anything has an effect.
 * @throws DiagnosticError with every problem of every input: input-missing, input-invalid
 */
export function readInputs<const R extends Readers>(source: InputSource, readers: R): Inputs<R> {
  const diagnostics: Diagnostic[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, reader] of Object.entries(readers)) {
    const given = source.text(name);
    if (reader.secret && given !== "") source.mask(given);
    if (given === "" && reader.fallback === undefined) {
      diagnostics.push({
        severity: "error",
        code: "input-missing",
        message: `the input \`${name}\` is missing`,
        hint: `Add it to the step: \`with: { ${name}: ... }\`.`,
      });
      continue;
    }
    const result = reader.parse(given === "" ? (reader.fallback ?? "") : given);
    if ("value" in result) values[name] = result.value;
    else {
      const found = reader.secret ? "its value" : `\`${given}\``;
      diagnostics.push({
        severity: "error",
        code: "input-invalid",
        message: `the input \`${name}\` cannot be ${found}; expected ${result.expected}`,
      });
    }
  }
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  return values as Inputs<R>;
}
