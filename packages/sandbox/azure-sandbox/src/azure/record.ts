/** A row of Resource Graph for a Flux configuration, in Azure's full shape. */
import { type Condition, ready, stateOf } from "../clusters/flux/conditions.ts";
import type { Owner } from "../clusters/flux/objects.ts";

/** A Kustomization as configured in the configuration. */
export interface KustomizationSettings {
  readonly path: string;
  /** Keys of other Kustomizations. */
  readonly dependsOn?: readonly string[];
  /** Azure's defaults: it prunes, and it waits for the objects it applied. */
  readonly prune?: boolean;
  readonly wait?: boolean | undefined;
}

/** A Flux object on the cluster. */
export interface ObjectStatus {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly appliedBy: Owner | null;
  readonly complianceState: string;
  readonly conditions: readonly Condition[];
}

/** Where a configuration is in Azure, and what it is called there. */
export interface ConfigurationPlace {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly name: string;
  /** Where its objects are on the cluster. */
  readonly namespace: string;
}

/** That of a cluster which nobody has made through Azure. */
export function defaultPlace(branch: string): ConfigurationPlace {
  return { subscription, resourceGroup: "fleet", name: configurationName(branch), namespace: "flux-system" };
}

interface ConfigurationState {
  readonly place: ConfigurationPlace;
  readonly cluster: string;
  readonly isArc: boolean;
  readonly url: string;
  readonly branch: string;
  readonly kustomizations: Readonly<Record<string, KustomizationSettings>>;
  readonly isSuspended: boolean;
  readonly complianceState: string | null;
  readonly syncedRevision: string | null;
  readonly objects: readonly ObjectStatus[];
  /** When the latest change happened, in milliseconds since 1970. */
  readonly time: number;
}

export interface FluxRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly subscriptionId: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

const tenantId = "00000000-0000-0000-0000-0000000000aa";
const subscription = "00000000-0000-0000-0000-000000000001";

function configurationName(branch: string): string {
  return `platform-${branch.replaceAll(/[^a-z0-9-]/g, "-")}`;
}

function kustomizationsOf(settings: ConfigurationState["kustomizations"]) {
  const entries = Object.entries(settings).map(([name, { path, dependsOn, prune = true, wait = true }]) => {
    const times = { timeoutInSeconds: 600, syncIntervalInSeconds: 120, retryIntervalInSeconds: null };
    const value = { name, path, dependsOn: dependsOn ?? null, ...times, prune, force: false, wait };
    return [name, { ...value, postBuild: null }] as const;
  });
  return Object.fromEntries(entries);
}

const release = {
  lastRevisionApplied: 1,
  failureCount: 0,
  installFailureCount: 0,
  upgradeFailureCount: 0,
};

function statusOf(object: ObjectStatus, time: string) {
  const { kind, name, namespace, appliedBy, complianceState, conditions } = object;
  const chart = { name: `${namespace}-${name}`, namespace };
  return {
    name,
    namespace,
    kind,
    complianceState,
    appliedBy,
    helmReleaseProperties: kind === "HelmRelease" ? { ...release, helmChartRef: chart } : null,
    statusConditions: conditions.map(({ type, status, reason, message }) => ({
      lastTransitionTime: time,
      message,
      reason,
      status,
      type,
    })),
  };
}

function propertiesOf(state: ConfigurationState) {
  const time = new Date(state.time).toISOString();
  const second = `${time.slice(0, 19)}Z`;
  return {
    scope: "cluster",
    namespace: state.place.namespace,
    sourceKind: "GitRepository",
    suspend: state.isSuspended,
    gitRepository: {
      url: state.url,
      timeoutInSeconds: 600,
      syncIntervalInSeconds: 120,
      repositoryRef: { branch: state.branch, tag: null, semver: null, commit: null },
      sshKnownHosts: null,
      httpsUser: null,
      httpsCACert: null,
      localAuthRef: null,
      provider: null,
    },
    bucket: null,
    azureBlob: null,
    ociRepository: null,
    configurationProtectedSettings: {},
    kustomizations: kustomizationsOf(state.kustomizations),
    waitForReconciliation: null,
    reconciliationWaitDuration: null,
    provisioningState: "Succeeded",
    errorMessage: "",
    repositoryPublicKey: "",
    complianceState: state.complianceState,
    sourceSyncedCommitId: state.syncedRevision,
    sourceUpdatedAt: state.syncedRevision === null ? null : second,
    statusUpdatedAt: time,
    statuses: state.objects.map((object) => statusOf(object, second)),
  };
}

export function configurationRecord(state: ConfigurationState): FluxRecord {
  const { name, subscription: subscriptionId, resourceGroup } = state.place;
  const provider = state.isArc
    ? "Microsoft.Kubernetes/connectedClusters"
    : "Microsoft.ContainerService/managedClusters";
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  const id = `${group}/providers/${provider}/${state.cluster}/providers/Microsoft.KubernetesConfiguration/fluxConfigurations/${name}`;
  const columns = {
    tenantId,
    kind: "",
    location: "",
    resourceGroup,
    subscriptionId,
    managedBy: "",
    sku: null,
    plan: null,
    tags: null,
    identity: null,
    zones: null,
    extendedLocation: null,
  };
  const type = "microsoft.kubernetesconfiguration/fluxconfigurations";
  return { id, name, type, ...columns, properties: propertiesOf(state) };
}

/** A configuration with one Kustomization, and nothing else of interest. */
interface FluxRecordState {
  readonly subscription: string;
  readonly cluster: string;
  readonly isArc: boolean;
  readonly url: string;
  readonly branch: string;
  readonly path: string;
  readonly complianceState: string | null;
  readonly isSuspended: boolean;
  readonly syncedRevision: string | null;
  readonly appliedRevision: string | null;
  /** The Kustomization's message while it has not applied the newest revision. */
  readonly trouble: string | undefined;
}

function kustomizationCondition({ trouble, appliedRevision }: FluxRecordState): Condition {
  if (trouble !== undefined) return ready("False", "ReconciliationFailed", trouble);
  if (appliedRevision === null) return ready("Unknown", "Progressing", "Reconciliation in progress");
  return ready("True", "ReconciliationSucceeded", `Applied revision: ${appliedRevision}`);
}

/** Builds a row directly, for fleets that are not simulated cluster by cluster. */
export function fluxRecord(state: FluxRecordState): FluxRecord {
  const { path, syncedRevision, isSuspended } = state;
  const place = { ...defaultPlace(state.branch), subscription: state.subscription };
  const { name } = place;
  const stored = ready("True", "Succeeded", `stored artifact for revision '${syncedRevision}'`);
  const made = [
    { kind: "GitRepository", name, conditions: [stored] },
    { kind: "Kustomization", name: `${name}-cluster`, conditions: [kustomizationCondition(state)] },
  ].map((object) => ({
    ...object,
    namespace: "flux-system",
    appliedBy: null,
    complianceState: stateOf(object.conditions, isSuspended),
  }));
  const objects = syncedRevision === null ? [] : made;
  return configurationRecord({
    ...state,
    place,
    kustomizations: { cluster: { path } },
    objects,
    time: Date.now(),
  });
}
