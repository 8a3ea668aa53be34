import type { Diagnostic, Outcome } from "@kalypso-actions/diagnostics";
import { compareText, dnsLabel } from "@kalypso-actions/names";
import type { DeploymentTarget, Resource } from "@kalypso-actions/resources";

/** A workload and the registration that it comes from. */
export interface RegisteredWorkload {
  readonly workload: Resource<"Workload">;
  /** The registration's workspace; the empty string when it names none. */
  readonly workspace: string;
  readonly registration: Resource<"WorkloadRegistration">;
  /** The positions of the targets that count; all of them if absent. */
  readonly targets?: readonly number[];
}

type Target = Resource<"Workload">["data"]["spec"]["deploymentTargets"][number];

function schemasOf(
  workload: Resource<"Workload">,
  target: Target,
  index: number,
): DeploymentTarget["configSchemas"] {
  const at = (path: readonly (string | number)[], texts: readonly string[] | null | undefined) =>
    (texts ?? []).map((text, position) => ({
      text,
      origin: workload.originOf([...path, "configSchemas", position]),
    }));
  return [
    ...at(["spec", "deploymentTargets", index], target.configSchemas).map((schema) => ({
      ...schema,
      ofTarget: true as const,
    })),
    ...at(["spec"], workload.data.spec.configSchemas),
  ];
}

/** The full name of a target and its labels, as policies and templates see them. */
export function identityOf({ workload, workspace }: RegisteredWorkload, target: Target) {
  return {
    name: `${workload.name}-${target.name}`,
    // In this order: docs/decisions/names-and-labels.md#labels-of-a-deployment-target
    labels: { ...target.labels, ...workload.labels, workload: workload.name, workspace },
  };
}

function deploymentTargetOf(registered: RegisteredWorkload, index: number, target: Target): DeploymentTarget {
  const { workload, workspace, registration } = registered;
  const { name, labels } = identityOf(registered, target);
  // In the order of a Schedule's file.
  return {
    name,
    workload: workload.name,
    registration: registration.name,
    workspace,
    labels,
    manifests: target.manifests,
    configSchemas: [...schemasOf(workload, target, index)],
    place: workload.placeOf(["spec", "deploymentTargets", index, "name"]),
  };
}

interface Rules {
  readonly environment: string;
  /** The workload that each target is from on the GitOps branch, by the target's full name. */
  readonly owners: ReadonlyMap<string, string>;
  /** The same for targets whose files stay unchanged: nothing else may have their names. */
  readonly held: ReadonlyMap<string, string>;
  /** How severe it is that a target is left out. */
  readonly severity: "error" | "warning";
}

const renameHint = "The full name is <workload>-<target>: rename one of the targets or workloads.";

/** Both want the name, and nobody has it. */
function duplicate(
  first: DeploymentTarget,
  second: DeploymentTarget,
  severity: Rules["severity"],
): Diagnostic {
  const fate = severity === "error" ? "" : ". The GitOps branch has neither, so neither is scheduled";
  return {
    severity,
    code: "target-duplicate",
    message: `two deployment targets of the environment are named \`${second.name}\`; expected one${fate}`,
    hint: renameHint,
    place: second.place,
    related: [{ message: `first defined by workload \`${first.workload}\``, place: first.place }],
  };
}

function taken(target: DeploymentTarget, owner: string, severity: Rules["severity"]): Diagnostic {
  return {
    severity,
    code: "target-duplicate",
    message: `the workload \`${target.workload}\` has a deployment target \`${target.name}\`, which the workload \`${owner}\` already has on the GitOps branch; the new one is ignored`,
    hint: renameHint,
    place: target.place,
  };
}

function tooLong(target: DeploymentTarget, severity: Rules["severity"]): Diagnostic {
  return {
    severity,
    code: "name-invalid",
    message: `the full name \`${target.name}\` has ${target.name.length} characters; expected at most 63, because it becomes a label`,
    hint: "Shorten the name of the workload or of the target.",
    place: target.place,
  };
}

/** The one that has the name on the branch, or the only one. */
function settle(
  targets: readonly DeploymentTarget[],
  { owners, held, severity }: Rules,
): Outcome<DeploymentTarget | undefined> {
  const [first, ...others] = targets;
  const holder = held.get(first?.name ?? "");
  if (holder !== undefined)
    return { value: undefined, diagnostics: targets.map((target) => taken(target, holder, severity)) };
  if (first === undefined || others.length === 0) return { value: first, diagnostics: [] };
  const owner = owners.get(first.name);
  const kept = targets.find(({ workload }) => workload === owner);
  const diagnostics =
    kept === undefined || owner === undefined
      ? others.map((other) => duplicate(first, other, severity))
      : targets.filter((target) => target !== kept).map((target) => taken(target, owner, severity));
  // With an error, nothing is written, and the first one serves further checks.
  return { value: kept ?? (severity === "error" ? first : undefined), diagnostics };
}

/**
 * The deployment targets that workloads declare for one environment, in name order. Of several with one full name, the
 * one that the GitOps branch has is kept.
 */
export function deploymentTargets(
  workloads: readonly RegisteredWorkload[],
  rules: Rules,
): Outcome<readonly DeploymentTarget[]> {
  const declared = workloads.flatMap((registered) =>
    registered.workload.data.spec.deploymentTargets.flatMap((target, index) =>
      target.environment === rules.environment && (registered.targets?.includes(index) ?? true)
        ? [deploymentTargetOf(registered, index, target)]
        : [],
    ),
  );
  const diagnostics = declared
    .filter(({ name }) => !dnsLabel.test(name))
    .map((target) => tooLong(target, rules.severity));
  const byName = Map.groupBy(
    declared.filter(({ name }) => dnsLabel.test(name)),
    ({ name }) => name,
  );
  const kept: DeploymentTarget[] = [];
  for (const targets of byName.values()) {
    const settled = settle(targets, rules);
    diagnostics.push(...settled.diagnostics);
    if (settled.value !== undefined) kept.push(settled.value);
  }
  return { value: kept.sort((a, b) => compareText(a.name, b.name)), diagnostics };
}
