export { AzureCloud } from "./az/cloud.ts";
export { azCalls, runAz, serveAz } from "./az/run.ts";
export { type ClusterOptions, FluxCluster } from "./azure/cluster.ts";
export { fluxRecord } from "./azure/record.ts";
export { AzureServer } from "./azure/server.ts";
export { ArgoCluster } from "./clusters/argo/cluster.ts";
export type { Cluster } from "./clusters/cluster.ts";
export type { ClusterObjectView, ClusterView } from "./clusters/view.ts";
