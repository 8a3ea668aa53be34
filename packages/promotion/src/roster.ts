/** What has to report: the clusters of each cluster type, by name or by number. */
import { isWorse, type Judged } from "./verdict.ts";

export type Roster =
  /** `<name>` or `<resource group>/<name>`, in whatever case; each must pass. */
  | { readonly kind: "clusters"; readonly clusters: readonly string[] }
  /** So many must pass; others that report may be behind, suspended or silent. */
  | { readonly kind: "minimum"; readonly count: number };

/** A cluster type of the environment. */
export interface ExpectedType {
  readonly name: string;
  /** Whether anything is assigned to it. */
  readonly isAssigned: boolean;
  readonly roster: Roster | undefined;
}

/** A cluster with the worst of what reports for it: configurations, or sources of health. */
export interface Cluster {
  readonly name: string;
  /** Lower case; the resource group is empty where the source does not know it. */
  readonly key: string;
  readonly worst: Judged;
}

function keyOf({ resourceGroup, cluster }: Judged): string {
  return `${resourceGroup}/${cluster}`.toLowerCase();
}

/** A source that knows no resource groups means the one cluster of that name, if there is one only. */
function sameCluster(judged: Judged, keys: readonly string[]): string {
  const own = keyOf(judged);
  if (judged.resourceGroup !== "") return own;
  const named = keys.filter((key) => key !== own && key.endsWith(own));
  return named.length === 1 ? (named[0] ?? own) : own;
}

/** The clusters behind what was judged, each once. */
export function clustersOf(judged: readonly Judged[]): readonly Cluster[] {
  const groupless = judged.some(({ resourceGroup }) => resourceGroup === "");
  const keys = groupless ? [...new Set(judged.map(keyOf))] : [];
  const clusters = new Map<string, Cluster>();
  for (const each of judged) {
    const key = groupless ? sameCluster(each, keys) : keyOf(each);
    const known = clusters.get(key);
    if (known === undefined || isWorse(each.verdict, known.worst.verdict))
      clusters.set(key, { name: each.cluster, key, worst: each });
  }
  return [...clusters.values()];
}

/** The clusters of a type that a roster's entry names: several where their resource groups differ and it names none. */
export function clustersNamed(entry: string, clusters: readonly Cluster[]): readonly Cluster[] {
  const wanted = entry.toLowerCase();
  return clusters.filter(
    ({ key }) => key === wanted || (!wanted.includes("/") && key.endsWith(`/${wanted}`)),
  );
}
