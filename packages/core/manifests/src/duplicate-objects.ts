/** Finds objects that the folder of a cluster type contains twice. */
import { type Diagnostic, formatPlace, type Place } from "@kalypso-actions/diagnostics";
import { objectIdentity } from "@kalypso-actions/names";
import type { Schedule } from "@kalypso-actions/resources";
import { AffectedAssignments, type Problem } from "./affected.ts";
import { AssignmentRenderer, type RenderedObjects } from "./assignment-renderer.ts";
import { nameOffsets } from "./manifest-objects.ts";
import { beginOf } from "./manifest-problems.ts";
import type { ManifestObject } from "./manifest-scan.ts";
import { assignmentsToCompare, type ObjectMarks } from "./object-marks.ts";

/** An object, and where it comes from. */
interface Occurrence extends Omit<RenderedObjects, "objects"> {
  readonly object: ManifestObject;
  /** Its index among the objects of its manifest. */
  readonly index: number;
}

/** Where the template prints the object's name. */
function placeOf({ rendered, index }: Occurrence): Place | undefined {
  if (rendered === undefined) return undefined;
  const { compiled, data, text } = rendered;
  const offset = nameOffsets(text)[index];
  const from = offset === undefined ? undefined : compiled.trace(data).at(offset);
  return from?.place ?? beginOf(rendered);
}

/** The templates that render the two, each once. */
function templatesOf(occurrences: readonly Occurrence[]): string {
  const names = new Set(occurrences.flatMap(({ rendered }) => rendered?.template.name ?? []));
  const templates = `the template${names.size > 1 ? "s" : ""} ${[...names].map((name) => `\`${name}\``).join(" and ")}`;
  const isBuiltIn = occurrences.some(({ rendered }) => rendered === undefined);
  return isBuiltIn ? `${templates} and the built-in ConfigMap` : templates;
}

function duplicate(first: Occurrence, second: Occurrence): Diagnostic {
  const { kind, namespace, name } = second.object;
  const named = `${kind} \`${namespace === "" ? name : `${namespace}/${name}`}\``;
  const files = [...new Set([first.file, second.file])].map((file) => `\`${file}\``).join(" and ");
  const templates = templatesOf([first, second]);
  const [place, other] = [placeOf(second), placeOf(first)];
  const at = place ?? other;
  const isElsewhere = at !== undefined && other !== undefined && formatPlace(at) !== formatPlace(other);
  return {
    severity: "error",
    code: "manifest-duplicate",
    message: `the folder \`${second.clusterType}\` contains the ${named} twice, in ${files}, from ${templates}`,
    hint: "A cluster gets only one of them, and Flux does not build such a folder at all. Make the name depend on the assignment, for example with `DeploymentTargetName`.",
    ...(at === undefined ? {} : { place: at }),
    ...(isElsewhere ? { related: [{ message: "the other one", place: other }] } : {}),
  };
}

/** The same two manifests give the same mistake for every assignment. */
function mistake(first: Occurrence, second: Occurrence): string {
  const parts = [first, second].map(({ rendered, index, object }) => {
    return [rendered?.template.name, rendered?.index, index, object.kind];
  });
  return JSON.stringify(["manifest-duplicate", ...parts]);
}

/** A mistake and the assignments that have it. */
interface Told {
  readonly diagnostic: Diagnostic;
  readonly assignments: Set<number>;
}

class Duplicates {
  readonly problems = new AffectedAssignments();
  readonly #owners = new Map<string, Occurrence>();
  readonly #told = new Map<string, Told>();

  add({ objects, ...from }: RenderedObjects): void {
    for (const [index, object] of objects.entries()) {
      const id = JSON.stringify([from.clusterType, ...objectIdentity(object)]);
      const occurrence = { ...from, object, index };
      const owner = this.#owners.get(id);
      if (owner === undefined) this.#owners.set(id, occurrence);
      else this.#tell(owner, occurrence);
    }
  }

  #tell(first: Occurrence, second: Occurrence): void {
    const id = mistake(first, second);
    // The message names the first pair.
    const told = this.#told.get(id) ?? { diagnostic: duplicate(first, second), assignments: new Set() };
    this.#told.set(id, told);
    for (const { assignment } of [first, second]) {
      if (told.assignments.has(assignment.number)) continue;
      told.assignments.add(assignment.number);
      this.problems.add(told.diagnostic, assignment, { cause: {}, id });
    }
  }
}

/**
 * The objects that occur twice in a cluster type's folder. Parts of a Schedule only mark their objects; the assignments
 * with equal marks are rendered again here, so the result does not depend on the parts.
 */
export function duplicateProblems(schedule: Schedule, parts: readonly ObjectMarks[]): readonly Problem[] {
  const numbers = assignmentsToCompare(parts);
  if (numbers.length === 0) return [];
  const duplicates = new Duplicates();
  const renderer = new AssignmentRenderer(schedule, (found) => duplicates.add(found));
  for (const number of numbers) {
    const assignment = schedule.assignments[number];
    if (assignment !== undefined) renderer.render(assignment);
  }
  return duplicates.problems.problems;
}
