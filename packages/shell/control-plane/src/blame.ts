import type { Diagnostic, DiagnosticCode } from "@kalypso-actions/diagnostics";
import type { Path, Resource } from "@kalypso-actions/resources";

const fields: Partial<Record<DiagnosticCode, string>> = {
  "git-ref-missing": "branch",
  "git-commit-missing": "commit",
  "git-path-missing": "path",
};

/** Reports a git problem at the line of the resource that names the repository. */
export function blame(
  diagnostics: readonly Diagnostic[],
  resource: Resource,
  repository: Path,
): readonly Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    if (diagnostic.place !== undefined) return diagnostic;
    const place = resource.placeOf([...repository, fields[diagnostic.code] ?? "repo"]);
    const message = `${resource.kind} \`${resource.name}\`: ${diagnostic.message}`;
    return { ...diagnostic, message, place };
  });
}
