/** What depends on how clusters are made and read. */
import type { Settings } from "../settings.ts";

const argoCluster = /^(\s+reconciler:) argocd$/m;
const secret = /^ +secretRef:\n +name: repo-secret\n/m;

/**
 * On Azure, every cluster runs Flux, because Resource Graph knows no Argo CD; public repositories need no secret, and a
 * secret that does not exist stops the source.
 */
export function forClusters(text: string, path: string, { health, visibility }: Settings): string {
  if (path.startsWith("cluster-types/") && health === "resource-graph")
    return text.replace(argoCluster, "$1 arc-flux");
  if (path.startsWith("templates/") && visibility === "public") return text.replace(secret, "");
  return text;
}
