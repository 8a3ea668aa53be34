/** What policies and configuration choose by labels, with the places of these labels. */
import type { Place } from "@kalypso-actions/diagnostics";
import type { Resource } from "@kalypso-actions/resources";
import { identityOf, type RegisteredWorkload } from "./deployment-targets.ts";

type Labels = Readonly<Record<string, string>>;

/** A cluster type or deployment target. */
export interface Candidate {
  readonly kind: "cluster type" | "deployment target";
  readonly name: string;
  readonly labels: Labels;
  /** Of its name. */
  readonly place: Place;
  placeOf(label: string): Place;
}

export function clusterTypeCandidates(
  clusterTypes: readonly Resource<"ClusterType">[],
): readonly Candidate[] {
  return clusterTypes.map((clusterType) => ({
    kind: "cluster type",
    name: clusterType.name,
    labels: clusterType.labels,
    place: clusterType.place,
    placeOf: (label) => clusterType.placeOf(["metadata", "labels", label]),
  }));
}

/** Each in the order of its workload, duplicates included. */
export function targetCandidates(
  workloads: readonly RegisteredWorkload[],
  environment: string,
): readonly Candidate[] {
  return workloads.flatMap((registered) => {
    const { workload, registration, targets } = registered;
    return workload.data.spec.deploymentTargets.flatMap((target, index): Candidate[] => {
      if (target.environment !== environment || targets?.includes(index) === false) return [];
      const at = ["spec", "deploymentTargets", index];
      const placeOf = (label: string) => {
        if (label === "workspace") return registration.placeOf(["spec", "workspace"]);
        if (label === "workload") return workload.place;
        return Object.hasOwn(workload.labels, label)
          ? workload.placeOf(["metadata", "labels", label])
          : workload.placeOf([...at, "labels", label]);
      };
      return [
        {
          kind: "deployment target",
          ...identityOf(registered, target),
          place: workload.placeOf([...at, "name"]),
          placeOf,
        },
      ];
    });
  });
}
