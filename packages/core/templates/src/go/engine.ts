import {
  type Diagnostic,
  type DiagnosticCode,
  nearestName,
  type Outcome,
  type Place,
  placeInText,
  positionAt,
} from "@kalypso-actions/diagnostics";
import {
  functions,
  type GoFailure,
  type GoResult,
  isFailure,
  type ParsedTemplate,
  parse,
  render,
  strictOptions,
  traceOutput,
} from "@kalypso-actions/go-template";
import {
  type CompiledTemplate,
  type OutputOrigins,
  originsOf,
  type TemplateData,
  type TemplateSource,
} from "../template.ts";
import { RepeatedRendering } from "./again.ts";
import { goData } from "./data.ts";
import { type RenderWith, scriptProblem } from "./script.ts";

const codes: Readonly<Record<GoFailure["kind"], DiagnosticCode>> = {
  syntax: "template-syntax",
  refused: "template-refused",
  failed: "template-failed",
  missing: "template-value-missing",
  limit: "template-limit",
};

const hints: Readonly<Record<GoFailure["kind"], string>> = {
  syntax: "Use the syntax of https://pkg.go.dev/text/template and the functions of sprig 3.2.",
  refused:
    "Pass the value in as platform configuration: the same commit must always render the same manifest.",
  failed:
    "See https://masterminds.github.io/sprig and https://pkg.go.dev/text/template for the functions and their arguments.",
  missing:
    'Set the value, or provide a fallback: `{{ .ConfigData.NAME | default "..." }}`, `{{ with .ConfigData.NAME }}...{{ end }}`.',
  limit: "Iterate over each list once, and make sure that no value or template contains itself.",
};

/** The closest known name for a function, a field or a key in the data. */
function nearestTo({ context, kind, what }: GoFailure, data: TemplateData | undefined): string | undefined {
  const called = /^function "(\w+)" not defined$/.exec(what)?.[1];
  if (called !== undefined) return nearestName(called, [...functions.keys()]);
  if (data === undefined) return undefined;
  const unknown = /^can't evaluate field (\w+) in type scheduler\.dataType$/.exec(what)?.[1];
  if (unknown !== undefined) {
    const field = nearestName(unknown, Object.keys(data));
    return field === undefined ? undefined : `.${field}`;
  }
  const match = /\.(ConfigData|Labels|Manifests)\.([\w-]+)/.exec(context ?? "");
  if (match === null || kind !== "missing") return undefined;
  const [, owner = "", name = ""] = match;
  const nearest = nearestName(name, Object.keys(data[owner as "ConfigData" | "Labels" | "Manifests"]));
  return nearest === undefined ? undefined : `.${owner}.${nearest}`;
}

function placeOf({ text, origin }: TemplateSource, failure: GoFailure): Place {
  // The user never sees the text of later rounds, so the error points at the whole template.
  const { line, column } = positionAt(text, failure.round === 0 ? failure.offset : 0);
  return placeInText(origin, line, column);
}

/** The prefix of a message from `fail`. */
const failPrefix = "error calling fail: ";

/** Truncates a part of a template for a message. */
function cut(text: string): string {
  return text.length > maxShown ? `${text.slice(0, maxShown)}...` : text;
}

const maxShown = 500;

function describe(failure: GoFailure): string {
  const { kind } = failure;
  const what = cut(failure.what);
  const context = failure.context === undefined ? undefined : cut(failure.context);
  if (kind === "missing")
    return `prints \`${context}\`, but ${what.replace("invalid value", "the value is missing or null")}`;
  if (what.startsWith(failPrefix)) return `stops: ${what.slice(failPrefix.length)}`;
  const where = context === undefined ? "" : ` at \`${context}\``;
  const begin = kind === "syntax" || kind === "refused" ? "is not accepted" : "cannot be rendered";
  return `${begin}${where}: ${what}`;
}

/** The diagnostic of a failure. It says so if the failing text was the result of an earlier rendering. */
function diagnose(source: TemplateSource, failure: GoFailure, data?: TemplateData): Diagnostic {
  const nearest = nearestTo(failure, data);
  const again =
    failure.round === 0 ? "" : ` (in its first result, which contains {{ and is therefore rendered again)`;
  return {
    severity: "error",
    code: codes[failure.kind],
    message: `the template \`${source.name}\` ${describe(failure)}${again}`,
    hint: hintFor(failure, nearest),
    place: placeOf(source, failure),
  };
}

function hintFor({ kind, what }: GoFailure, nearest: string | undefined): string {
  if (what.startsWith(failPrefix)) return "The template itself reports this by calling `fail`.";
  if (nearest === undefined) return hints[kind];
  return kind === "missing" ? `Did you mean \`${nearest}\`? ${hints[kind]}` : `Did you mean \`${nearest}\`?`;
}

const teamHints = {
  "team-value-template":
    "Change the value in the workload; the template has to print it without decoding it, and not between braces.",
  "team-value-shell":
    "In the template, write `{{ shell .Manifests.NAME }}`, outside quotes and without a pipe after it.",
} as const;

class GoTemplate implements CompiledTemplate {
  readonly engine = "go";
  readonly #source: TemplateSource;
  readonly #parsed: ParsedTemplate;
  #repeated: RepeatedRendering | undefined;

  constructor(source: TemplateSource, parsed: ParsedTemplate) {
    this.#source = source;
    this.#parsed = parsed;
  }

  render(data: TemplateData): Outcome<string> {
    const result = render(this.#parsed, goData(data), strictOptions);
    const refused = this.#teamProblem(data, result);
    if (refused !== undefined) return { value: "", diagnostics: [refused] };
    if ("text" in result) return { value: result.text, diagnostics: [] };
    return {
      value: "",
      diagnostics: result.failures.map((failure) => diagnose(this.#source, failure, data)),
    };
  }

  /** What a team's texts must not do, whether or not the rendering succeeds. */
  #teamProblem(data: TemplateData, result: GoResult): Diagnostic | undefined {
    const again: RenderWith = (manifests, replace) => {
      const entries = [...strictOptions.functions].map(
        ([name, each]) => [name, replace?.(name, each) ?? each] as const,
      );
      const options =
        replace === undefined ? strictOptions : { ...strictOptions, functions: new Map(entries) };
      return render(this.#parsed, goData({ ...data, Manifests: manifests }), options);
    };
    if (result.rounds !== undefined) {
      this.#repeated ??= new RepeatedRendering(this.#parsed);
      const found = this.#repeated.problem(data, result, again);
      if (found !== undefined) return this.#refused("team-value-template", found);
    }
    if (this.#source.contentType !== "sh" || !("text" in result)) return undefined;
    const found = scriptProblem(data.Manifests, result.text, again);
    return found === undefined ? undefined : this.#refused("team-value-shell", found);
  }

  #refused(code: keyof typeof teamHints, what: string): Diagnostic {
    const { name, text, origin } = this.#source;
    const { line, column } = positionAt(text, 0);
    const message = `the template \`${name}\` ${what}`;
    return {
      severity: "error",
      code,
      message,
      hint: teamHints[code],
      place: placeInText(origin, line, column),
    };
  }

  trace(data: TemplateData): OutputOrigins {
    return originsOf(this.#source, traceOutput(this.#parsed, goData(data), strictOptions));
  }
}

/** Parses a Go template once for all renders. */
export function compileGo(source: TemplateSource): Outcome<CompiledTemplate | undefined> {
  const parsed = parse(source.name, source.text, strictOptions);
  if (!isFailure(parsed)) return { value: new GoTemplate(source, parsed), diagnostics: [] };
  return { value: undefined, diagnostics: [diagnose(source, parsed)] };
}
