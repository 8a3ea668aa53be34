/** Renders Go templates: parse, execute, and render again what still contains `{{`. */
import type { ExecError, ExecErrorKind } from "./exec/error.ts";
import { Execution } from "./exec/execution.ts";
import { defaultLimits, type Limits, Meter } from "./exec/meter.ts";
import type { ParsedTemplate } from "./exec/statements.ts";
import { quoteText } from "./format/quote.ts";
import { functions, operatorFunctions } from "./functions/catalogue.ts";
import { refusedFunctions } from "./functions/refused.ts";
import { type FunctionCheck, ParseError, parseGoTemplate } from "./syntax/parser.ts";
import { wellFormed } from "./values/text.ts";
import type { GoFunction, GoStruct } from "./values/value.ts";

interface GoRenderOptions {
  /** Whether making text of a missing value is an error; else it prints as `<no value>`, as Go has it. */
  readonly isStrict: boolean;
  readonly limits: Limits;
  readonly functions: ReadonlyMap<string, GoFunction>;
}

/** As Go renders with sprig 3.2. */
export const compatibleOptions: GoRenderOptions = { isStrict: false, limits: defaultLimits, functions };

/** As this project renders: what the operator's sprig 2.22 makes, and more than it has. */
export const strictOptions: GoRenderOptions = {
  isStrict: true,
  limits: defaultLimits,
  functions: operatorFunctions,
};

/** Why a template could not be parsed or rendered. */
export interface GoFailure {
  /** "refused" where a function is called that no template may call. */
  readonly kind: "syntax" | "refused" | ExecErrorKind;
  /** In Go's words, with Go's place. */
  readonly message: string;
  /** What is wrong, without the place; of a syntax error, the same words after the place. */
  readonly what: string;
  /** The part of the template, where there is one. */
  readonly context: string | undefined;
  /** 0-based offset in the text it happened in, UTF-16 code units. */
  readonly offset: number;
  /** How often the text had been rendered already: 0 is the template as it was written. */
  readonly round: number;
}

/** The text of a rendering, or all that was found to be wrong. */
export type GoResult = { readonly text: string } | { readonly failures: readonly GoFailure[] };

/** Lets a template call the known functions only, and tells of those that no template may call. */
export function allowing(known: (name: string) => boolean): FunctionCheck {
  return (name) => {
    const reason = refusedFunctions.get(name);
    if (reason !== undefined)
      return { what: `function ${quoteText(name)} is refused: ${reason}`, isRefusal: true };
    return known(name) ? undefined : { what: `function ${quoteText(name)} not defined`, isRefusal: false };
  };
}

const checkFunction = allowing((name) => functions.has(name));

/** `call` fails where it is executed, as in Go: in what the operator renders it may stand where it is never reached. */
const checkCompatible: FunctionCheck = (name) => (name === "call" ? undefined : checkFunction(name));

/** Parses a text under the name that errors call it by. */
export function parse(
  name: string,
  text: string,
  { isStrict }: Pick<GoRenderOptions, "isStrict">,
): ParsedTemplate | GoFailure {
  return parseText(name, text, isStrict ? checkFunction : checkCompatible);
}

/** Parses a text that may call the functions that a check lets pass. */
export function parseText(name: string, text: string, check: FunctionCheck): ParsedTemplate | GoFailure {
  try {
    return { name, text, trees: parseGoTemplate(text, name, check) };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return {
      kind: error.isRefusal ? "refused" : "syntax",
      message: error.message,
      what: error.what,
      context: undefined,
      offset: error.offset,
      round: 0,
    };
  }
}

export function isFailure(parsed: ParsedTemplate | GoFailure): parsed is GoFailure {
  return "kind" in parsed;
}

/**
 * Renders a parsed template, and its result while that contains `{{`
 * (docs/decisions/templates.md#repeated-rendering). The limits hold for all rounds together.
 */
export function render(template: ParsedTemplate, data: GoStruct, options: GoRenderOptions): GoResult {
  const meter = new Meter(options.limits);
  let current = template;
  for (let round = 0; ; round++) {
    const { text, errors } = execute(current, data, { ...options, meter });
    if (errors.length > 0) return { failures: errors.map((error) => failureOf(error, round)) };
    if (!text.includes("{{")) return { text };
    if (round + 1 >= options.limits.rounds) return { failures: [endless(template, options.limits.rounds)] };
    const next = parse(template.name, text, options);
    if (isFailure(next)) return { failures: [{ ...next, round: round + 1 }] };
    current = next;
  }
}

function execute(
  template: ParsedTemplate,
  data: GoStruct,
  { isStrict, functions, meter }: GoRenderOptions & { readonly meter: Meter },
) {
  const find = (name: string) => (template.trees.has(name) ? template : undefined);
  const execution = new Execution(find, { functions, meter, isStrict, missingKey: "invalid" });
  const { text, errors } = execution.run(template.name, data);
  return { text: wellFormed(text), errors };
}

/** An error of an execution, in text for the world outside. */
export function failureOf({ kind, message, what, context, offset }: ExecError, round = 0): GoFailure {
  return {
    kind,
    message: wellFormed(message),
    what: wellFormed(what),
    context: wellFormed(context),
    offset,
    round,
  };
}

function endless({ name }: ParsedTemplate, rounds: number): GoFailure {
  const what = `the result still contains {{ after ${rounds} rounds of rendering`;
  return {
    kind: "limit",
    message: `template: ${name}: ${what}`,
    what,
    context: undefined,
    offset: 0,
    round: rounds,
  };
}
