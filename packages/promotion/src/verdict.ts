import type { Relation } from "./decision.ts";
import { appliedCommit, clusterTypeOf, type FluxConfiguration } from "./flux-configuration.ts";

/** What a configuration is, seen from the commit that is waited for. */
export type Verdict =
  | "compliant"
  | "progressing"
  | "failing"
  | "failed"
  | "suspended"
  | "stale"
  | "superseded";

/** A configuration as one poll saw it. */
export interface Observed {
  readonly configuration: FluxConfiguration;
  /** How the commit it has fetched relates to the one that is waited for. */
  readonly relation: Relation;
}

export interface Judged {
  readonly id: string;
  readonly cluster: string;
  readonly clusterTypes: readonly string[];
  readonly syncedCommit: string | undefined;
  readonly complianceState: string;
  readonly verdict: Verdict;
  /** Why, in a few words. */
  readonly message: string;
}

/** The first thing that is not well, in Flux's words. */
function trouble({ statuses, errorMessage }: FluxConfiguration): string {
  if (errorMessage !== "") return errorMessage;
  const bad = statuses.find(({ complianceState }) => complianceState === "Non-Compliant");
  return bad === undefined ? "not compliant" : `${bad.kind} ${bad.name}: ${bad.message}`;
}

function arrived({ configuration }: Observed, commit: string | undefined): readonly [Verdict, string] {
  const { complianceState, provisioningState, statuses } = configuration;
  if (provisioningState === "Failed" || complianceState === "Non-Compliant")
    return ["failing", trouble(configuration)];
  if (complianceState !== "Compliant") return ["progressing", complianceState.toLowerCase()];
  // The source may have the commit before the kustomizations have applied it.
  const behind = statuses.find(
    (status) => status.kind === "Kustomization" && appliedCommit(status) !== commit,
  );
  if (behind !== undefined) return ["progressing", `Kustomization ${behind.name} has not applied the commit`];
  return statuses.some(({ kind }) => kind === "Kustomization")
    ? ["compliant", ""]
    : ["progressing", "no Kustomization reports yet"];
}

function judgement(observed: Observed, commit: string): readonly [Verdict, string] {
  const { configuration, relation } = observed;
  if (configuration.isSuspended || configuration.complianceState === "Suspended")
    return ["suspended", "reconciliation is suspended"];
  switch (relation) {
    case "identical":
      return arrived(observed, commit);
    case "ahead": {
      // A later commit holds the one that is waited for; whether its cluster is well is asked all the same.
      const [verdict, message] = arrived(observed, configuration.syncedCommit);
      return verdict === "compliant" ? ["superseded", "has a later commit"] : [verdict, message];
    }
    case "diverged":
      return ["stale", "has a commit of another line of history"];
    case "behind":
      return ["stale", "has an earlier commit"];
    default:
      return ["stale", "has fetched no commit that is known"];
  }
}

/** A configuration in one poll; whether a failure counts is for the history to tell. */
export function judge(observed: Observed, commit: string): Judged {
  const { configuration } = observed;
  const [verdict, message] = judgement(observed, commit);
  return {
    id: configuration.id,
    cluster: configuration.cluster,
    clusterTypes: [...new Set(configuration.paths.map(clusterTypeOf))].filter((name) => name !== ""),
    syncedCommit: configuration.syncedCommit,
    complianceState: configuration.complianceState,
    verdict,
    message,
  };
}
