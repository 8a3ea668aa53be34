import { DiagnosticError } from "@kalypso-actions/diagnostics";

const passing: ReadonlySet<string> = new Set([
  "github-unreachable",
  "github-limited",
  "github-timed-out",
  "github-unreadable",
  "azure-timed-out",
]);

/** Whether a problem is temporary, so that the next poll retries. */
export function isPassing(error: unknown): boolean {
  const code = error instanceof DiagnosticError ? error.diagnostics[0]?.code : undefined;
  return code !== undefined && passing.has(code);
}
