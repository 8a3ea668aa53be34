import { DiagnosticError } from "@kalypso-actions/diagnostics";

/** Whether a GitHub problem is temporary, so that the next poll retries. */
export function isPassing(error: unknown): boolean {
  const code = error instanceof DiagnosticError ? error.diagnostics[0]?.code : undefined;
  return code === "github-unreachable" || code === "github-limited";
}
