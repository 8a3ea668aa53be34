/** What a person applies to a cluster that Azure does not manage, so that it follows the platform and reports to it. */
import { argoManifests } from "./argo-cd.ts";
import { appliedFolder, type OtherCluster } from "./cluster.ts";
import { fluxManifests } from "./flux.ts";

const needs = {
  flux: "Flux's controllers in flux-system: source, kustomize, helm and notification (flux install).",
  "argo-cd": "Argo CD in argocd, with its notifications controller.",
} as const;

/** Manifests of one cluster in one text, with what to fill in and where to apply it. */
export function clusterManifests(cluster: OtherCluster): string {
  const { manager, cluster: name, branch } = cluster;
  const documents = manager === "flux" ? fluxManifests(cluster) : argoManifests(cluster);
  const blanks = documents.some((text) => text.includes("<"))
    ? "# Fill in what is in angle brackets. Keep the file out of git: it has secrets.\n"
    : "# Keep the file out of git: it has secrets.\n";
  return `# The cluster ${name} follows ${appliedFolder(cluster)} of the branch ${branch}, and reports as
# kalypso/${appliedFolder(cluster)}/${name}.
# It needs ${needs[manager]}
${blanks}# Apply it with: kubectl --context <${name}> apply --server-side -f <this file>
---
${documents.join("---\n")}`;
}
