/** A cluster that Azure does not know, and what it follows. */
export interface OtherCluster {
  readonly manager: "flux" | "argo-cd";
  /** The cluster's own name, by which `kalypso.io/clusters` and commit statuses know it. */
  readonly cluster: string;
  readonly clusterType: string;
  /** The address of the Platform GitOps repository, over HTTPS. */
  readonly url: string;
  readonly branch: string;
  /** The environment's folder on that branch, `GitOpsRepo.spec.path`; empty for the root. */
  readonly folder: string;
  /** Whether reading the GitOps repositories needs a token. */
  readonly isPrivate: boolean;
  /** Tokens, if they are to be in the manifests; placeholders otherwise. */
  readonly tokens?: ClusterTokens | undefined;
}

interface ClusterTokens {
  /** Reads the platform's and the applications' GitOps repositories. */
  readonly read?: string | undefined;
  /** Sets commit statuses on the Platform GitOps repository. For Flux; Argo CD has a GitHub App. */
  readonly status?: string | undefined;
}

/** The folder that the cluster applies: `dev/drone` or `drone`. */
export function appliedFolder({ folder, clusterType }: OtherCluster): string {
  return [folder, clusterType]
    .flatMap((path) => path.split("/"))
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

/** Text as a scalar that YAML reads as this text. JSON is YAML. */
export function scalar(text: string): string {
  return /^[A-Za-z][A-Za-z0-9/._-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)
    ? text
    : JSON.stringify(text);
}

/** The server that an address is on: `https://github.com`. */
export function serverOf(url: string): string {
  return /^https?:\/\/[^/]+/.exec(url)?.[0] ?? url;
}

/** `https://github.com/contoso`: the owner's repositories. */
export function ownerOf(url: string): string {
  return /^https?:\/\/[^/]+\/[^/]+/.exec(url)?.[0] ?? url;
}
