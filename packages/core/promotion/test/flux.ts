/** Builders for cluster reports. */
import type { Application, FluxConfiguration, FluxObject, ReadyCondition, Relation } from "../src/index.ts";

export const commit = "c".repeat(40);
export const later = "d".repeat(40);
export const earlier = "b".repeat(40);

/** How commits relate to `commit`. */
export function relationOf(id: string | undefined): Relation {
  if (id === commit) return "identical";
  if (id === later) return "ahead";
  if (id === earlier) return "behind";
  return id === "f".repeat(40) ? "diverged" : "unknown";
}

export function applied(id = commit): ReadyCondition {
  const message = `Applied revision: dev@sha1:${id}`;
  return { status: "True", reason: "ReconciliationSucceeded", message };
}

export function ready(status: ReadyCondition["status"], reason: string, message: string): ReadyCondition {
  return { status, reason, message };
}

export function stateOf(condition: ReadyCondition | undefined): FluxObject["state"] {
  if (condition === undefined || condition.status === "Unknown") return "Pending";
  return condition.status === "True" ? "Compliant" : "Non-Compliant";
}

interface Told {
  readonly cluster?: string;
  readonly resourceGroup?: string;
  readonly clusterType?: string;
  readonly synced?: string | undefined;
  readonly source?: ReadyCondition;
  /** The configuration's kustomizations by key; undefined for one that does not report. */
  readonly own?: Readonly<Record<string, ReadyCondition | undefined>>;
  /** The objects that they applied, by `Kind/name`. */
  readonly others?: Readonly<Record<string, ReadyCondition | "Suspended">>;
  readonly more?: Partial<FluxConfiguration>;
}

function combined(objects: readonly FluxObject[]): FluxObject["state"] {
  const states = objects.map(({ state }) => state);
  return (["Non-Compliant", "Pending"] as const).find((state) => states.includes(state)) ?? "Compliant";
}

export function configuration(told: Told = {}): FluxConfiguration {
  const { cluster = "drone-1", resourceGroup = "fleet", clusterType = "drone", more = {} } = told;
  const { source = ready("True", "Succeeded", "stored artifact"), own = { cluster: applied() } } = told;
  const namespace = "flux-system";
  const kustomizations = Object.keys(own).map((key) => ({
    name: `platform-dev-${key}`,
    path: `./${clusterType}`,
  }));
  const ownObjects = Object.entries(own).flatMap(([key, condition]): readonly FluxObject[] => {
    if (condition === undefined) return [];
    const name = `platform-dev-${key}`;
    const state = stateOf(condition);
    return [{ kind: "Kustomization", namespace, name, appliedBy: undefined, state, ready: condition }];
  });
  const appliedBy = { namespace, name: kustomizations.at(-1)?.name ?? "" };
  const others = Object.entries(told.others ?? {}).map(([key, condition]): FluxObject => {
    const [kind = "", name = ""] = key.split("/");
    if (condition === "Suspended")
      return { kind, namespace, name, appliedBy, state: "Suspended", ready: undefined };
    return { kind, namespace, name, appliedBy, state: stateOf(condition), ready: condition };
  });
  const sourceObject: FluxObject = {
    kind: "GitRepository",
    namespace,
    name: "platform-dev",
    appliedBy: undefined,
    state: stateOf(source),
    ready: source,
  };
  const objects = [sourceObject, ...ownObjects, ...others];
  return {
    kind: "flux",
    id: `/${resourceGroup}/${cluster}`,
    clusterId: `/${resourceGroup}/${cluster}`.toLowerCase(),
    cluster,
    resourceGroup,
    name: "platform-dev",
    repository: "https://github.com/contoso/platform-gitops",
    branch: "dev",
    kustomizations,
    clusterTypes: [clusterType],
    complianceState: combined(objects),
    provisioningState: "Succeeded",
    errorMessage: "",
    isSuspended: false,
    objects,
    syncedCommit: "synced" in told ? told.synced : commit,
    ...more,
  };
}

export const helloWorld: Application = {
  deploymentTarget: "hello-world-app-functional-test",
  repository: "https://github.com/contoso/app-gitops",
  branch: "dev",
};

/** The reconciler of one application on `drone`. */
export function applicationOf(key: string): Application | undefined {
  return /^(?:GitRepository|Kustomization)\/flux-system\/hello$/.test(key) ? helloWorld : undefined;
}
