import { counted, type Diagnostic } from "@kalypso-actions/diagnostics";
import { compareText, maxNamespaceLength } from "@kalypso-actions/names";
import type { Assignment, ClusterType, DeploymentTarget, SchedulingPolicy } from "@kalypso-actions/resources";
import type { Missing } from "./idle-policies.ts";
import { compileSelector } from "./selector.ts";

/** The candidates that policies select from, each list in name order. */
interface Candidates {
  readonly environment: string;
  readonly policies: readonly SchedulingPolicy[];
  readonly deploymentTargets: readonly DeploymentTarget[];
  readonly clusterTypes: readonly ClusterType[];
}

/** `<environment>-<cluster type>-<deployment target name>` (docs/decisions/names-and-labels.md#namespaces). */
function namespaceOf(environment: string, clusterType: string, deploymentTarget: string): string {
  return `${environment}-${clusterType}-${deploymentTarget}`;
}

/** An assignment with what it is of, and the first policy that makes it. */
interface Pair {
  readonly assignment: Assignment;
  readonly target: DeploymentTarget;
  readonly policy: SchedulingPolicy;
}

/** @param pairs of one deployment target, with the longest namespace first */
function tooLong(
  [{ assignment, target, policy }, ...others]: readonly [Pair, ...Pair[]],
  severity: "error" | "warning",
): Diagnostic {
  const { namespace } = assignment;
  const isOne = others.length === 1;
  const more =
    others.length === 0
      ? ""
      : `; ${counted(others.length, "other namespace")} of the deployment target ${isOne ? "is" : "are"} also too long`;
  const consequence = severity === "error" ? "" : ", so it is not scheduled there";
  return {
    severity,
    code: "namespace-too-long",
    message: `the namespace \`${namespace}\` has ${namespace.length} characters; expected at most ${maxNamespaceLength}${consequence}${more}`,
    hint: "A namespace is <environment>-<cluster type>-<workload>-<target>: shorten one of these names.",
    place: target.place,
    related: [{ message: `assigned by policy \`${policy.name}\``, place: policy.place }],
  };
}

function isTooLong({ assignment }: Pair): boolean {
  return assignment.namespace.length > maxNamespaceLength;
}

/** One problem for each deployment target: the names that they share are to blame. */
function namespacesTooLong(pairs: Iterable<Pair>, severity: "error" | "warning"): readonly Diagnostic[] {
  const length = ({ assignment }: Pair) => assignment.namespace.length;
  const found = [...pairs].filter(isTooLong);
  const byTarget = new Map<string, [Pair, ...Pair[]]>();
  for (const pair of found.sort((a, b) => length(b) - length(a))) {
    const others = byTarget.get(pair.target.name);
    if (others === undefined) byTarget.set(pair.target.name, [pair]);
    else others.push(pair);
  }
  return [...byTarget.values()].map((found) => tooLong(found, severity));
}

function notScheduled(target: DeploymentTarget): Diagnostic {
  return {
    severity: "notice",
    code: "target-not-scheduled",
    message: `no policy schedules the deployment target \`${target.name}\``,
    hint: "Run `kalypso explain` to see why no policy selects it.",
    place: target.place,
  };
}

function newAssignment(
  environment: string,
  clusterType: string,
  { name, workload }: DeploymentTarget,
): Assignment {
  return {
    name: `${workload}-${name}-${clusterType}`,
    deploymentTarget: name,
    clusterType,
    namespace: namespaceOf(environment, clusterType, name),
    policies: [],
  };
}

/** A policy that assigns nothing, by its name. */
interface Idle {
  readonly policy: string;
  readonly missing: Missing;
}

interface Selected {
  readonly pairs: ReadonlyMap<string, Pair>;
  readonly idle: readonly Idle[];
}

/** Every policy's cross product; a pair that several policies select is one assignment that names them all. */
export function select({ policies, deploymentTargets, clusterTypes, environment }: Candidates): Selected {
  const idle: Idle[] = [];
  const found = new Map<string, Pair>();
  for (const policy of policies) {
    const selectsTarget = compileSelector(policy.deploymentTargets);
    const selectsClusterType = compileSelector(policy.clusterTypes);
    const inWorkspace = (target: DeploymentTarget) =>
      policy.workspace === null || target.workspace === policy.workspace;
    const targets = deploymentTargets.filter((target) => inWorkspace(target) && selectsTarget(target.labels));
    const types = clusterTypes.filter((clusterType) => selectsClusterType(clusterType.labels));
    const missing = { targets: targets.length === 0, clusterTypes: types.length === 0 };
    if (missing.targets || missing.clusterTypes) idle.push({ policy: policy.name, missing });
    for (const { name: clusterType } of types) {
      for (const target of targets) {
        const key = `${clusterType}/${target.name}`;
        const pair = found.get(key) ?? {
          assignment: newAssignment(environment, clusterType, target),
          target,
          policy,
        };
        pair.assignment.policies.push(policy.name);
        found.set(key, pair);
      }
    }
  }
  return { pairs: found, idle };
}

interface Assigned {
  readonly assignments: readonly Assignment[];
  readonly idle: readonly Idle[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What is scheduled where, by cluster type and deployment target in name order, one assignment per pair.
 * A pair whose namespace would be too long is left out: the GitOps branch cannot have it.
 * The cost is one selector test per policy and candidate, plus the number of assignments.
 * @param candidates with the severity of leaving out a pair
 */
export function assign(candidates: Candidates & { readonly severity: "error" | "warning" }): Assigned {
  const { pairs, idle } = select(candidates);
  const scheduled = new Set([...pairs.values()].map(({ target }) => target.name));
  const diagnostics = [...namespacesTooLong(pairs.values(), candidates.severity)];
  diagnostics.push(
    ...candidates.deploymentTargets.filter(({ name }) => !scheduled.has(name)).map(notScheduled),
  );
  const assignments = [...pairs.values()]
    .filter((pair) => !isTooLong(pair))
    .map(({ assignment }) => assignment)
    .sort(
      (a, b) =>
        compareText(a.clusterType, b.clusterType) || compareText(a.deploymentTarget, b.deploymentTarget),
    );
  return { assignments, idle, diagnostics };
}
