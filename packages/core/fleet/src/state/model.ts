/** What runs where, at which commit, how well, and why: the one model behind `kalypso status`, the report and the pages. */
import type { OpenPullRequest } from "./reading.ts";

/**
 * - `compliant`: every cluster that has to report runs what the branch has.
 * - `progressing`: none fails, and not all are there yet.
 * - `failing`: one of them fails.
 * - `silent`: none of those that have to report does.
 * - `unknown`: nobody was asked.
 */
export type Health = "compliant" | "progressing" | "failing" | "silent" | "unknown";

/** The clusters of a cluster type, or those of them that an assignment concerns. */
export interface ClusterHealth {
  readonly health: Health;
  /** How many clusters pass. */
  readonly passing: number;
  /** How many have to report: by the roster, or those that do. */
  readonly of: number;
  /** Why it is not compliant, each cluster with its reason. */
  readonly troubles: readonly string[];
}

export interface FleetClusterType extends ClusterHealth {
  readonly name: string;
}

export interface FleetAssignment extends ClusterHealth {
  readonly clusterType: string;
  readonly deploymentTarget: string;
  readonly workload: string;
  readonly registration: string;
  readonly workspace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The policies that select it. */
  readonly policies: readonly string[];
  /** The team's repository, and its commit that is scheduled. */
  readonly source: { readonly repo: string; readonly branch: string; readonly commit: string } | undefined;
  /** Where the application's manifests are, if its Workload says so. */
  readonly manifests: { readonly repo: string; readonly branch: string } | undefined;
  /** Why it stays as it was last good; undefined if it is not held. */
  readonly held: string | undefined;
}

/**
 * Where a promotion is.
 * - `deployed`: the pinned commit is on the clusters.
 * - `deploying`: its manifests are merged, and the clusters are checked.
 * - `proposed`: a pull request into the GitOps branch waits.
 * - `scheduling`: it is pinned, and nothing is proposed yet.
 * - `promoting`: a pull request that pins it waits.
 * - `failed`: a check or the promotion failed.
 * - `unknown`: GitHub was not asked, or says nothing.
 */
type Step = "deployed" | "deploying" | "proposed" | "scheduling" | "promoting" | "failed" | "unknown";

export interface Progress {
  readonly step: Step;
  /** What or whom it waits for, or why it failed, for people; undefined if nothing is open. */
  readonly waitsFor: string | undefined;
  /** The pull request or the run to look at. */
  readonly url: string | undefined;
  /** As ISO 8601. */
  readonly since: string | undefined;
  /** Whether the pinned commit is the newest one of main; undefined if that is not known. */
  readonly isNewest: boolean | undefined;
}

export interface FleetEnvironment {
  readonly name: string;
  readonly controlPlane: { readonly repo: string; readonly branch: string };
  readonly gitops: { readonly repo: string; readonly branch: string; readonly path: string } | undefined;
  /** The commit of main that it is pinned to; null while it follows main. */
  readonly pinned: string | null | undefined;
  /** The commit of main that its manifests were rendered from. */
  readonly promoted: string | undefined;
  readonly progress: Progress;
  readonly clusterTypes: readonly FleetClusterType[];
  /** By cluster type, then by deployment target. */
  readonly assignments: readonly FleetAssignment[];
  /** How much is held: registrations, workloads or targets. */
  readonly held: number;
  readonly pulls: readonly OpenPullRequest[];
  readonly unread: readonly string[];
}

export interface Fleet {
  /** The control plane's address. */
  readonly controlPlane: string;
  /** The newest commit of main. */
  readonly main: string | null;
  /** In the order of promotion, as far as it is known. */
  readonly environments: readonly FleetEnvironment[];
}
