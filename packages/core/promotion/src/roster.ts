/** What must report: the clusters of each cluster type, by name or by number. */
import { isWorse, type Judged } from "./verdict.ts";

export type Roster =
  /** `<name>` or `<resource group>/<name>`, in any case; each must pass. */
  | { readonly kind: "clusters"; readonly clusters: readonly string[] }
  /** This many must pass; others may be behind, suspended or silent. */
  | { readonly kind: "minimum"; readonly count: number };

/** A cluster type of the environment. */
export interface ExpectedType {
  readonly name: string;
  /** Whether anything is assigned to it. */
  readonly isAssigned: boolean;
  readonly roster: Roster | undefined;
}

/** A cluster with its worst report across its configurations and health sources. */
export interface Cluster {
  readonly name: string;
  readonly resourceGroup: string;
  readonly worst: Judged;
}

/** Its ID, otherwise its resource group and name. */
function keyOf({ clusterId, resourceGroup, cluster }: Judged): string {
  return clusterId !== "" ? clusterId : `${resourceGroup}/${cluster}`.toLowerCase();
}

function add(clusters: Map<string, Cluster>, key: string, judged: Judged): void {
  const known = clusters.get(key);
  if (known !== undefined && !isWorse(judged.verdict, known.worst.verdict)) return;
  const { cluster, resourceGroup } = known === undefined ? judged : known.worst;
  clusters.set(key, {
    name: known?.name ?? cluster,
    resourceGroup: known?.resourceGroup ?? resourceGroup,
    worst: judged,
  });
}

/**
 * The unique clusters behind the verdicts. A source that only knows names (a commit status) refers to every
 * cluster with that name that another source knows in more detail, or to its own if there is none.
 */
export function clustersOf(judged: readonly Judged[]): readonly Cluster[] {
  const clusters = new Map<string, Cluster>();
  const isNamed = ({ clusterId, resourceGroup }: Judged) => clusterId === "" && resourceGroup === "";
  for (const each of judged) if (!isNamed(each)) add(clusters, keyOf(each), each);
  const keys = new Map<string, string[]>();
  for (const [key, { name }] of clusters)
    keys.set(name.toLowerCase(), [...(keys.get(name.toLowerCase()) ?? []), key]);
  for (const each of judged.filter(isNamed)) {
    const same = keys.get(each.cluster.toLowerCase()) ?? [];
    if (same.length === 0) add(clusters, keyOf(each), each);
    for (const key of same) add(clusters, key, each);
  }
  return [...clusters.values()];
}

/** Whether a roster's entry, `<name>` or `<resource group>/<name>`, matches a cluster. */
export function isNamedBy(
  entry: string,
  { name, resourceGroup }: { readonly name: string; readonly resourceGroup: string },
): boolean {
  const wanted = entry.toLowerCase();
  return wanted === name.toLowerCase() || wanted === `${resourceGroup}/${name}`.toLowerCase();
}

/** The clusters that a roster's entry names: several if it has no resource group and theirs differ. */
export function clustersNamed(entry: string, clusters: readonly Cluster[]): readonly Cluster[] {
  return clusters.filter((cluster) => isNamedBy(entry, cluster));
}
