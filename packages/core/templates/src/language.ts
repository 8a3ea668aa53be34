import { type Outcome, placeInText, positionAt, type TextOrigin } from "@kalypso-actions/diagnostics";

type TemplateLanguage = "mustache" | "go";

interface Action {
  readonly offset: number;
  /** Whether a trim marker follows the `{{`. */
  readonly isTrimmed: boolean;
  readonly content: string;
}

/** The text between each `{{` and its `}}`. A loop, because no regex finds them in linear time. */
function* actions(text: string): Generator<Action> {
  for (let offset = text.indexOf("{{"); offset >= 0; ) {
    const end = text.indexOf("}}", offset + 2);
    if (end < 0) return;
    const inner = text.slice(offset + 2, end);
    const isTrimmed = /^-\s/.test(inner);
    yield { offset, isTrimmed, content: isTrimmed ? inner.slice(2) : inner };
    offset = text.indexOf("{{", end + 2);
  }
}

const mustacheSigil = /^\s*[#^&>!={]/;
const mustacheClose = /^\s*\/(?!\*)/;
const name = /^\s*[A-Za-z_][\w-]*(?:\.[\w-]+)*\s*$/;
const goKeyword = /^\s*(?:if|else|end|range|with|define|template|block|break|continue)\b/;
const goEvidence = /^\s*(?:\.[A-Za-z_]|\$|"|`|\/\*|\()|\||:=|\s-$/;

/** The language of one action; undefined if it could be either (`{{.}}`). */
function languageOf(trimmed: boolean, content: string): TemplateLanguage | undefined {
  if (trimmed || goKeyword.test(content) || goEvidence.test(content)) return "go";
  if (mustacheSigil.test(content) || mustacheClose.test(content) || name.test(content)) return "mustache";
  // A function call: a name and its arguments.
  return /^\s*[A-Za-z]\w*\s+\S/.test(content) ? "go" : undefined;
}

/**
 * The template language of a text. A Go template has a field with a leading dot, a
 * variable, a pipeline, a keyword, a trim marker or a function call; text without actions is the same in both.
 */
export function detectLanguage(text: string, origin: TextOrigin): Outcome<TemplateLanguage> {
  const first = new Map<TemplateLanguage, number>();
  for (const { offset, isTrimmed, content } of actions(text)) {
    const found = languageOf(isTrimmed, content);
    if (found !== undefined && !first.has(found)) first.set(found, offset);
  }
  const go = first.get("go");
  const mustache = first.get("mustache");
  if (go === undefined || mustache === undefined)
    return { value: go === undefined ? "mustache" : "go", diagnostics: [] };
  const at = (offset: number) => {
    const { line, column } = positionAt(text, offset);
    return placeInText(origin, line, column);
  };
  return {
    value: go < mustache ? "go" : "mustache",
    diagnostics: [
      {
        severity: "error",
        code: "template-engine",
        message:
          "the template mixes Go template actions and mustache tags; expected one language per manifest",
        hint: "Write `{{.Name}}` everywhere for Go templates, or `{{Name}}` everywhere for mustache.",
        place: at(go),
        related: [{ message: "the first mustache tag", place: at(mustache) }],
      },
    ],
  };
}
