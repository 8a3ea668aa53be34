/** What clusters apply that init does not make: one file for each cluster type of each environment. */
import {
  applicationsSecret,
  clusterManifests,
  clusterTypesOf,
  repositoryOf,
  type Settings,
  type Thing,
} from "@kalypso-actions/setup";

interface ManifestFile {
  readonly name: string;
  readonly text: string;
}

/**
 * With health from Azure, a configuration of Flux on Azure is all that a cluster of a public platform needs; otherwise, what it
 * follows and what tells of it.
 */
export function manifestFiles(settings: Settings, plan: readonly Thing[]): readonly ManifestFile[] {
  const { health, server, visibility } = settings;
  const isPrivate = visibility !== "public";
  if (health === "resource-graph")
    return isPrivate ? [{ name: "repo-secret.yaml", text: applicationsSecret(true) }] : [];
  return clusterTypesOf(plan, settings).map(({ environment, clusterType, reconciler }) => ({
    name: `${environment}-${clusterType}.yaml`,
    text: clusterManifests({
      manager: reconciler === "argocd" ? "argo-cd" : "flux",
      cluster: clusterType,
      clusterType,
      url: `${server}/${repositoryOf(settings, "platform-gitops")}`,
      branch: environment,
      folder: "",
      isPrivate,
    }),
  }));
}
