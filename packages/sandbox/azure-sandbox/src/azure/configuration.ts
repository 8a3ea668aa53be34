/** The objects that Azure's agent creates on a cluster for a Flux configuration. */
import type { Manifest } from "../clusters/manifest.ts";
import type { ConfigurationPlace, KustomizationSettings } from "./record.ts";

interface FollowedBranch {
  readonly place: ConfigurationPlace;
  readonly repository: string;
  readonly branch: string;
}

/** A source, and one Kustomization per configured entry. */
export function ownManifests(
  { place, repository, branch }: FollowedBranch,
  settings: Readonly<Record<string, KustomizationSettings>>,
): readonly Manifest[] {
  const { name, namespace } = place;
  const source = {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    name,
    namespace,
    spec: { interval: "2m0s", url: repository, ref: { branch } },
  };
  const kustomizations = Object.entries(settings).map(([key, { path, dependsOn = [], prune, wait }]) => ({
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    name: `${name}-${key}`,
    namespace,
    spec: {
      interval: "2m0s",
      timeout: "10m0s",
      path,
      prune: prune ?? true,
      wait: wait ?? true,
      dependsOn: dependsOn.map((each) => ({ name: `${name}-${each}` })),
      sourceRef: { kind: "GitRepository", name },
    },
  }));
  return [source, ...kustomizations];
}
