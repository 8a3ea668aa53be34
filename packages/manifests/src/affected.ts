import type { Diagnostic } from "@kalypso-actions/diagnostics";

const maxNamed = 3;

function suffix(assignments: readonly string[]): string {
  const named = assignments.slice(0, maxNamed).map((name) => `\`${name}\``);
  const more = assignments.length - named.length;
  return more === 0 ? named.join(", ") : `${named.join(", ")} and ${more} more`;
}

/**
 * Collects what goes wrong for assignments. One mistake in a template or a value is one problem, however many
 * assignments it touches; the message names the first few.
 */
export class AffectedAssignments {
  readonly #problems = new Map<string, { readonly diagnostic: Diagnostic; readonly assignments: string[] }>();

  add(diagnostic: Diagnostic, assignment: string): void {
    const { place } = diagnostic;
    const id = JSON.stringify([
      diagnostic.code,
      diagnostic.message,
      place?.source,
      place?.file,
      place?.line,
      place?.column,
    ]);
    const known = this.#problems.get(id);
    if (known === undefined) this.#problems.set(id, { diagnostic, assignments: [assignment] });
    else if (known.assignments.at(-1) !== assignment) known.assignments.push(assignment);
  }

  /** What is wrong with each assignment. */
  get byAssignment(): ReadonlyMap<string, readonly Diagnostic[]> {
    const failures = new Map<string, Diagnostic[]>();
    for (const { diagnostic, assignments } of this.#problems.values())
      for (const name of assignments) failures.set(name, [...(failures.get(name) ?? []), diagnostic]);
    return failures;
  }

  get diagnostics(): readonly Diagnostic[] {
    return [...this.#problems.values()].map(({ diagnostic, assignments }) => ({
      ...diagnostic,
      message: `${diagnostic.message} (assignment${assignments.length === 1 ? "" : "s"} ${suffix(assignments)})`,
    }));
  }
}
