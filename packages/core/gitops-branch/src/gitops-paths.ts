/** Where the promoted commit of main is told on a GitOps branch, below the environment's path. */
export const trackingPath = ".github/tracking/Promoted_Commit_Id";

/** Tells GitHub that the inventory is for machines: its changes are folded in pull requests. */
export const attributesPath = ".kalypso/.gitattributes";
export const attributes = "inventory.json linguist-generated\n";

/** @param folder the empty string for the root */
export function below(folder: string, path: string): string {
  return folder === "" ? path : `${folder}/${path}`;
}

/** What every cluster type's folder says of itself, assigned or not, as the operator writes it: without a final newline. */
export const clusterTypeReadme = "This folder contains deployment targets scheduled on the cluster type";
