/** Tells the problems of a rendered manifest at the lines of its template. */
import { type Diagnostic, type Place, present } from "@kalypso-actions/diagnostics";
import type { Template } from "@kalypso-actions/resources";
import type { CompiledTemplate, OutputOrigins, TemplateData, WrittenFrom } from "@kalypso-actions/templates";
import type { ManifestProblem, WronglyTyped } from "./manifest-check.ts";

/** One manifest of a Template, rendered for an assignment. */
export interface RenderedText {
  readonly template: Template;
  readonly index: number;
  readonly compiled: CompiledTemplate;
  readonly data: TemplateData;
  readonly text: string;
}

/** A diagnostic, and what makes it the same mistake for other assignments, whose names and values differ. */
interface ToldProblem {
  readonly diagnostic: Diagnostic;
  readonly id: string;
}

const wholeObject =
  "A document with apiVersion or kind needs apiVersion, kind and metadata.name. Quote printed values that YAML could parse as another type.";

/** The start of a manifest in its file. */
export function beginOf({ template, index }: RenderedText): Place {
  const { file, line, column, source } = template.manifests[index]?.origin ?? template.place;
  return { file, line, column, ...present({ source }) };
}

/** What printed the value; for an absent one, the tag on its line that printed nothing. */
function originOf(
  { start, end }: ManifestProblem,
  text: string,
  origins: OutputOrigins,
): WrittenFrom | undefined {
  const lineEnd = text.indexOf("\n", start);
  for (let at = start; start === end && at <= (lineEnd < 0 ? text.length : lineEnd); at++) {
    const found = origins.nothingAt(at);
    if (found !== undefined) return found;
  }
  return origins.at(start);
}

const entryValue = /^\{\{[{&]?\s*value\s*\}?\}\}$/;

/** The tag with another pipe: `{{ $value }}` becomes `{{ $value | quote }}`. */
function quotedTag(tag: string): string {
  return tag.replace(/(?<!\s)\s*(-?\}\})$/, (_, close: string) => ` | quote ${close}`);
}

/** How to print nested data as text. */
const nested = {
  go: "Print nested values as text: `{{ stringify .ConfigData }}`, or `{{ toYaml $value | quote }}`.",
  mustache: "Print nested values as text: `{{string}}` in `ConfigEntries`.",
} as const;

/** How to print text. */
function typeHint({ found, start, end }: WronglyTyped, from: WrittenFrom | undefined, isGo: boolean): string {
  const { wanted, type, written, isKey } = found;
  if (wanted === "map") return "Print one `key: value` per line below it.";
  if (type === "map" || type === "list") return isGo ? nested.go : nested.mustache;
  const tag = from?.tag;
  // A tag is whole or not; text of the template goes on behind the value.
  const isWhole = tag === undefined ? (from?.end ?? end) >= end : from?.start === start && from.end === end;
  if (tag === undefined && isWhole)
    return written === "" ? 'Write `""` for an empty text.' : `Quote it: \`"${written}"\`.`;
  if (tag === undefined || (!isWhole && start !== end))
    return "Put double quotes around the whole value in the template.";
  if (isGo) return `Write \`${quotedTag(tag)}\`.`;
  if (!isKey && entryValue.test(tag)) return "Write `{{yaml}}`, which quotes what needs quotes.";
  return `Write \`"${tag}"\`.`;
}

function hintOf(problem: ManifestProblem, from: WrittenFrom | undefined, isGo: boolean): string {
  if (problem.type === "incomplete") return wholeObject;
  if (problem.type === "value") return typeHint(problem, from, isGo);
  return "Kubernetes would reject the object.";
}

/** The problems of a text that the scan does not accept. Its template is rendered again to find the lines. */
export function manifestProblems(
  rendered: RenderedText,
  problems: readonly ManifestProblem[],
): readonly ToldProblem[] {
  if (problems.length === 0) return [];
  const { template, compiled, data, text } = rendered;
  const origins = compiled.trace(data);
  // Scheduling has reported a namespace of its own that is too long.
  const own = (problem: ManifestProblem) => problem.type === "name" && problem.written === data.Namespace;
  return problems
    .filter((problem) => !own(problem))
    .map((problem): ToldProblem => {
      const { type, message, line } = problem;
      const isIncomplete = type === "incomplete";
      const from = isIncomplete ? undefined : originOf(problem, text, origins);
      const place = from?.place ?? beginOf(rendered);
      const told = isIncomplete
        ? `renders to an incomplete Kubernetes object at line ${line} of its output: ${message}`
        : message;
      const code = {
        incomplete: "manifest-invalid",
        value: "manifest-not-text",
        name: "manifest-name",
      } as const;
      const diagnostic: Diagnostic = {
        severity: "error",
        code: code[type],
        message: `the template \`${template.name}\` ${told}`,
        hint: hintOf(problem, from, compiled.engine === "go"),
        place,
      };
      const what = isIncomplete ? message : [problem.object.kind, problem.field];
      return {
        diagnostic,
        id: JSON.stringify([diagnostic.code, template.name, rendered.index, what, place]),
      };
    });
}
