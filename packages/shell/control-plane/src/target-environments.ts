/** Deployment targets of environments that the control plane does not have. */
import { type Diagnostic, nearestOrShort } from "@kalypso-actions/diagnostics";
import type { SnapshotReader } from "@kalypso-actions/git";
import type { Resource, ResourceSet } from "@kalypso-actions/resources";
import type { RegisteredWorkload } from "@kalypso-actions/scheduling";
import { readControlPlane } from "./control-plane-tree.ts";

/** The targets of environments outside a set. */
function targetsOutside(workloads: readonly RegisteredWorkload[], known: ReadonlySet<string>) {
  return workloads.flatMap(({ workload }) =>
    workload.data.spec.deploymentTargets.flatMap(({ name, environment }, index) =>
      known.has(environment)
        ? []
        : [
            {
              name: `${workload.name}-${name}`,
              environment,
              place: workload.placeOf(["spec", "deploymentTargets", index, "environment"]),
            },
          ],
    ),
  );
}

function unknown(
  { name, environment, place }: ReturnType<typeof targetsOutside>[number],
  known: ReadonlySet<string>,
): Diagnostic {
  const nearest = nearestOrShort(environment, [...known].sort());
  return {
    severity: "warning",
    code: "target-environment-unknown",
    message: `the deployment target \`${name}\` names the environment \`${environment}\`; the control plane has ${[...known].sort().join(", ")}`,
    hint:
      nearest === undefined
        ? "Nothing deploys it, unless another control plane registers this repository."
        : `Did you mean \`${nearest}\`?`,
    place,
  };
}

function names(set: ResourceSet | undefined): readonly string[] {
  return set?.resources.Environment.map(({ name }) => name) ?? [];
}

/**
 * A warning for each target whose environment neither the promoted commit nor the head of main lists: environments come
 * and go, and an application may be registered in two control planes.
 */
export async function unknownTargetEnvironments(
  reader: SnapshotReader,
  workloads: readonly RegisteredWorkload[],
  {
    environment,
    baseRepo,
    base,
  }: {
    readonly environment: string;
    readonly baseRepo: Resource<"BaseRepo"> | undefined;
    readonly base: ResourceSet | undefined;
  },
): Promise<readonly Diagnostic[]> {
  const known = new Set(names(base));
  // That the environment itself is not listed is an error of its own.
  if (
    !known.has(environment) ||
    base?.broken.mayBe("Environment") ||
    targetsOutside(workloads, known).length === 0
  )
    return [];
  if (baseRepo?.data.spec.commit) {
    const { repo, branch, path } = baseRepo.data.spec;
    const head = await readControlPlane(reader, { repo, ref: branch }, path);
    for (const name of names(head.value?.set)) known.add(name);
  }
  return targetsOutside(workloads, known).map((target) => unknown(target, known));
}
