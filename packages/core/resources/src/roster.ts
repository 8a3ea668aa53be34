import { present } from "@kalypso-actions/diagnostics";
import { compareText } from "@kalypso-actions/names";
import { afterAnnotation, clustersAnnotation, minimumClustersAnnotation } from "./annotations.ts";
import type { Resource } from "./resource.ts";

/** Which clusters of a cluster type must report; without either field, this is not declared. */
interface Roster {
  /** `<name>` or `<resource group>/<name>`, in lower case and in name order. */
  readonly clusters?: string[];
  readonly minimumClusters?: number;
}

/** The names in a comma-separated list, as written. */
export function listed(text: string): readonly string[] {
  return text.split(",").map((name) => name.trim());
}

/** The environments that an Environment comes after. */
export function afterOf({ data }: Resource<"Environment">): readonly string[] {
  const after = data.metadata.annotations?.[afterAnnotation];
  return after === undefined ? [] : listed(after).filter(Boolean);
}

/** The roster that a checked ClusterType declares. */
export function rosterOf({ data }: Resource<"ClusterType">): Roster {
  const { [clustersAnnotation]: clusters, [minimumClustersAnnotation]: minimum } =
    data.metadata.annotations ?? {};
  if (clusters !== undefined)
    return {
      clusters: listed(clusters)
        .map((name) => name.toLowerCase())
        .sort(compareText),
    };
  return present({ minimumClusters: minimum === undefined ? undefined : Number(minimum) });
}
