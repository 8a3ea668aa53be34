import type { Diagnostic, DiagnosticCode, Outcome, Place } from "@kalypso-actions/diagnostics";
import { nearestName, placeInText, positionAt } from "@kalypso-actions/diagnostics";
import type { CompiledTemplate, TemplateData, TemplateSource } from "../template.ts";
import { goData } from "./data.ts";
import type { ParsedTemplate } from "./exec/statements.ts";
import { type GoFailure, isFailure, parse, render, strictOptions } from "./render.ts";

const codes: Readonly<Record<GoFailure["kind"], DiagnosticCode>> = {
  syntax: "template-syntax",
  refused: "template-refused",
  failed: "template-failed",
  missing: "template-value-missing",
  limit: "template-limit",
};

const hints: Readonly<Record<GoFailure["kind"], string>> = {
  syntax: "The language is Go's: https://pkg.go.dev/text/template, with the functions of sprig 3.2.",
  refused:
    "A manifest must come out the same from the same commit: pass the value in as platform configuration.",
  failed:
    "The functions and their arguments: https://masterminds.github.io/sprig and https://pkg.go.dev/text/template.",
  missing:
    'Set the value, or say what stands in for it: `{{ .ConfigData.NAME | default "..." }}`, `{{ with .ConfigData.NAME }}...{{ end }}`.',
  limit: "Walk over each list once, and let no value or template contain itself.",
};

/** The name in the data that a missing one may be meant to be. */
function nearestField({ context }: GoFailure, data: TemplateData): string | undefined {
  const match = /\.(ConfigData|Labels|Manifests)\.([\w-]+)/.exec(context ?? "");
  if (match === null) return undefined;
  const [, owner = "", name = ""] = match;
  const nearest = nearestName(name, Object.keys(data[owner as "ConfigData" | "Labels" | "Manifests"]));
  return nearest === undefined ? undefined : `.${owner}.${nearest}`;
}

function placeOf({ text, origin }: TemplateSource, failure: GoFailure): Place {
  // What was rendered once more is no text that a user has: the whole template is to blame.
  const { line, column } = positionAt(text, failure.round === 0 ? failure.offset : 0);
  return placeInText(origin, line, column);
}

function describe({ what, context, kind }: GoFailure): string {
  if (kind === "missing") return `prints \`${context}\`, but ${what}`;
  const where = context === undefined ? "" : ` at \`${context}\``;
  const begin = kind === "syntax" || kind === "refused" ? "is not accepted" : "cannot be rendered";
  return `${begin}${where}: ${what}`;
}

/** What went wrong, for the user. The text of a result that is rendered again is named as such. */
function diagnose(source: TemplateSource, failure: GoFailure, data?: TemplateData): Diagnostic {
  const nearest = data === undefined || failure.kind !== "missing" ? undefined : nearestField(failure, data);
  const again =
    failure.round === 0
      ? ""
      : ` (in its result, which contains {{ and was rendered again, ${failure.round}x)`;
  return {
    severity: "error",
    code: codes[failure.kind],
    message: `the template \`${source.name}\` ${describe(failure)}${again}`,
    hint: nearest === undefined ? hints[failure.kind] : `Did you mean \`${nearest}\`? ${hints[failure.kind]}`,
    place: placeOf(source, failure),
  };
}

class GoTemplate implements CompiledTemplate {
  readonly engine = "go";
  readonly #source: TemplateSource;
  readonly #parsed: ParsedTemplate;

  constructor(source: TemplateSource, parsed: ParsedTemplate) {
    this.#source = source;
    this.#parsed = parsed;
  }

  render(data: TemplateData): Outcome<string> {
    const result = render(this.#parsed, goData(data), strictOptions);
    if ("text" in result) return { value: result.text, diagnostics: [] };
    return { value: "", diagnostics: [diagnose(this.#source, result.failure, data)] };
  }
}

/** Parses a Go template, once for all renderings. */
export function compileGo(source: TemplateSource): Outcome<CompiledTemplate | undefined> {
  const parsed = parse(source.name, source.text, strictOptions);
  if (!isFailure(parsed)) return { value: new GoTemplate(source, parsed), diagnostics: [] };
  return { value: undefined, diagnostics: [diagnose(source, parsed)] };
}
