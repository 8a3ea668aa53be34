import type { Relation } from "./decision.ts";
import type { ApplicationLookup, Trouble } from "./trouble.ts";

/**
 * A configuration's verdict for the commit being checked.
 * `degraded`: the platform's manifests are applied and healthy, an application fails, and only the platform counts.
 * `silent`: it reported earlier in this check, but no longer does.
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

/** The worst last: if two rows name one configuration, or two sources one cluster, the worse counts. */
const severity: readonly Verdict[] = [
  ...(["compliant", "superseded", "degraded", "progressing", "stale"] as const),
  ...(["silent", "suspended", "failing", "failed"] as const),
];

export function isWorse(a: Verdict, b: Verdict): boolean {
  return severity.indexOf(a) > severity.indexOf(b);
}

export interface JudgeContext {
  /** How a commit relates to the one being checked. */
  readonly relationOf: (commit: string | undefined) => Relation;
  /** Whose failures count: everyone's including applications, or only the platform's. */
  readonly healthOf: "all" | "platform";
  readonly applicationOf: ApplicationLookup;
}

export interface Judged {
  readonly id: string;
  readonly cluster: string;
  /** The cluster's own ID, in lower case; the empty string if the source only knows its name. */
  readonly clusterId: string;
  readonly resourceGroup: string;
  readonly clusterTypes: readonly string[];
  /** The commit that the source has fetched. */
  readonly commit: string | undefined;
  readonly complianceState: string;
  /** Whether everything that it applies is at the commit or a later one. */
  readonly hasCommit: boolean;
  readonly verdict: Verdict;
  /** Why, in a few words. */
  readonly message: string;
  readonly troubles: readonly Trouble[];
}
