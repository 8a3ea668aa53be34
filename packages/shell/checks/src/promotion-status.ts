import { present } from "@kalypso-actions/diagnostics";
import { statusContext } from "@kalypso-actions/promotion";
import type { PromotionStatus } from "./run-check.ts";

/** The statuses of the control plane's commits. */
interface CommitStatusPort {
  /** By context. */
  statuses(commit: string): Promise<ReadonlyMap<string, { readonly state: string }>>;
  setStatus(commit: string, status: NewStatus): Promise<void>;
}

interface NewStatus {
  readonly context: string;
  readonly state: Parameters<PromotionStatus["set"]>[0];
  readonly description: string;
  readonly targetUrl?: string;
}

interface PromotedCommit {
  readonly commit: string;
  readonly environment: string;
  readonly runUrl: string | undefined;
}

/** The promoted commit's status for an environment, with a link to this run. */
export function promotionStatus(
  statuses: CommitStatusPort,
  { commit, environment, runUrl }: PromotedCommit,
): PromotionStatus {
  const context = statusContext(environment);
  return {
    isDeployed: async () => (await statuses.statuses(commit)).get(context)?.state === "success",
    set: (state, description) =>
      statuses.setStatus(commit, present({ context, state, description, targetUrl: runUrl })),
  };
}
