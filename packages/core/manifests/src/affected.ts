import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { Bringer } from "@kalypso-actions/platform-config";

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

/**
 * Where a mistake can come from: from a schema or a text that an application team brought; or from what the platform shares, a
 * template or (without one) the configuration, or from what a team gives to that.
 */
export type Cause = { readonly broughtBy: Bringer } | { readonly template?: string };

/** Stands for the platform configuration among the names of templates. */
export const configuration = "";

/** One mistake and every assignment that it affects. */
export interface Problem {
  /** The first assignment's diagnostic: another may violate another schema at the same place. */
  diagnostic: Diagnostic;
  readonly cause: Cause;
  /** Without duplicates. */
  readonly assignments: NumberedAssignment[];
  /**
   * Equal for the same mistake of the same cause in every part of a Schedule, whatever its message says about the first
   * assignment.
   */
  readonly id: string;
  /** The number of the first affected assignment, and the problem's index among that assignment's problems. */
  first: number;
  place: number;
}

function sameText({ code, message, place }: Diagnostic): string {
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
  add(
    diagnostic: Diagnostic,
    assignment: NumberedAssignment,
    { cause, id = sameText(diagnostic) }: { readonly cause: Cause; readonly id?: string },
  ): void {
    const { number } = assignment;
    this.#place = number === this.#current ? this.#place + 1 : 0;
    this.#current = number;
    this.#join({
      diagnostic,
      cause,
      id: JSON.stringify([id, cause]),
      assignments: [assignment],
      first: number,
      place: this.#place,
    });
  }

  /** Adds the results of another part of the same Schedule. */
  addAll(problems: readonly Problem[]): void {
    for (const problem of problems) this.#join(problem);
  }

  /** Sorted by the first assignment that each problem affects. */
  get problems(): readonly Problem[] {
    for (const { assignments } of this.#problems.values()) assignments.sort((a, b) => a.number - b.number);
    return [...this.#problems.values()].sort((a, b) => a.first - b.first || a.place - b.place);
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

/** A problem with the first of its assignments. */
export function withAssignments({ diagnostic, assignments }: Problem): Diagnostic {
  const names = suffix(assignments.map(({ name }) => name));
  const message = `${diagnostic.message} (assignment${assignments.length === 1 ? "" : "s"} ${names})`;
  return { ...diagnostic, message };
}

/** The problems of each assignment, by its name. */
export function problemsByAssignment(
  problems: readonly Pick<Problem, "diagnostic" | "assignments">[],
): ReadonlyMap<string, readonly Diagnostic[]> {
  const failures = new Map<string, Diagnostic[]>();
  for (const { diagnostic, assignments } of problems)
    for (const { name } of assignments) {
      const list = failures.get(name);
      if (list === undefined) failures.set(name, [diagnostic]);
      else list.push(diagnostic);
    }
  return failures;
}
