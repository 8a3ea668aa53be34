/** A cluster's report on the Git branch that it follows: a Flux configuration, as Azure reports it. */

export type ComplianceState = "Compliant" | "Non-Compliant" | "Pending" | "Suspended" | "Unknown";

/** The condition `Ready` of an object. Flux sets others as well (`Reconciling`, `Stalled`), which do not count. */
export interface ReadyCondition {
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
}

export interface ObjectName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** An object that a configuration reports on: one of its own, or one that its kustomizations applied. */
export interface FluxObject extends ObjectName {
  /** The Kustomization that applied it; undefined for the configuration's own source and kustomizations. */
  readonly appliedBy: Omit<ObjectName, "kind"> | undefined;
  readonly state: ComplianceState;
  readonly ready: ReadyCondition | undefined;
}

/** A kustomization configured in Azure, and the folder that it applies. */
interface OwnKustomization {
  /** Its object's name: `<configuration>-<key>`. */
  readonly name: string;
  readonly path: string;
}

export interface FluxConfiguration {
  readonly kind: "flux";
  readonly id: string;
  readonly cluster: string;
  /** The cluster's own id, in lower case. */
  readonly clusterId: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly repository: string;
  readonly branch: string;
  readonly kustomizations: readonly OwnKustomization[];
  readonly clusterTypes: readonly string[];
  /** Azure's state for all objects together, including those of applications. */
  readonly complianceState: ComplianceState;
  readonly provisioningState: string;
  readonly errorMessage: string;
  readonly isSuspended: boolean;
  /** The commit that the source has fetched; undefined before the first fetch, and for anything but a commit. */
  readonly syncedCommit: string | undefined;
  readonly objects: readonly FluxObject[];
}

export function objectKey({ kind, namespace, name }: ObjectName): string {
  return `${kind}/${namespace}/${name}`;
}

function folders(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

/**
 * The cluster type that a kustomization's path applies, if an environment has a folder on the branch: the first folder
 * below the environment's. Empty if the path covers the whole folder.
 * @param prefix the environment's folder; the empty string for the root
 * @returns undefined if the path applies another folder of the branch
 */
export function clusterTypeUnder(path: string, prefix: string): string | undefined {
  const [applied, own] = [folders(path), folders(prefix)];
  const common = own.filter((part, index) => applied[index] === part).length;
  if (applied.length >= own.length) return common === own.length ? (applied[own.length] ?? "") : undefined;
  return applied.every((part, index) => own[index] === part) ? "" : undefined;
}
