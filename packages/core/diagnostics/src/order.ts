import type { Diagnostic, Severity } from "./diagnostic.ts";

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, notice: 2 };

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A repository, without the commit: the order must not change with it. */
function repositoryOf({ place }: Diagnostic): string {
  return (place?.source ?? "").replace(/@[0-9a-f]+$/, "");
}

function compare(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(repositoryOf(a), repositoryOf(b)) ||
    compareText(a.place?.file ?? "", b.place?.file ?? "") ||
    (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
    (a.place?.column ?? 0) - (b.place?.column ?? 0) ||
    rank[a.severity] - rank[b.severity] ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

function identity(diagnostic: Diagnostic): string {
  const { severity, code, message, place } = diagnostic;
  return JSON.stringify([severity, code, message, place?.source, place?.file, place?.line, place?.column]);
}

/**
 * Sorts by repository, file and position and removes duplicates. The order depends only on the problems, so two runs
 * over the same input print the same lines, in whatever order its parts were read.
 */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const distinct = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const key = identity(diagnostic);
    if (!distinct.has(key)) distinct.set(key, diagnostic);
  }
  return [...distinct.values()].sort(compare);
}
