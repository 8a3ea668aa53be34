/** The file on a GitOps branch that records the promoted commit of main; relative to the environment's path. */
export const trackingPath = ".github/tracking/Promoted_Commit_Id";

/** Marks the inventory as generated, so that GitHub collapses its changes in pull requests. */
export const attributesPath = ".kalypso/.gitattributes";
export const attributes = "inventory.json linguist-generated\n";

/** @param folder the empty string for the root */
export function below(folder: string, path: string): string {
  return folder === "" ? path : `${folder}/${path}`;
}

/**
 * The README of every cluster type's folder, even without assignments, as the operator writes it: no trailing newline.
 */
export const clusterTypeReadme = "This folder contains deployment targets scheduled on the cluster type";
