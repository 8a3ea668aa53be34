import type { Outcome } from "@kalypso-actions/diagnostics";
import { detectLanguage } from "./language.ts";
import { compileMustache } from "./mustache/engine.ts";
import type { CompiledTemplate, TemplateSource } from "./template.ts";

/**
 * Parses a template once, by the engine of the language it is written in.
 * @returns no template beside the errors that keep it from being rendered
 */
export function compileTemplate(source: TemplateSource): Outcome<CompiledTemplate | undefined> {
  const language = detectLanguage(source.text, source.origin);
  if (language.diagnostics.length > 0) return { value: undefined, diagnostics: language.diagnostics };
  if (language.value === "mustache") return compileMustache(source);
  const { verbatim: _, ...place } = source.origin;
  return {
    value: undefined,
    diagnostics: [
      {
        severity: "error",
        code: "template-engine",
        message: `the template \`${source.name}\` is written in the Go template language, which this release cannot render; expected mustache`,
        hint: "Write {{Name}} for {{.Name}}, and sections ({{#ConfigEntries}}...{{/ConfigEntries}}) for range and functions.",
        place,
      },
    ],
  };
}
