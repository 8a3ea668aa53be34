import type { Diagnostic, Outcome } from "@kalypso-actions/diagnostics";
import { compareText, maxNamespaceLength } from "@kalypso-actions/names";
import type { Assignment, ClusterType, DeploymentTarget, SchedulingPolicy } from "@kalypso-actions/resources";
import { compileSelector } from "./selector.ts";

/** What policies select from, each in name order. */
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

function tooLong(
  assignment: Assignment,
  target: DeploymentTarget,
  policy: SchedulingPolicy | undefined,
): Diagnostic {
  const { namespace } = assignment;
  return {
    severity: "error",
    code: "namespace-too-long",
    message: `the namespace \`${namespace}\` has ${namespace.length} characters; expected at most ${maxNamespaceLength}`,
    hint: "A namespace is <environment>-<cluster type>-<workload>-<target>: shorten one of these names.",
    place: target.place,
    ...(policy === undefined
      ? {}
      : { related: [{ message: `assigned by policy \`${policy.name}\``, place: policy.place }] }),
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

/** Every policy's cross product; a pair that several policies select is one assignment that names them all. */
export function pairs({
  policies,
  deploymentTargets,
  clusterTypes,
  environment,
}: Candidates): Outcome<Map<string, Assignment>> {
  const diagnostics: Diagnostic[] = [];
  const assignments = new Map<string, Assignment>();
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
      for (const { name: target, workload } of targets) {
        const pair = `${clusterType}/${target}`;
        const known = assignments.get(pair);
        if (known !== undefined) known.policies.push(policy.name);
        else {
          assignments.set(pair, {
            name: `${workload}-${target}-${clusterType}`,
            deploymentTarget: target,
            clusterType,
            namespace: namespaceOf(environment, clusterType, target),
            policies: [policy.name],
          });
        }
      }
    }
  }
  return { value: assignments, diagnostics };
}

/**
 * What is scheduled where, by cluster type and deployment target in name order, one assignment per pair.
 * The cost is one selector test per policy and candidate, plus the number of assignments.
 */
export function assign(candidates: Candidates): Outcome<readonly Assignment[]> {
  const found = pairs(candidates);
  const diagnostics = [...found.diagnostics];
  const targets = new Map(candidates.deploymentTargets.map((target) => [target.name, target]));
  const policies = new Map(candidates.policies.map((policy) => [policy.name, policy]));
  const scheduled = new Set<string>();
  for (const assignment of found.value.values()) {
    scheduled.add(assignment.deploymentTarget);
    const target = targets.get(assignment.deploymentTarget);
    if (assignment.namespace.length <= maxNamespaceLength || target === undefined) continue;
    diagnostics.push(tooLong(assignment, target, policies.get(assignment.policies[0] ?? "")));
  }
  diagnostics.push(
    ...candidates.deploymentTargets.filter(({ name }) => !scheduled.has(name)).map(notScheduled),
  );
  const assignments = [...found.value.values()].sort(
    (a, b) =>
      compareText(a.clusterType, b.clusterType) || compareText(a.deploymentTarget, b.deploymentTarget),
  );
  return { value: assignments, diagnostics };
}
