import type { Diagnostic, Outcome } from "@kalypso-actions/diagnostics";
import { compareText, maxNamespaceLength } from "@kalypso-actions/names";
import type { Assignment, ClusterType, DeploymentTarget, SchedulingPolicy } from "@kalypso-actions/resources";
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

function selectsNothing(
  policy: SchedulingPolicy,
  targets: number,
  clusterTypes: number,
): Diagnostic | undefined {
  const missing = [
    targets === 0 ? "no deployment target" : "",
    clusterTypes === 0 ? "no cluster type" : "",
  ].filter(Boolean);
  if (missing.length === 0) return undefined;
  return {
    severity: "warning",
    code: "policy-selects-nothing",
    message: `the policy \`${policy.name}\` selects ${missing.join(" and ")}, so it assigns nothing`,
    hint: "Run `kalypso explain` to see which labels do not match.",
    place: policy.place,
  };
}

/** An assignment with its cluster type and target, and the first policy that creates it. */
interface Pair {
  readonly assignment: Assignment;
  readonly target: DeploymentTarget;
  readonly policy: SchedulingPolicy;
}

function tooLong({ assignment: { namespace }, target, policy }: Pair): Diagnostic {
  return {
    severity: "error",
    code: "namespace-too-long",
    message: `the namespace \`${namespace}\` has ${namespace.length} characters; expected at most ${maxNamespaceLength}`,
    hint: "A namespace is <environment>-<cluster type>-<workload>-<target>: shorten one of these names.",
    place: target.place,
    related: [{ message: `assigned by policy \`${policy.name}\``, place: policy.place }],
  };
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

/** Every policy's cross product; a pair that several policies select is one assignment that names them all. */
export function pairs({
  policies,
  deploymentTargets,
  clusterTypes,
  environment,
}: Candidates): Outcome<ReadonlyMap<string, Pair>> {
  const diagnostics: Diagnostic[] = [];
  const found = new Map<string, Pair>();
  for (const policy of policies) {
    const selectsTarget = compileSelector(policy.deploymentTargets);
    const selectsClusterType = compileSelector(policy.clusterTypes);
    const inWorkspace = (target: DeploymentTarget) =>
      policy.workspace === null || target.workspace === policy.workspace;
    const targets = deploymentTargets.filter((target) => inWorkspace(target) && selectsTarget(target.labels));
    const types = clusterTypes.filter((clusterType) => selectsClusterType(clusterType.labels));
    const warning = selectsNothing(policy, targets.length, types.length);
    if (warning !== undefined) diagnostics.push(warning);
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
  return { value: found, diagnostics };
}

/**
 * What is scheduled where, by cluster type and deployment target in name order, one assignment per pair.
 * The cost is one selector test per policy and candidate, plus the number of assignments.
 */
export function assign(candidates: Candidates): Outcome<readonly Assignment[]> {
  const found = pairs(candidates);
  const diagnostics = [...found.diagnostics];
  const scheduled = new Set<string>();
  for (const pair of found.value.values()) {
    scheduled.add(pair.target.name);
    if (pair.assignment.namespace.length > maxNamespaceLength) diagnostics.push(tooLong(pair));
  }
  diagnostics.push(
    ...candidates.deploymentTargets.filter(({ name }) => !scheduled.has(name)).map(notScheduled),
  );
  const assignments = [...found.value.values()]
    .map(({ assignment }) => assignment)
    .sort(
      (a, b) =>
        compareText(a.clusterType, b.clusterType) || compareText(a.deploymentTarget, b.deploymentTarget),
    );
  return { value: assignments, diagnostics };
}
