import {
  type Diagnostic,
  nearestName,
  type Outcome,
  type Place,
  placeInText,
  positionAt,
} from "@kalypso-actions/diagnostics";
import { OutputTrace } from "@kalypso-actions/go-template";
import mustache from "mustache";
import { misplacedWords } from "../shell-places.ts";
import { fieldText, type TeamText } from "../team-text.ts";
import {
  type CompiledTemplate,
  type OutputOrigins,
  originsOf,
  type TemplateData,
  type TemplateSource,
} from "../template.ts";
import { placesOf, type TagPlace } from "./places.ts";
import { maxOutput, OutputLimit, type PrintTeamText, Rendering } from "./rendering.ts";
import { namesIn, ownValue, Scope } from "./scope.ts";
import { printedInScript, printedInYaml, type Refusal, sameEverywhere } from "./team-printing.ts";
import type { Token } from "./tokens.ts";
import { mustacheView } from "./view.ts";

/** The nesting limit of sections, the same as for blocks in a Go template. */
const maxNesting = 500;

const shellHint =
  "In the template, write `{{#shell}}{{Manifests.NAME}}{{/shell}}`, or `{{shell}}` in `ManifestEntries`, outside quotes.";

class MustacheTemplate implements CompiledTemplate {
  readonly engine = "mustache";
  readonly #source: TemplateSource;
  readonly #tokens: readonly Token[];
  #places: ReadonlyMap<Token, TagPlace> | undefined;

  constructor(source: TemplateSource, tokens: readonly Token[]) {
    this.#source = source;
    this.#tokens = tokens;
  }

