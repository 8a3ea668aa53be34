import type { Relation } from "./decision.ts";
import type { ApplicationLookup, Trouble } from "./trouble.ts";

/**
 * What a configuration is, seen from the commit that is waited for.
 * `degraded`: the platform's manifests are there and well, an application of theirs fails, and only the platform counts.
 * `silent`: it reported before in this check, and does no longer.
 */
export type Verdict =
  | "compliant"
  | "superseded"
  | "degraded"
  | "progressing"
  | "failing"
  | "failed"
  | "suspended"
  | "stale"
  | "silent";

/** The worst last: where two rows name one configuration, or two sources one cluster, the worse counts. */
const severity: readonly Verdict[] = [
  ...(["compliant", "superseded", "degraded", "progressing", "stale"] as const),
  ...(["silent", "suspended", "failing", "failed"] as const),
];

export function isWorse(a: Verdict, b: Verdict): boolean {
  return severity.indexOf(a) > severity.indexOf(b);
}

export interface JudgeContext {
  /** How a commit relates to the one that is waited for. */
  readonly relationOf: (commit: string | undefined) => Relation;
  /** Whose failures count: those of applications as well, or the platform's only. */
  readonly healthOf: "all" | "platform";
  readonly applicationOf: ApplicationLookup;
}

export interface Judged {
  readonly id: string;
  readonly cluster: string;
  /** The cluster's own id, in lower case; the empty string where the source knows its name only. */
  readonly clusterId: string;
  readonly resourceGroup: string;
  readonly clusterTypes: readonly string[];
  /** The commit that the source has fetched. */
  readonly commit: string | undefined;
  readonly complianceState: string;
  /** Whether all that it applies is at the commit, or a later one. */
  readonly hasCommit: boolean;
  readonly verdict: Verdict;
  /** Why, in a few words. */
  readonly message: string;
  readonly troubles: readonly Trouble[];
}
