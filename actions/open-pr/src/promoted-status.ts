/** The promoted commit's status in the control plane. */
import { type Diagnostic, diagnosticsOf, present } from "@kalypso-actions/diagnostics";
import { Commits, GitHubRepository, type GitHubServer } from "@kalypso-actions/github";
import { statusAfterProposal, statusContext } from "@kalypso-actions/promotion";
import type { ManifestFolder, Proposal, Proposed } from "@kalypso-actions/proposals";
import type { openPrInputs } from "./inputs.ts";

interface Outcome {
  readonly folder: ManifestFolder;
  readonly proposal: Proposal;
  readonly proposed: Proposed;
}

/**
 * Says in the promoted commit's status that its proposal was rejected, and takes that back when there is another one. Does
 * nothing without a token for it.
 * @returns problems: they do not hide what became of the proposal
 */
export async function tellPromotedCommit(
  inputs: ReturnType<typeof openPrInputs>,
  { api }: GitHubServer,
  { folder, proposal, proposed }: Outcome,
): Promise<readonly Diagnostic[]> {
  const { promotedCommit, controlPlane, controlPlaneToken: token } = inputs;
  const { environment } = folder.inventory;
  if (token === "" || controlPlane === undefined || promotedCommit === undefined || environment === null)
    return [];
  const commits = new Commits(new GitHubRepository(controlPlane, token, api));
  const context = statusContext(environment);
  const closed = proposed.action === "rejected" ? proposed.pullRequest : undefined;
  const outcome = { rejectedIn: closed?.number, isPromotion: proposal.plan.isPromotion };
  try {
    const status = statusAfterProposal((await commits.statuses(promotedCommit)).get(context), outcome);
    if (status !== undefined)
      await commits.setStatus(promotedCommit, { context, ...status, ...present({ targetUrl: closed?.url }) });
    return [];
  } catch (error) {
    return diagnosticsOf(error);
  }
}
