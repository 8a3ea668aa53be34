export { type ClusterOptions, FluxCluster } from "./azure/cluster.ts";
export {
  type FluxRecord,
  type FluxRecordState,
  fluxRecord,
  type KustomizationSettings,
} from "./azure/record.ts";
export { AzureServer } from "./azure/server.ts";
export { ArgoCluster, type ArgoClusterOptions } from "./clusters/argo/cluster.ts";
export type { Behaviour, Cluster } from "./clusters/cluster.ts";
export type { StatusReport } from "./clusters/commit-statuses.ts";
export type { FluxVersion } from "./clusters/flux/notifications.ts";
export type { Trouble, Troubles } from "./clusters/trouble.ts";
export type { ClusterObjectView, ClusterView } from "./clusters/view.ts";
