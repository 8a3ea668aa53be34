/** The clusters that follow the Platform GitOps repository, and their tokens. */
import { ArgoCluster, type Cluster, FluxCluster } from "@kalypso-actions/azure-sandbox";
import type { GitHubServer, World } from "@kalypso-actions/github-sandbox";

/** The clusters. `small` in stage waits until somebody adds its cluster type, and so its folder. */
const fleet: readonly (readonly [environment: string, name: string, joinsWithFolder?: boolean])[] = [
  ["dev", "drone"],
  ["dev", "large"],
  ["dev", "small"],
  ["stage", "drone"],
  ["stage", "large"],
  ["stage", "small", true],
];

/** Clusters read the repositories that the teams' pipelines write; Argo CD reports on the platform's repository. */
function clusterTokens(github: GitHubServer) {
  const repositories = ["platform-gitops", "app-gitops", "svc-gitops"];
  const reader = { permissions: { contents: "read" }, isWorkflowToken: false, repositories } as const;
  const notifier = { permissions: { statuses: "write" }, isWorkflowToken: false } as const;
  return {
    flux: github.token("flux", { ...reader, user: "flux" }),
    argocd: github.token("argocd", { ...reader, user: "argocd" }),
    notifications: github.token("argocd-notifications", {
      ...notifier,
      user: "argocd-notifications",
      repositories: ["platform-gitops"],
    }),
  };
}

/** Starts the clusters and returns them by environment and name. */
export async function startClusters(
  world: World,
  github: GitHubServer,
  lag: number,
): Promise<ReadonlyMap<string, Cluster>> {
  const { flux, argocd, notifications } = clusterTokens(github);
  const repository = `${github.url}/${github.owner}/platform-gitops`;
  const report = { api: `${github.url}/api/v3`, token: notifications, clusterType: "large" };
  const started = fleet.map(async ([branch, name, joinsWithFolder = false]) => {
    const options = { name, path: `./${name}`, branch, repository, world };
    const cluster: Cluster = await (name === "large"
      ? ArgoCluster.start({
          ...options,
          token: argocd,
          report: { ...report, repository: `${github.owner}/platform-gitops` },
        })
      : FluxCluster.start({ ...options, token: flux, lag, joinsWithFolder }));
    return [`${branch}/${name}`, cluster] as const;
  });
  return new Map(await Promise.all(started));
}