  readonly #printTeamText: PrintTeamText = (token, team) => {
    if (this.#source.contentType === "sh") return printedInScript(team);
    if (token[0] === "&" || sameEverywhere.test(team.text)) return team.text;
    this.#places ??= placesOf(this.#tokens);
    return printedInYaml(team, this.#places.get(token) ?? { in: "unknown" });
  };

  render(data: TemplateData): Outcome<string> {
    const view = mustacheView(data);
    const rendering = new Rendering(this.#printTeamText);
    try {
      rendering.write(this.#tokens, new Scope(view));
    } catch (error) {
      if (!(error instanceof OutputLimit)) throw error;
      return { value: "", diagnostics: [this.#tooLong()] };
    }
    const isScript = this.#source.contentType === "sh" && rendering.words.length > 0;
    const misplaced = isScript ? misplacedWords(rendering.output, rendering.words) : [];
    const diagnostics = [
      ...misplaced.map((index) => this.#misplaced(rendering.words[index]?.token)),
      ...rendering.missing.map((token) => this.#missing(token, view)),
      ...rendering.refused.map(({ token, text, refusal }) => this.#refused(token, text, refusal)),
    ];
    // Bytes that are not text become U+FFFD, as in a Go template's output.
    return { value: diagnostics.length === 0 ? rendering.output.toWellFormed() : "", diagnostics };
  }

  trace(data: TemplateData): OutputOrigins {
    const trace = new OutputTrace();
    new Rendering(this.#printTeamText, trace).write(this.#tokens, new Scope(mustacheView(data)));
    return originsOf(this.#source, trace);
  }

  #missing([, name, begin]: Token, view: Readonly<Record<string, unknown>>): Diagnostic {
    const [first = ""] = name.split(".");
    const known = ownValue(view, first) === undefined ? Object.keys(view) : namesIn(ownValue(view, first));
    const last = name.slice(name.indexOf(".") + 1);
    const nearest = nearestName(
      known.length > 0 && ownValue(view, first) !== undefined ? last : first,
      known,
    );
    return {
      severity: "error",
      code: "template-value-missing",
      message: `the template \`${this.#source.name}\` prints \`${name}\`, which its data does not contain`,
      hint:
        nearest === undefined
          ? `If it may be absent, print it inside a section: {{#${name}}}...{{/${name}}}.`
          : `Did you mean \`${nearest}\`? If it may be absent, print it inside a section.`,
      place: placeOf(this.#source, begin),
    };
  }

  #refused([, , begin]: Token, { text, field }: TeamText, { where }: Refusal): Diagnostic {
    const isScript = this.#source.contentType === "sh";
    return {
      severity: "error",
      code: isScript ? "team-value-shell" : "team-value-structure",
      message: `the template \`${this.#source.name}\` prints ${fieldText(field, text)} ${where}, where its characters have a meaning`,
      hint: isScript
        ? shellHint
        : "In the template, put double quotes around the whole value; or change the value in the workload.",
      place: placeOf(this.#source, begin),
    };
  }

  #misplaced(token: Token | undefined): Diagnostic {
    return {
      severity: "error",
      code: "team-value-shell",
      message: `the template \`${this.#source.name}\` prints a word of \`shell\` inside quotes, arithmetic, a comment or a here-document`,
      hint: shellHint,
      place: placeOf(this.#source, token?.[2] ?? 0),
    };
  }

  #tooLong(): Diagnostic {
    return {
      severity: "error",
      code: "template-limit",
      message: `the template \`${this.#source.name}\` writes more than ${maxOutput} characters`,
      hint: "Nested sections multiply: iterate over each list once.",
      place: placeOf(this.#source, 0),
    };
  }
}

function placeOf({ text, origin }: TemplateSource, offset: number): Place {
  const { line, column } = positionAt(text, offset);
  return placeInText(origin, line, column);
}

function partials(tokens: readonly Token[], source: TemplateSource): readonly Diagnostic[] {
  return tokens.flatMap(([type, value, begin, , inner]): readonly Diagnostic[] => {
    if (Array.isArray(inner)) return partials(inner, source);
    if (type !== ">") return [];
    return [
      {
        severity: "error",
        code: "template-refused",
        message: `the template \`${source.name}\` includes the partial \`${value}\`; templates can use only their data`,
        hint: "Replace the tag with the partial's text.",
        place: placeOf(source, begin),
      },
    ];
  });
}

/** A loop, because recursion could overflow the stack on the very nesting that this looks for. */
function tooDeep(tokens: readonly Token[], source: TemplateSource): readonly Diagnostic[] {
  const waiting = tokens.map((token) => ({ token, depth: 1 }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next;
    const [, , begin, , inner] = token;
    if (!Array.isArray(inner)) continue;
    if (depth > maxNesting) {
      const message = `the template \`${source.name}\` nests its sections deeper than ${maxNesting} levels`;
      const hint = "Put the sections one after the other instead of inside each other.";
      return [{ severity: "error", code: "template-limit", message, hint, place: placeOf(source, begin) }];
    }
    for (const each of inner as readonly Token[]) waiting.push({ token: each, depth: depth + 1 });
  }
  return [];
}

function syntaxError(source: TemplateSource, error: unknown): Diagnostic {
  const text = error instanceof Error ? error.message : String(error);
  // mustache.js ends its messages with the offset: `Unclosed section "x" at 12`.
  const [, message = text, offset = "0"] = /^(.*) at (\d+)$/s.exec(text) ?? [];
  return {
    severity: "error",
    code: "template-syntax",
    message: `the template \`${source.name}\` is not well-formed: ${message}`,
    hint: "Close every {{#name}} and {{^name}} with {{/name}}, and every {{ with }}.",
    place: placeOf(source, Math.min(Number(offset), source.text.length)),
  };
}

/** Parses a mustache template. Values print verbatim, without HTML escaping, and are never rendered again. */
export function compileMustache(source: TemplateSource): Outcome<CompiledTemplate | undefined> {
  let tokens: readonly Token[];
  try {
    tokens = new mustache.Writer().parse(source.text) as unknown as readonly Token[];
  } catch (error) {
    return { value: undefined, diagnostics: [syntaxError(source, error)] };
  }
  const deep = tooDeep(tokens, source);
  const diagnostics = deep.length > 0 ? deep : partials(tokens, source);
  return { value: diagnostics.length === 0 ? new MustacheTemplate(source, tokens) : undefined, diagnostics };
}
