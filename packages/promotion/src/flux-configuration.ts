/** What a cluster says of the Git branch that it follows: a Flux configuration, as Azure reports it. */

export type ComplianceState = "Compliant" | "Non-Compliant" | "Pending" | "Suspended" | "Unknown";

/** The condition `Ready` of an object. Flux sets others beside it (`Reconciling`, `Stalled`): they do not count. */
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

/** A kustomization that Azure was told to make, and the folder that it applies. */
export interface OwnKustomization {
  /** Its object's name: `<configuration>-<key>`. */
  readonly name: string;
  readonly path: string;
}

export interface FluxConfiguration {
  readonly kind: "flux";
  readonly id: string;
  readonly cluster: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly repository: string;
  readonly branch: string;
  readonly kustomizations: readonly OwnKustomization[];
  readonly clusterTypes: readonly string[];
  /** Azure's, of all objects together, those of applications included. */
  readonly complianceState: ComplianceState;
  readonly provisioningState: string;
  readonly errorMessage: string;
  readonly isSuspended: boolean;
  /** The commit that the source has fetched; undefined before the first time, and for what is no commit. */
  readonly syncedCommit: string | undefined;
  readonly objects: readonly FluxObject[];
}

export function objectKey({ kind, namespace, name }: ObjectName): string {
  return `${kind}/${namespace}/${name}`;
}

function plainPath(path: string): string {
  return path.replace(/^(?:\.?\/)+|^\.$|\/+$/g, "");
}

/**
 * The cluster type of a kustomization's path: the first folder under the environment's.
 * @param folder the environment's folder on the branch; the empty string for its root
 * @returns the empty string for all of the environment; undefined for what is outside of its folder
 */
export function clusterTypeUnder(folder: string, path: string): string | undefined {
  const [environment, applied] = [plainPath(folder), plainPath(path)];
  if (environment === "") return applied.split("/")[0] ?? "";
  // A kustomization that applies what the folder is in applies the folder.
  if (applied === "" || environment.startsWith(`${applied}/`) || applied === environment) return "";
  return applied.startsWith(`${environment}/`)
    ? (applied.slice(environment.length + 1).split("/")[0] ?? "")
    : undefined;
}
