import type { Outcome } from "@kalypso-actions/diagnostics";
import { compileGo } from "./go/engine.ts";
import { detectLanguage } from "./language.ts";
import { compileMustache } from "./mustache/engine.ts";
import type { CompiledTemplate, TemplateSource } from "./template.ts";

/**
 * Parses a template once, with the engine for its language.
 * @returns no template if there are errors
 */
export function compileTemplate(source: TemplateSource): Outcome<CompiledTemplate | undefined> {
  const language = detectLanguage(source.text, source.origin);
  if (language.diagnostics.length > 0) return { value: undefined, diagnostics: language.diagnostics };
  return language.value === "go" ? compileGo(source) : compileMustache(source);
}
