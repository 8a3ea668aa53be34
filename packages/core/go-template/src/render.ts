/** Renders Go templates: parse, execute, and render again while the result contains `{{`. */
import type { ExecError, ExecErrorKind } from "./exec/error.ts";
import { Execution } from "./exec/execution.ts";
import { defaultLimits, type Limits, Meter } from "./exec/meter.ts";
import type { ParsedTemplate } from "./exec/statements.ts";
import { OutputTrace, type OutputWriters, type WrittenBy } from "./exec/trace.ts";
import { quoteText } from "./format/quote.ts";
import { functions, operatorFunctions } from "./functions/catalogue.ts";
import { refusedFunctions } from "./functions/refused.ts";
import { type FunctionCheck, ParseError, parseGoTemplate } from "./syntax/parser.ts";
import { wellFormed } from "./values/text.ts";
import type { GoFunction, GoStruct } from "./values/value.ts";

interface GoRenderOptions {
  /** Whether printing a missing value is an error; otherwise it prints as `<no value>`, as in Go. */
  readonly isStrict: boolean;
  readonly limits: Limits;
  readonly functions: ReadonlyMap<string, GoFunction>;
}

/** The behaviour of Go with sprig 3.2. */
export const compatibleOptions: GoRenderOptions = { isStrict: false, limits: defaultLimits, functions };

/** The behaviour of this project: as the operator's sprig 2.22, plus functions that it lacks. */
export const strictOptions: GoRenderOptions = {
  isStrict: true,
  limits: defaultLimits,
  functions: operatorFunctions,
};

/** Why a template could not be parsed or rendered. */
export interface GoFailure {
  /** "refused" if it calls a function that no template may call. */
  readonly kind: "syntax" | "refused" | ExecErrorKind;
  /** Message and place as Go reports them. */
  readonly message: string;
  /** The problem without the place; for a syntax error, the message text after the place. */
  readonly what: string;
  /** The part of the template, if known. */
  readonly context: string | undefined;
  /** Offset in the text where it happened: 0-based, in UTF-16 code units. */
  readonly offset: number;
  /** How many rounds had been rendered before: 0 is the template as written. */
  readonly round: number;
}

/** The results that were rendered again because they contained `{{`, in order; absent if there were none. */
interface Rounds {
  readonly rounds?: readonly string[];
}

/** The rendered text, or all problems found. */
export type GoResult = Rounds & ({ readonly text: string } | { readonly failures: readonly GoFailure[] });

/** Accepts only calls of known functions, and explains why some must not be called. */
export function allowing(known: (name: string) => boolean): FunctionCheck {
  return (name) => {
    const reason = refusedFunctions.get(name);
    if (reason !== undefined)
      return { what: `function ${quoteText(name)} is refused: ${reason}`, isRefusal: true };
    return known(name) ? undefined : { what: `function ${quoteText(name)} not defined`, isRefusal: false };
  };
}

const checkFunction = allowing((name) => functions.has(name));

/** `call` fails on execution, as in Go: templates written for the operator may contain it where it is never reached. */
const checkCompatible: FunctionCheck = (name) => (name === "call" ? undefined : checkFunction(name));

/** Parses a text; errors use the given name. */
export function parse(
  name: string,
  text: string,
  { isStrict }: Pick<GoRenderOptions, "isStrict">,
): ParsedTemplate | GoFailure {
  return parseText(name, text, isStrict ? checkFunction : checkCompatible);
}

/** Parses a text that may call the functions accepted by a check. */
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
 * Renders a parsed template, then its result for as long as that contains `{{`
 * (docs/decisions/templates.md#repeated-rendering). The limits apply to all rounds together.
 */
export function render(template: ParsedTemplate, data: GoStruct, options: GoRenderOptions): GoResult {
  return renderRounds(template, data, options);
}

/**
 * Renders once more to find out which text or action of the template writes a part of the output; with several rounds,
 * which one of the template as written. For reports only: it is slower.
 */
export function traceOutput(
  template: ParsedTemplate,
  data: GoStruct,
  options: GoRenderOptions,
): OutputWriters {
  const traces: OutputTrace[] = [];
  renderRounds(template, data, { ...options, traces });
  const last = traces.pop();
  const inTemplate = (found: WrittenBy | undefined): WrittenBy | undefined => {
    if (found === undefined) return undefined;
    let writer = found;
    // The output of a round is the template of the next.
    for (const trace of traces.toReversed()) writer = trace.at(writer.offset) ?? writer;
    return { ...writer, start: found.start, end: found.end };
  };
  return {
    at: (offset) => inTemplate(last?.at(offset)),
    nothingAt: (offset) => inTemplate(last?.nothingAt(offset)),
  };
}

/** @param options with `traces`, each round adds its own */
function renderRounds(
  template: ParsedTemplate,
  data: GoStruct,
  options: GoRenderOptions & { readonly traces?: OutputTrace[] },
): GoResult {
  const { traces } = options;
  const meter = new Meter(options.limits);
  const rounds: string[] = [];
  const again = () => (rounds.length > 0 ? { rounds } : {});
  let current = template;
  for (let round = 0; ; round++) {
    const trace = traces && new OutputTrace();
    if (trace !== undefined) traces?.push(trace);
    const { text, errors } = execute(current, data, { ...options, meter, trace });
    if (errors.length > 0) return { failures: errors.map((error) => failureOf(error, round)), ...again() };
    if (!text.includes("{{")) return { text, ...again() };
    rounds.push(text);
    if (round + 1 >= options.limits.rounds)
      return { failures: [endless(template, options.limits.rounds)], rounds };
    const next = parse(template.name, text, options);
    if (isFailure(next)) return { failures: [{ ...next, round: round + 1 }], rounds };
    current = next;
  }
}

function execute(
  template: ParsedTemplate,
  data: GoStruct,
  {
    isStrict,
    functions,
    meter,
    trace,
  }: GoRenderOptions & { readonly meter: Meter; readonly trace: OutputTrace | undefined },
) {
  const find = (name: string) => (template.trees.has(name) ? template : undefined);
  const execution = new Execution(find, { functions, meter, isStrict, missingKey: "invalid", trace });
  const { text, errors } = execution.run(template.name, data);
  return { text: wellFormed(text), errors };
}

/** An execution error, converted to well-formed text. */
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
