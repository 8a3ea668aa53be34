/** What a cluster says of a commit by a commit status: Flux's notification-controller, or Argo CD's notifications. */

export interface CommitStatusReport {
  readonly kind: "status";
  /** The status' context, which names the cluster. */
  readonly id: string;
  readonly cluster: string;
  readonly clusterTypes: readonly string[];
  /** The newest commit that has a status of this context. */
  readonly commit: string;
  readonly state: "pending" | "success" | "failure" | "error";
  readonly description: string;
}

/** `<prefix>/<cluster type>/<cluster>`: what `commitStatusExpr` of a Provider, and a notification's template, are told. */
export const statusPrefix = "kalypso";

export interface StatusPlace {
  readonly clusterType: string;
  readonly cluster: string;
}

/**
 * Whose status a context is.
 * @param clusterTypes those of the environment: a Provider without an expression gives
 *   `kustomization/<name>/<first eight of its uid>`, which tells a cluster type only where the Kustomization is called so
 */
export function placeOfStatus(context: string, clusterTypes: ReadonlySet<string>): StatusPlace | undefined {
  const [prefix, clusterType = "", cluster = "", ...more] = context.split("/");
  if (clusterType === "" || cluster === "" || more.length > 0) return undefined;
  if (prefix === statusPrefix) return { clusterType, cluster };
  const isDefault = prefix === "kustomization" && clusterTypes.has(clusterType);
  return isDefault ? { clusterType, cluster } : undefined;
}
