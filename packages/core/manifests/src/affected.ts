import type { Diagnostic } from "@kalypso-actions/diagnostics";

const maxNamed = 3;

function suffix(assignments: readonly string[]): string {
  const named = assignments.slice(0, maxNamed).map((name) => `\`${name}\``);
  const more = assignments.length - named.length;
  return more === 0 ? named.join(", ") : `${named.join(", ")} and ${more} more`;
}

/** An assignment, and its number in the Schedule's order. */
export interface NumberedAssignment {
  readonly name: string;
  readonly number: number;
}

/** One mistake and every assignment that it affects. */
export interface Problem {
  /** The first assignment's diagnostic: another may violate another schema at the same place. */
  diagnostic: Diagnostic;
  /** Without duplicates. */
  readonly assignments: NumberedAssignment[];
  /** Equal for the same mistake, whatever its message says about the first assignment. */
  readonly id: string;
  /** The number of the first affected assignment, and the problem's index among that assignment's problems. */
  first: number;
  place: number;
}

function idOf({ code, message, place }: Diagnostic): string {
  return JSON.stringify([code, message, place?.source, place?.file, place?.line, place?.column]);
}

/**
 * Collects the problems of assignments. One mistake in a template or a value is one problem, however many
 * assignments it affects; the message names the first few. The result does not depend on the order or the number of
 * parts in which assignments are rendered.
 */
export class AffectedAssignments {
  readonly #problems = new Map<string, Problem>();
  #current = -1;
  #place = 0;

  /** @param id what makes it the same mistake for another assignment; defaults to its code, message and place */
  add(diagnostic: Diagnostic, assignment: NumberedAssignment, id = idOf(diagnostic)): void {
    const { number } = assignment;
    this.#place = number === this.#current ? this.#place + 1 : 0;
    this.#current = number;
    this.#join({ diagnostic, id, assignments: [assignment], first: number, place: this.#place });
  }

  /** Adds the results of another part of the same Schedule. */
  addAll(problems: readonly Problem[]): void {
    for (const problem of problems) this.#join(problem);
  }

  get isEmpty(): boolean {
    return this.#problems.size === 0;
  }

  /** Sorted by the first assignment that each problem affects. */
  get problems(): readonly Problem[] {
    for (const { assignments } of this.#problems.values()) assignments.sort((a, b) => a.number - b.number);
    return [...this.#problems.values()].sort((a, b) => a.first - b.first || a.place - b.place);
  }

  /** The problems of each assignment. */
  get byAssignment(): ReadonlyMap<string, readonly Diagnostic[]> {
    const failures = new Map<string, Diagnostic[]>();
    for (const { diagnostic, assignments } of this.problems)
      for (const { name } of assignments) {
        const list = failures.get(name);
        if (list === undefined) failures.set(name, [diagnostic]);
        else list.push(diagnostic);
      }
    return failures;
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.problems.map(({ diagnostic, assignments }) => ({
      ...diagnostic,
      message: `${diagnostic.message} (assignment${assignments.length === 1 ? "" : "s"} ${suffix(assignments.map(({ name }) => name))})`,
    }));
  }

  #join(problem: Problem): void {
    const { id } = problem;
    const known = this.#problems.get(id);
    if (known === undefined) {
      this.#problems.set(id, { ...problem, assignments: [...problem.assignments] });
      return;
    }
    for (const assignment of problem.assignments)
      if (known.assignments.at(-1)?.number !== assignment.number) known.assignments.push(assignment);
    if (problem.first < known.first) {
      known.diagnostic = problem.diagnostic;
      known.first = problem.first;
      known.place = problem.place;
    }
  }
}
