/** Which pairs of deployment target and cluster type a name stands for, in every form that output and problems use. */
import { nearestName } from "@kalypso-actions/diagnostics";
import type { Schedule } from "@kalypso-actions/resources";
import { didYouMean, UsageError } from "./usage-error.ts";

export interface Pair {
  readonly target: string;
  readonly clusterType: string;
}

interface Target {
  readonly name: string;
  /** Undefined for what a held registration keeps on the branch: the Schedule has only its name. */
  readonly workload: string | undefined;
}

interface Names {
  readonly environment: string;
  readonly clusterTypes: readonly string[];
  readonly targets: readonly Target[];
}

function namesOf({ environment, clusterTypes, deploymentTargets, held }: Schedule): Names {
  const kept = new Set(held.flatMap(({ assignments }) => assignments.map((one) => one.deploymentTarget)));
  const known = deploymentTargets.map(({ name, workload }) => ({ name, workload }));
  for (const { name } of known) kept.delete(name);
  return {
    environment,
    clusterTypes: clusterTypes.map(({ name }) => name),
    targets: [...known, ...[...kept].map((name) => ({ name, workload: undefined }))],
  };
}

/** Namespaces, assignments (docs/decisions/names-and-labels.md) and folders of one pair. */
function formsOf({ environment }: Names, { name, workload }: Target, clusterType: string): readonly string[] {
  return [
    `${environment}-${clusterType}-${name}`,
    ...(workload === undefined ? [] : [`${workload}-${name}-${clusterType}`]),
    `${clusterType}/${name}`,
  ];
}

/** A folder or a file of one, also below the GitOps path. */
function pairInPath({ clusterTypes, targets }: Names, text: string): Pair | undefined {
  const parts = text.split("/");
  for (const [index, clusterType] of parts.entries()) {
    const target = parts[index + 1] ?? "";
    if (clusterTypes.includes(clusterType) && targets.some(({ name }) => name === target))
      return { target, clusterType };
  }
  return undefined;
}

function pairsNamed(names: Names, text: string): readonly Pair[] {
  const { clusterTypes, targets } = names;
  const onAll = (found: readonly Target[]) =>
    found.flatMap(({ name }) => clusterTypes.map((clusterType) => ({ target: name, clusterType })));
  const exact = targets.filter(({ name }) => name === text);
  if (exact.length > 0) return onAll(exact);
  const candidates = clusterTypes.filter((type) => text.includes(type));
  const pairs = candidates.flatMap((clusterType) =>
    targets
      .filter((target) => formsOf(names, target, clusterType).includes(text))
      .map(({ name }) => ({ target: name, clusterType })),
  );
  if (pairs.length > 0) return pairs;
  const inPath = pairInPath(names, text);
  if (inPath !== undefined) return [inPath];
  const clusterType = text.replace(/\/$/, "");
  if (clusterTypes.includes(clusterType))
    return targets.flatMap(({ name, workload }) =>
      workload === undefined ? [] : [{ target: name, clusterType }],
    );
  // The name that the team's own file has.
  return onAll(
    targets.filter(({ name, workload }) => workload !== undefined && name === `${workload}-${text}`),
  );
}

/** People are told at most so many names. */
const maxNamed = 10;

function listed(names: readonly string[]): string {
  const more = names.length - maxNamed;
  return more > 0 ? `${names.slice(0, maxNamed).join(", ")} and ${more} more` : names.join(", ") || "none";
}

function unknownName(names: Names, schedule: Schedule, text: string): UsageError {
  const { clusterTypes, targets } = names;
  const targetNames = targets.map(({ name }) => name);
  const placed = schedule.assignments.flatMap(({ name, namespace, clusterType, deploymentTarget }) => [
    namespace,
    name,
    `${clusterType}/${deploymentTarget}`,
  ]);
  const nearest = nearestName(text, [...targetNames, ...clusterTypes, ...placed]);
  const choice =
    nearest === undefined
      ? `; deployment targets: ${listed(targetNames)}; cluster types: ${listed(clusterTypes)}`
      : didYouMean(nearest);
  return new UsageError(
    `the environment has no deployment target, assignment, namespace or cluster type ${text}${choice}`,
  );
}

/** The quotes of a problem's text, if they were copied with the name. */
function bare(text: string): string {
  return text.replace(/^`(.*)`$/, "$1");
}

/**
 * The pairs that all of the operands name, in whatever order.
 * @throws UsageError
 */
export function pairsOf(schedule: Schedule, operands: readonly string[]): readonly Pair[] {
  const names = namesOf(schedule);
  const found = operands.map((operand) => pairsNamed(names, bare(operand)));
  const unknown = operands.filter((_, index) => found[index]?.length === 0);
  if (unknown.length > 0)
    throw new UsageError(
      ...unknown.flatMap((operand) => unknownName(names, schedule, bare(operand)).problems),
    );
  const [first = [], ...others] = found;
  const pairs = first.filter(({ target, clusterType }) =>
    others.every((other) => other.some((pair) => pair.target === target && pair.clusterType === clusterType)),
  );
  if (pairs.length === 0)
    throw new UsageError(`${operands.join(" and ")} name no common deployment target and cluster type`);
  return pairs;
}
