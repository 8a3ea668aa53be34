/** A cluster's commit status, from Flux's notification-controller or Argo CD's notifications. */

export interface CommitStatusReport {
  readonly kind: "status";
  /** The status context, which names the cluster. */
  readonly id: string;
  readonly cluster: string;
  readonly clusterTypes: readonly string[];
  /** The newest commit that has a status of this context. */
  readonly commit: string;
  readonly state: "pending" | "success" | "failure" | "error";
  readonly description: string;
}

/** `<prefix>/<cluster type>/<cluster>`: the format set in a Provider's `commitStatusExpr` and in a notification's template. */
const statusPrefix = "kalypso";

interface StatusPlace {
  readonly clusterType: string;
  readonly cluster: string;
}

/**
 * The cluster that a status context belongs to.
 * @param folder the environment's folder on the branch, which comes before the cluster type; the empty string for the
 * root
 * @param clusterTypes those of the environment: a Provider without an expression reports `kustomization/<name>/<first
 * eight characters of its uid>`, which only reveals a cluster type if the Kustomization is named after it
 */
export function placeOfStatus(
  context: string,
  folder: string,
  clusterTypes: ReadonlySet<string>,
): StatusPlace | undefined {
  const parts = context.split("/");
  const [clusterType = "", cluster = ""] = parts.slice(-2);
  if (parts.length < 3 || clusterType === "" || cluster === "") return undefined;
  const before = parts.slice(0, -2).join("/");
  if (before === (folder === "" ? statusPrefix : `${statusPrefix}/${folder}`))
    return { clusterType, cluster };
  // The name alone does not say which folder it belongs to.
  const isDefault = folder === "" && before === "kustomization" && clusterTypes.has(clusterType);
  return isDefault ? { clusterType, cluster } : undefined;
}
