import { type Diagnostic, hasErrors, type Outcome, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { clusterTypeReadme, type FileTree } from "@kalypso-actions/gitops-branch";
import type { Assignment, Schedule } from "@kalypso-actions/resources";
import { AffectedAssignments, type Problem, problemsByAssignment, withAssignments } from "./affected.ts";
import { ApiNotices, type NumberedNotice } from "./api-notices.ts";
import { AssignmentRenderer, type RenderedAssignment } from "./assignment-renderer.ts";
import { duplicateProblems } from "./duplicate-objects.ts";
import { assignmentsToCompare, MarkedObjects, type ObjectMarks } from "./object-marks.ts";
import { type Evidence, needsEvidence, type RenderHolds, renderHolds } from "./render-holds.ts";
import { inShard, type Shard } from "./shard.ts";

/** A render, with the problems of each failing assignment. */
export interface Rendering extends Outcome<FileTree> {
  readonly failures: ReadonlyMap<string, readonly Diagnostic[]>;
  /** What could not be rendered and keeps its files on the GitOps branch. */
  readonly held: RenderHolds["held"];
}

/** Problems of a part of a Schedule's assignments. Plain data that can come from another thread. */
export interface PartProblems {
  readonly own: readonly Diagnostic[];
  readonly problems: readonly Problem[];
  readonly notices: readonly NumberedNotice[];
  readonly objects: ObjectMarks;
  /** Names of templates, and the configuration, each with the teams that it works for. */
  readonly rendered: readonly (readonly [template: string, teams: readonly string[]])[];
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

  /** Those without a problem. */
  *render(assignments: Iterable<Assignment>): Generator<RenderedAssignment> {
    for (const assignment of assignments) {
      const rendered = this.#renderer.render(assignment);
      if (rendered?.isSound) yield rendered;
    }
  }

  /** Whether there are no problems so far that stop the environment whatever they affect. */
  get isSound(): boolean {
    return !hasErrors(this.#renderer.ownProblems);
  }

  get problems(): PartProblems {
    const { ownProblems: own, problems, notices, rendered } = this.#renderer;
    return {
      own,
      problems: problems.problems,
      notices: notices.notices,
      objects: this.#objects.marks,
      rendered: [...rendered].map(([template, teams]) => [template, [...teams]] as const),
    };
  }
}

function evidenceOf(parts: readonly PartProblems[], duplicates: readonly Problem[] = []): Evidence {
  const problems = new AffectedAssignments();
  const rendered = new Map<string, Set<string>>();
  for (const part of parts) {
    problems.addAll(part.problems);
    for (const [template, teams] of part.rendered)
      rendered.set(template, new Set([...(rendered.get(template) ?? []), ...teams]));
  }
  return { problems: [...problems.problems, ...duplicates], rendered };
}

/** Whether objects of the parts may be there twice. */
function mayHaveDuplicates(parts: readonly PartProblems[]): boolean {
  return assignmentsToCompare(parts.map(({ objects }) => objects)).length > 0;
}

/** Whether a shard has a problem that the assignments of the other shards decide about. */
export function asksOthers(parts: readonly PartProblems[], shard: Shard | undefined): boolean {
  if (shard === undefined) return false;
  return parts.some(({ problems }) => problems.some(needsEvidence)) || mayHaveDuplicates(parts);
}

interface Rendered {
  readonly schedule: Schedule;
  readonly shard?: Shard | undefined;
  /** The parts of the whole Schedule, if they are asked. */
  readonly everywhere?: readonly PartProblems[];
}

/** The problems of a Schedule from all of its parts, however it was divided, and what they hold. */
export function joinProblems(
  parts: readonly PartProblems[],
  { schedule, shard, everywhere = parts }: Rendered,
): Omit<Rendering, "value"> {
  const own = new Map(parts.flatMap((part) => part.own.map((found) => [JSON.stringify(found), found])));
  const notices = new ApiNotices();
  for (const part of parts) notices.addAll(part.notices);
  const duplicatesIn = (given: readonly PartProblems[]) =>
    duplicateProblems(
      schedule,
      given.map(({ objects }) => objects),
    );
  const duplicates = duplicatesIn(parts);
  const others = everywhere === parts ? duplicates : duplicatesIn(everywhere);
  const problems = [...evidenceOf(parts).problems, ...duplicates];
  const evidence = evidenceOf(everywhere, others);
  const decided = renderHolds(schedule, problems, { evidence, shard });
  const told = [...decided.errors, ...decided.warnings].sort(
    (a, b) => a.first - b.first || a.place - b.place,
  );
  const diagnostics = [
    ...sortDiagnostics([...own.values()]),
    ...told.map(withAssignments),
    ...decided.diagnostics,
    ...notices.notices.map(({ diagnostic }) => diagnostic),
  ];
  return { diagnostics, failures: problemsByAssignment(told), held: decided.held };
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
  const parts = [renderer.problems];
  const everywhere = asksOthers(parts, shard) ? [problemsOf(schedule)] : parts;
  const found = joinProblems(parts, { schedule, shard, everywhere });
  const held = new Set(found.held.flatMap(({ assignments }) => Object.keys(assignments)));
  for (const path of files.keys()) if (held.has(path.split("/", 2).join("/"))) files.delete(path);
  return { ...found, value: hasErrors(found.diagnostics) ? new Map() : files };
}

/** The problems of a whole Schedule, without its files. */
function problemsOf(schedule: Schedule): PartProblems {
  const renderer = new PartRenderer(schedule);
  for (const _ of renderer.render(schedule.assignments));
  return renderer.problems;
}
