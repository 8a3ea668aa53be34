import type { PromotionStatus } from "@kalypso-actions/checks";
import type { Commits } from "@kalypso-actions/github";
import { statusContext } from "@kalypso-actions/promotion";

interface PromotedCommit {
  readonly commit: string;
  readonly environment: string;
  readonly runUrl: string | undefined;
}

/** The promoted commit's status for an environment, with a link to this run. */
export function promotionStatus(
  statuses: Commits,
  { commit, environment, runUrl }: PromotedCommit,
): PromotionStatus {
  const context = statusContext(environment);
  const link = runUrl === undefined ? {} : { targetUrl: runUrl };
  return {
    isDeployed: async () => (await statuses.statuses(commit)).get(context)?.state === "success",
    set: (state, description) => statuses.setStatus(commit, { context, state, description, ...link }),
  };
}
