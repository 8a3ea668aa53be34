/** What a running platform looks like from outside. What whoever asks may not read is undefined. */
import type { Place } from "@kalypso-actions/diagnostics";

export interface ObservedEnvironment {
  /** Names and patterns of the branches whose jobs may use it; undefined if all may. */
  readonly branches: readonly string[] | undefined;
  readonly variables: Readonly<Record<string, string>> | undefined;
  /** Names. */
  readonly secrets: readonly string[] | undefined;
}

export interface ObservedRuleset {
  readonly name: string;
  /** Names and patterns, as GitHub has them: `refs/heads/dev`, `refs/heads/release/*`, `~ALL`, `~DEFAULT_BRANCH`. */
  readonly branches: readonly string[];
  /** Of these, the branches that it leaves alone. */
  readonly except: readonly string[];
  /** GitHub's words, such as `pull_request`. */
  readonly rules: readonly string[];
  /** Who may push past it: ids of Apps, and whether there is anybody else. */
  readonly bypass: { readonly apps: readonly string[]; readonly others: boolean } | undefined;
}

export interface ObservedRepository {
  /** `owner/name` */
  readonly repository: string;
  readonly defaultBranch: string;
  /** The names of the files in `.github/workflows`, by branch. A branch that is not there is left out. */
  readonly workflows: Readonly<Record<string, readonly string[]>> | undefined;
  /** With those that the organisation shares with it. */
  readonly variables: Readonly<Record<string, string>> | undefined;
  /** Names, with those that the organisation shares with it. */
  readonly secrets: readonly string[] | undefined;
  readonly environments: Readonly<Record<string, ObservedEnvironment>> | undefined;
  /** Those in force, with the organisation's. */
  readonly rulesets: readonly ObservedRuleset[] | undefined;
}

export interface ObservedApp {
  readonly appId: string;
  readonly clientId: string;
  readonly slug: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly isSuspended: boolean;
  /** `owner/name`; `all` for all of its owner's. */
  readonly repositories: readonly string[] | "all" | undefined;
}

export interface ListedClusterType {
  readonly name: string;
  /** API versions and kinds in the manifests of its reconciler: `source.toolkit.fluxcd.io/v1 GitRepository`. */
  readonly reconcilerApis: readonly string[];
  /** Whether any cluster has to report; a roster of none says that none does. */
  readonly hasClusters: boolean;
  readonly place: Place;
}

/** An environment that main lists, as its branch describes it. */
export interface ListedEnvironment {
  readonly name: string;
  readonly branch: string;
  /** What its branch says; undefined if that cannot be read. */
  readonly details: ListedDetails | undefined;
  readonly place: Place;
}

export interface ListedDetails {
  /** `owner/name`, or the address of what is not on this server. */
  readonly gitops: string;
  readonly gitopsBranch: string;
  readonly gitopsPath: string;
  readonly clusterTypes: readonly ListedClusterType[];
  /** The GitOpsRepo's. */
  readonly place: Place;
}

/** A folder that a cluster applies. */
export interface ObservedConfiguration {
  /** `<resource group>/<cluster>` */
  readonly cluster: string;
  readonly name: string;
  readonly url: string;
  /** Undefined if it follows a tag or a commit. */
  readonly branch: string | undefined;
  readonly path: string;
  /** Such as `2.8`; undefined if nobody knows. */
  readonly fluxVersion: string | undefined;
}

export interface ObservedPlatform {
  readonly server: string;
  readonly controlPlane: ObservedRepository;
  /** Where the manifests of the first environment are. */
  readonly gitops: ObservedRepository | undefined;
  /** In the order of their names; at least one. */
  readonly environments: readonly ListedEnvironment[];
  /** Those installed for the owner. */
  readonly apps: readonly ObservedApp[] | undefined;
  readonly configurations: readonly ObservedConfiguration[] | undefined;
  /** When the token that asks ends, in ISO 8601; undefined if it does not, or nobody knows. */
  readonly tokenExpires: string | undefined;
  readonly now: string;
}
