import type { Diagnostic, DiagnosticCode } from "@kalypso-actions/diagnostics";
import type { Broken } from "@kalypso-actions/resources";

/** What a value that is missing from the configuration leads to. */
const ofConfiguration: ReadonlySet<DiagnosticCode> = new Set([
  "config-invalid",
  "template-failed",
  "template-value-missing",
]);

/** The problems of a render, without those that may only come of a ConfigMap that could not be read. */
export function withoutFollowUps(
  diagnostics: readonly Diagnostic[],
  broken: Broken | undefined,
): readonly Diagnostic[] {
  if (broken?.mayBe("ConfigMap") !== true) return diagnostics;
  return diagnostics.filter(({ code }) => !ofConfiguration.has(code));
}
