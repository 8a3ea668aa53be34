/** The one comment that is kept up to date. */
import { type Diagnostic, DiagnosticError, diagnosticsOf } from "@kalypso-actions/diagnostics";
import type { OwnComment, PullRequests } from "@kalypso-actions/github";

/** A read-only token, as in runs for forks, is not an error: the summary has everything. */
function notTold(problems: readonly Diagnostic[]): Diagnostic {
  return {
    severity: "notice",
    code: "preview-not-told",
    message: `the preview is only in the run's summary: ${problems[0]?.message ?? "the comment could not be written"}`,
    hint: "A run for a fork has a token that only reads. Otherwise, give the job `pull-requests: write`.",
  };
}

export function isDenied(error: unknown): boolean {
  return error instanceof DiagnosticError && error.diagnostics.every(({ code }) => code === "github-denied");
}

/**
 * @returns problems: they do not hide the preview
 */
export async function keepComment(
  pulls: PullRequests,
  {
    number,
    known,
    body,
  }: { readonly number: number; readonly known: OwnComment | undefined; readonly body: string },
): Promise<readonly Diagnostic[]> {
  try {
    await pulls.putComment(number, known, body);
    return [];
  } catch (error) {
    const problems = diagnosticsOf(error);
    return isDenied(error) ? [notTold(problems)] : problems;
  }
}

/** @returns undefined also where comments cannot be read */
export async function findComment(
  pulls: PullRequests,
  number: number,
  start: string,
): Promise<OwnComment | undefined> {
  try {
    return await pulls.findComment(number, start);
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}
