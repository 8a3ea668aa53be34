import { type Diagnostic, hasErrors, type Outcome, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { clusterTypeReadme, type FileTree } from "@kalypso-actions/gitops-branch";
import type { Assignment, Schedule } from "@kalypso-actions/resources";
import { AffectedAssignments, type Problem } from "./affected.ts";
import { ApiNotices, type NumberedNotice } from "./api-notices.ts";
import { AssignmentRenderer, type RenderedAssignment } from "./assignment-renderer.ts";
import { duplicateProblems } from "./duplicate-objects.ts";
import { MarkedObjects, type ObjectMarks } from "./object-marks.ts";
import { inShard, type Shard } from "./shard.ts";

/** A render, with the problems of each failing assignment. */
export interface Rendering extends Outcome<FileTree> {
  readonly failures: ReadonlyMap<string, readonly Diagnostic[]>;
}

/** Problems of a part of a Schedule's assignments. Plain data that can come from another thread. */
export interface PartProblems {
  readonly own: readonly Diagnostic[];
  readonly problems: readonly Problem[];
  readonly notices: readonly NumberedNotice[];
  readonly objects: ObjectMarks;
}

/** Renders parts of a Schedule, assignment by assignment, so that the caller decides what to keep in memory. */
export class PartRenderer {
  readonly #renderer: AssignmentRenderer;
  readonly #objects = new MarkedObjects();

  constructor(schedule: Schedule) {
    this.#renderer = new AssignmentRenderer(schedule, ({ clusterType, objects, assignment: { number } }) => {
      for (const object of objects) this.#objects.add(clusterType, object, number);
    });
  }

  *render(assignments: Iterable<Assignment>): Generator<RenderedAssignment> {
    for (const assignment of assignments) {
      const rendered = this.#renderer.render(assignment);
      if (rendered !== undefined) yield rendered;
    }
  }

  /** Whether there are no problems so far. */
  get isSound(): boolean {
    const { ownProblems, problems } = this.#renderer;
    return problems.isEmpty && !hasErrors(ownProblems);
  }

  get problems(): PartProblems {
    const { ownProblems: own, problems, notices } = this.#renderer;
    const { marks: objects } = this.#objects;
    return { own, problems: problems.problems, notices: notices.notices, objects };
  }
}

/** The problems of a Schedule, or of a shard of it, from all of its parts, however it was divided. */
export function joinProblems(schedule: Schedule, parts: readonly PartProblems[]): Omit<Rendering, "value"> {
  const own = new Map(parts.flatMap((part) => part.own.map((found) => [JSON.stringify(found), found])));
  const problems = new AffectedAssignments();
  const notices = new ApiNotices();
  for (const part of parts) {
    problems.addAll(part.problems);
    notices.addAll(part.notices);
  }
  const objects = parts.map((part) => part.objects);
  problems.addAll(duplicateProblems(schedule, objects));
  const diagnostics = [
    ...sortDiagnostics([...own.values()]),
    ...problems.diagnostics,
    ...notices.notices.map(({ diagnostic }) => diagnostic),
  ];
  return { diagnostics, failures: problems.byAssignment };
}

/** Files that belong to no assignment: every cluster type has a folder, even without assignments. */
export function clusterTypeFiles({ clusterTypes }: Schedule, shard?: Shard): FileTree {
  const own = clusterTypes.filter(({ name }) => inShard(name, shard));
  return new Map(own.map(({ name }) => [`${name}/README.md`, clusterTypeReadme]));
}

/**
 * The files of an environment's clusters, by path: one folder per cluster type, assigned or not, and in it one folder
 * per assignment. They depend only on the Schedule.
 * @param shard limits the result to one shard's assignments and cluster types
 * @param hear receives how many assignments are rendered, after each that is
 * @returns no files if there are errors
 */
export function render(schedule: Schedule, shard?: Shard, hear?: (rendered: number) => void): Rendering {
  const renderer = new PartRenderer(schedule);
  const files = new Map(clusterTypeFiles(schedule, shard));
  const own = schedule.assignments.filter(({ name }) => inShard(name, shard));
  let count = 0;
  for (const { folder, files: rendered } of renderer.render(own)) {
    for (const [name, text] of rendered) files.set(`${folder}/${name}`, text);
    hear?.(++count);
  }
  const found = joinProblems(schedule, [renderer.problems]);
  return { ...found, value: hasErrors(found.diagnostics) ? new Map() : files };
}
