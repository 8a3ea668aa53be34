import { runUrl } from "@kalypso-actions/action-kit";
import type { PromotionStatus } from "@kalypso-actions/checks";
import type { Commits } from "@kalypso-actions/github";
import { statusContext } from "@kalypso-actions/promotion";

/** The promoted commit's status for an environment, with a link to this run. */
export function promotionStatus(statuses: Commits, commit: string, environment: string): PromotionStatus {
  const context = statusContext(environment);
  const url = runUrl();
  return {
    isDeployed: async () => (await statuses.statuses(commit)).get(context)?.state === "success",
    set: (state, description) =>
      statuses.setStatus(commit, {
        context,
        state,
        description,
        ...(url === undefined ? {} : { targetUrl: url }),
      }),
  };
}
