/** A row of Resource Graph for a Flux configuration, in the shape that Azure gives it. */

export interface FluxRecordState {
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
  /** What the Kustomization says while it has not applied the newest. */
  readonly trouble: string | undefined;
}

export interface FluxRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly subscriptionId: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

function condition(isReady: boolean, message: string) {
  return {
    type: "Ready",
    status: isReady ? "True" : "False",
    reason: isReady ? "ReconciliationSucceeded" : "ReconciliationFailed",
    message,
  };
}

function statusesOf(name: string, state: FluxRecordState) {
  const { syncedRevision, appliedRevision, trouble, complianceState } = state;
  const source = {
    ...{
      name,
      namespace: "flux-system",
      kind: "GitRepository",
      complianceState: "Compliant",
      appliedBy: null,
    },
    statusConditions: [condition(true, `stored artifact for revision '${syncedRevision}'`)],
  };
  if (syncedRevision === null) return [];
  const message =
    trouble ?? (appliedRevision === null ? "not yet reconciled" : `Applied revision: ${appliedRevision}`);
  const kustomization = {
    ...{
      name: `${name}-cluster`,
      namespace: "flux-system",
      kind: "Kustomization",
      complianceState,
      appliedBy: null,
    },
    statusConditions: [condition(trouble === undefined, message)],
  };
  return [source, kustomization];
}

export function fluxRecord(state: FluxRecordState): FluxRecord {
  const name = `platform-${state.branch}`;
  const provider = state.isArc
    ? "Microsoft.Kubernetes/connectedClusters"
    : "Microsoft.ContainerService/managedClusters";
  const group = `/subscriptions/${state.subscription}/resourceGroups/fleet/providers/${provider}/${state.cluster}`;
  return {
    id: `${group}/providers/Microsoft.KubernetesConfiguration/fluxConfigurations/${name}`,
    name,
    type: "microsoft.kubernetesconfiguration/fluxconfigurations",
    subscriptionId: state.subscription,
    properties: {
      ...{
        scope: "cluster",
        namespace: "flux-system",
        sourceKind: "GitRepository",
        suspend: state.isSuspended,
      },
      gitRepository: {
        ...{ url: state.url, timeoutInSeconds: 600, syncIntervalInSeconds: 120 },
        repositoryRef: { branch: state.branch, tag: null, semver: null, commit: null },
      },
      kustomizations: { cluster: { name: "cluster", path: state.path, prune: true, wait: true } },
      ...{ provisioningState: "Succeeded", errorMessage: "" },
      complianceState: state.complianceState,
      sourceSyncedCommitId: state.syncedRevision,
      statuses: statusesOf(name, state),
    },
  };
}
