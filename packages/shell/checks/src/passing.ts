import { DiagnosticError } from "@kalypso-actions/diagnostics";

/** Whether a problem is GitHub's of the moment: the next poll asks again. */
export function isPassing(error: unknown): boolean {
  const code = error instanceof DiagnosticError ? error.diagnostics[0]?.code : undefined;
  return code === "github-unreachable" || code === "github-limited";
}
