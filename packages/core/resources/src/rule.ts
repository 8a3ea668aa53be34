import type { DiagnosticCode } from "@kalypso-actions/diagnostics";
import { diagnosticCatalogue } from "@kalypso-actions/diagnostics";

/** A schema check's rule: the code of the problem and, in words, what was expected. */
interface Rule {
  readonly code: DiagnosticCode;
  readonly expected: string;
}

/** Schema checks carry one message each; a rule travels in it. */
export function rule(code: DiagnosticCode, expected: string): string {
  return `${code}: ${expected}`;
}

/** The rule in a schema issue's message, if it is one of ours. */
export function ruleOf(message: string): Rule | undefined {
  const end = message.indexOf(": ");
  const code = message.slice(0, end);
  if (end < 0 || !Object.hasOwn(diagnosticCatalogue, code)) return undefined;
  return { code: code as DiagnosticCode, expected: message.slice(end + 2) };
}
