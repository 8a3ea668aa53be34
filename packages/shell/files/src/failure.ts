import { DiagnosticError } from "@kalypso-actions/diagnostics";

/** What an error of the file system says. */
export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: "Free space (`df -h`) or inodes (`df -i`) there, then run it again.",
  EDQUOT: "Free space there, or raise the quota, then run it again.",
  EROFS: "The file system is read-only: choose another path.",
  EACCES: "Check the path and its permissions.",
  EPERM: "Check the path and its permissions.",
};

/** @param isUnchanged whether what was there before is still in place */
export function outputFailed(path: string, cause: unknown, isUnchanged = true): DiagnosticError {
  const reason = reasonOf(cause);
  const remedy = remedies[/^E[A-Z]+/.exec(reason)?.[0] ?? ""] ?? "Check the path.";
  const state = isUnchanged
    ? "The previous content is unchanged."
    : "What is there is incomplete: the next run completes or undoes it.";
  return new DiagnosticError(
    {
      severity: "error",
      code: "output-failed",
      message: `${path} could not be written: ${reason}`,
      hint: `${state} ${remedy}`,
    },
    { cause },
  );
}
