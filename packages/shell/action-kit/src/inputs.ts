import { getInput, setSecret } from "@actions/core";
import { type Diagnostic, DiagnosticError, nearestName } from "@kalypso-actions/diagnostics";
import type { Form } from "./forms.ts";

/** What was expected instead, and what was probably meant. */
interface Unfit {
  readonly expected: string;
  readonly nearest?: string | undefined;
}

/** How to read one input: its default and its format. */
interface InputReader<T> {
  /** The default for an empty input; undefined for a required input. */
  readonly fallback: string | undefined;
  readonly secret?: boolean;
  /** The value, or what was expected instead. */
  parse(text: string): { readonly value: T } | Unfit;
}

type Readers = Readonly<Record<string, InputReader<unknown>>>;

type CamelCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

/** The values by the inputs' names, `gitops-branch` as `gitopsBranch`. */
type Inputs<R extends Readers> = {
  readonly [Name in keyof R as CamelCase<Name & string>]: R[Name] extends InputReader<infer T> ? T : never;
};

/** Text in the given format. @param fallback the default; without one, the input is required */
export function required<T>({ parse, expected, nearest }: Form<T>, fallback?: string): InputReader<T> {
  return {
    fallback,
    parse: (text) => {
      const value = parse(text);
      return value === undefined ? { expected, nearest: nearest?.(text) } : { value };
    },
  };
}

/** Text in the given format, or undefined for an empty input. */
export function optional<T>(form: Form<T>): InputReader<T | undefined> {
  const { parse } = required(form);
  return { fallback: "", parse: (text) => (text === "" ? { value: undefined } : parse(text)) };
}

/** Any text. */
export function text(fallback?: string): InputReader<string> {
  return { fallback, parse: (value) => ({ value }) };
}

/** Exactly `true` or `false`, so that a typo is not a silent "no". */
export function flag(fallback: boolean): InputReader<boolean> {
  const parse = (value: string) => (value === "true" || value === "false" ? value === "true" : undefined);
  return required({ parse, expected: "`true` or `false`" }, String(fallback));
}

/** One of several values. */
export function choice<const Word extends string>(words: readonly Word[], fallback: Word): InputReader<Word> {
  const expected = words.map((word) => `\`${word}\``).join(", ");
  const nearest = (value: string) => nearestName(value, words);
  return required({ parse: (value) => words.find((word) => word === value), expected, nearest }, fallback);
}

/** The parts of a text, separated by newlines or commas. */
function partsOf(text: string): readonly string[] {
  return text
    .split(/[\n,]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** A list in which each part has the given format; empty for an empty input. */
export function listOf<T>({ parse, expected }: Form<T>): InputReader<readonly T[]> {
  return {
    fallback: "",
    parse: (text) => {
      const values = partsOf(text).map(parse);
      const found = values.flatMap((value) => (value === undefined ? [] : [value]));
      return found.length === values.length ? { value: found } : { expected };
    },
  };
}

/** A list, separated by newlines or commas. */
export function list(fallback = ""): InputReader<readonly string[]> {
  return {
    fallback,
    parse: (value) => ({ value: partsOf(value) }),
  };
}

/** An input in any format, masked in the log. */
export function masked<T>(reader: InputReader<T>): InputReader<T> {
  return { ...reader, secret: true };
}

/** A token, masked in the log before anything else happens. */
export function secret(fallback?: string): InputReader<string> {
  return masked(text(fallback));
}

/** Where inputs come from, and how secrets are kept out of the log. */
export interface InputSource {
  /** The empty string for a missing input. */
  text(name: string): string;
  mask(secret: string): void;
}

/** The inputs that the runner gives the step. */
export const runnerInputs: InputSource = { text: (name) => getInput(name), mask: setSecret };

function hintFor({ secret: isSecret }: InputReader<unknown>, { nearest }: Unfit) {
  return nearest === undefined || isSecret ? {} : { hint: `Did you mean \`${nearest}\`?` };
}

function camelCase(name: string): string {
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Reads all inputs of an action into one typed object, before any effect.
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
    if ("value" in result) values[camelCase(name)] = result.value;
    else {
      const found = reader.secret ? "its value" : `\`${given}\``;
      diagnostics.push({
        severity: "error",
        code: "input-invalid",
        message: `the input \`${name}\` cannot be ${found}; expected ${result.expected}`,
        ...hintFor(reader, result),
      });
    }
  }
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  return values as Inputs<R>;
}
