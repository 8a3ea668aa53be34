/** Which release of Flux serves which API version: docs/semantics.md#api-versions. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { ListedClusterType, ObservedConfiguration } from "./observed.ts";
import { problem } from "./problem.ts";

type Release = readonly [major: number, minor: number];

interface Served {
  readonly from?: Release;
  /** The first release without it. */
  readonly until?: Release;
}

/** Of the kinds that a reconciler consists of; others are not judged. */
const served: Readonly<Record<string, Served>> = {
  "source.toolkit.fluxcd.io/v1 GitRepository": { from: [2, 0] },
  "source.toolkit.fluxcd.io/v1beta2 GitRepository": { until: [2, 8] },
  "source.toolkit.fluxcd.io/v1beta1 GitRepository": { until: [2, 7] },
  "kustomize.toolkit.fluxcd.io/v1 Kustomization": { from: [2, 0] },
  "kustomize.toolkit.fluxcd.io/v1beta2 Kustomization": { until: [2, 8] },
  "kustomize.toolkit.fluxcd.io/v1beta1 Kustomization": { until: [2, 7] },
};

function isBefore(version: string, [major, minor]: Release): boolean {
  const [a = 0, b = 0] = version.replace(/^v/, "").split(".").map(Number);
  return a < major || (a === major && b < minor);
}

export function versionProblem(
  { fluxVersion, cluster }: ObservedConfiguration,
  { name, reconcilerApis, place }: ListedClusterType,
): Diagnostic | undefined {
  if (fluxVersion === undefined) return undefined;
  for (const api of reconcilerApis) {
    const { from, until } = served[api] ?? {};
    const isTooOld = from !== undefined && isBefore(fluxVersion, from);
    const isTooNew = until !== undefined && !isBefore(fluxVersion, until);
    if (!isTooOld && !isTooNew) continue;
    const [version = "", kind = ""] = api.split(" ");
    return problem("flux-version-unfit", {
      message: `${cluster} has Flux ${fluxVersion}, which does not serve ${kind} in ${version}; the reconciler of the cluster type ${name} uses it`,
      hint: isTooOld
        ? "Update Flux on the cluster."
        : `Use ${version.replace(/\/.*$/, "/v1")} in the template.`,
      place,
    });
  }
  return undefined;
}
