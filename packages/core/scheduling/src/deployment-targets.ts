import type { Diagnostic, Outcome } from "@kalypso-actions/diagnostics";
import { compareText, dnsLabel } from "@kalypso-actions/names";
import type { DeploymentTarget, EmbeddedText, Resource } from "@kalypso-actions/resources";

/** A workload and the registration that it comes from. */
export interface RegisteredWorkload {
  readonly workload: Resource<"Workload">;
  /** The registration's workspace; the empty string when it names none. */
  readonly workspace: string;
  readonly registration: Resource<"WorkloadRegistration">;
}

type Target = Resource<"Workload">["data"]["spec"]["deploymentTargets"][number];

function schemasOf(workload: Resource<"Workload">, target: Target, index: number): readonly EmbeddedText[] {
  const at = (path: readonly (string | number)[], texts: readonly string[] | null | undefined) =>
    (texts ?? []).map((text, position) => ({
      text,
      origin: workload.originOf([...path, "configSchemas", position]),
    }));
  return [
    ...at(["spec", "deploymentTargets", index], target.configSchemas),
    ...at(["spec"], workload.data.spec.configSchemas),
  ];
}

function deploymentTargetOf(
  { workload, workspace, registration }: RegisteredWorkload,
  index: number,
  target: Target,
): DeploymentTarget {
  return {
    name: `${workload.name}-${target.name}`,
    workload: workload.name,
    registration: registration.name,
    workspace,
    // In this order: docs/decisions/names-and-labels.md#labels-of-a-deployment-target
    labels: { ...target.labels, ...workload.labels, workload: workload.name, workspace },
    manifests: target.manifests,
    configSchemas: [...schemasOf(workload, target, index)],
    place: workload.placeOf(["spec", "deploymentTargets", index, "name"]),
  };
}

function duplicate(first: DeploymentTarget, second: DeploymentTarget): Diagnostic {
  return {
    severity: "error",
    code: "target-duplicate",
    message: `two deployment targets of the environment are named \`${second.name}\`; expected one`,
    hint: "The full name is <workload>-<target>: rename one of the targets or workloads.",
    place: second.place,
    related: [{ message: `first defined by workload \`${first.workload}\``, place: first.place }],
  };
}

function tooLong(target: DeploymentTarget): Diagnostic {
  return {
    severity: "error",
    code: "name-invalid",
    message: `the full name \`${target.name}\` has ${target.name.length} characters; expected at most 63, because it becomes a label`,
    hint: "Shorten the name of the workload or of the target.",
    place: target.place,
  };
}

/** The deployment targets that workloads declare for one environment, in name order. */
export function deploymentTargets(
  workloads: readonly RegisteredWorkload[],
  environment: string,
): Outcome<readonly DeploymentTarget[]> {
  const diagnostics: Diagnostic[] = [];
  const byName = new Map<string, DeploymentTarget>();
  for (const registered of workloads) {
    for (const [index, target] of registered.workload.data.spec.deploymentTargets.entries()) {
      if (target.environment !== environment) continue;
      const found = deploymentTargetOf(registered, index, target);
      const first = byName.get(found.name);
      if (first !== undefined) diagnostics.push(duplicate(first, found));
      else if (!dnsLabel.test(found.name)) diagnostics.push(tooLong(found));
      else byName.set(found.name, found);
    }
  }
  return { value: [...byName.values()].sort((a, b) => compareText(a.name, b.name)), diagnostics };
}
