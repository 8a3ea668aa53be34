import type { CommitStatusReport } from "./commit-status.ts";
import type { Relation } from "./decision.ts";
import type { FluxConfiguration } from "./flux-configuration.ts";
import { appliedCommit } from "./flux-reasons.ts";
import { judgeFlux } from "./flux-verdict.ts";
import { judgeStatus } from "./status-verdict.ts";
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

/** Whatever a source of health tells of one cluster. */
export type Configuration = FluxConfiguration | CommitStatusReport;

/** A configuration in one poll; whether a failure counts is for the gate to tell. */
export function judge(configuration: Configuration, context: JudgeContext): Judged {
  return configuration.kind === "flux"
    ? judgeFlux(configuration, context)
    : judgeStatus(configuration, context);
}

/** The commits whose relation has to be known to judge a configuration. */
export function commitsOf(configuration: Configuration): readonly string[] {
  if (configuration.kind === "status") return [configuration.commit];
  const applied = configuration.objects
    .filter(({ kind, appliedBy }) => kind === "Kustomization" && appliedBy === undefined)
    .map(({ ready }) => (ready === undefined ? undefined : appliedCommit(ready)));
  return [...new Set([configuration.syncedCommit, ...applied])].filter((commit) => commit !== undefined);
}
