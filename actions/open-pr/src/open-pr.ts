import type { ActionResult } from "@kalypso-actions/action-kit";
import { present } from "@kalypso-actions/diagnostics";
import { BranchWriter } from "@kalypso-actions/git";
import { Commits, GitHubRepository, type GitHubServer, PullRequests } from "@kalypso-actions/github";
import { pullRequestText } from "@kalypso-actions/gitops-branch";
import { gitAddress } from "@kalypso-actions/names";
import { prepareProposal, propose, readManifestFolder } from "@kalypso-actions/proposals";
import type { openPrInputs } from "./inputs.ts";
import { tellPromotedCommit } from "./promoted-status.ts";
import { outcomeText, planText } from "./report.ts";

/**
 * Proposes a folder to a branch.
 * @throws DiagnosticError input-missing, folder-*, inventory-invalid, head-*, git-*, github-*
 */
export async function openPr(
  inputs: ReturnType<typeof openPrInputs>,
  server: GitHubServer,
): Promise<ActionResult> {
  const { base, targetPath, repository: name, promotedCommit, maxRemoved } = inputs;
  const folder = await readManifestFolder(inputs.path, inputs.inventory);
  const tokens = [{ origin: new URL(server.url).origin, token: inputs.token }];
  await using writer = await BranchWriter.open({
    repo: gitAddress(name, server.url),
    tokens,
    ...present({ time: server.api?.time }),
  });
  const proposal = await prepareProposal(writer, folder, { base, targetPath, promotedCommit, maxRemoved });
  const { diff, inventory, held } = proposal.plan;
  const facts = { ...proposal, diff, inventory, held, targetPath, introduction: inputs.body };
  const { body, summary } = pullRequestText(facts);
  const plan = planText(proposal, base, summary);
  if (inputs.dryRun) return { ...plan, done: `${plan.done}; dry run, nothing was changed`, diagnostics: [] };
  const repository = new GitHubRepository(name, inputs.token, server.api);
  const ports = { writer, pulls: new PullRequests(repository), commits: new Commits(repository) };
  const proposed = await propose(ports, proposal, { ...inputs, body });
  const told = await tellPromotedCommit(inputs, server, { folder, proposal, proposed });
  return outcomeText(plan, { ...proposed, diagnostics: [...proposed.diagnostics, ...told] });
}
