import type { ActionResult } from "@kalypso-actions/action-kit";
import type { PullRequest } from "@kalypso-actions/github";
import type { Proposal, Proposed } from "@kalypso-actions/proposals";

interface PlanText {
  readonly summary: string;
  readonly done: string;
  readonly outputs: Readonly<Record<string, string | number>>;
}

/** The plan, for the log, the summary and the outputs. */
export function planText({ plan, base }: Proposal, branch: string, summary: string): PlanText {
  const { added, modified, removed } = plan.diff;
  const counts = { added: added.length, modified: modified.length, removed: removed.length };
  const told = plan.inventory.length;
  const inventory = told === 0 ? "" : `, ${told} inventory change${told === 1 ? "" : "s"}`;
  const numbers = `${counts.added} added, ${counts.modified} modified, ${counts.removed} removed${inventory}`;
  const done = plan.isEmpty ? `nothing to propose to ${branch}` : `${numbers} for ${branch}`;
  const changed = String(!plan.isEmpty);
  return {
    done,
    summary: plan.isEmpty ? `\`${branch}\` is up to date: nothing to propose.` : summary,
    outputs: {
      changed,
      number: "",
      url: "",
      rejected: "",
      "removals-blocked": "false",
      commit: base.commit,
      ...counts,
    },
  };
}

/** Nothing was proposed, because somebody does not want it. */
function rejectedText(plan: PlanText, { number, url }: PullRequest, proposed: Proposed): ActionResult {
  const heading = `Rejected in [#${number}](${url}), which was closed without a merge: these changes are not proposed again until they change.`;
  return {
    diagnostics: proposed.diagnostics,
    summary: `${heading}\n\n${plan.summary}`,
    done: `${plan.done}; rejected in #${number}, so nothing was proposed`,
    outputs: { ...plan.outputs, rejected: number, commit: proposed.commit },
  };
}

/** The result of carrying out the plan. */
export function outcomeText(plan: PlanText, proposed: Proposed): ActionResult {
  const { action, pullRequest, commit, merge, diagnostics } = proposed;
  if (action === "rejected" && pullRequest !== undefined) return rejectedText(plan, pullRequest, proposed);
  const waits = proposed.isBlocked ? "; waits for consent to its removals" : "";
  const merged = merge === undefined ? waits : `; auto-merge: ${merge}`;
  const link = pullRequest === undefined ? "" : ` #${pullRequest.number}`;
  const heading =
    pullRequest === undefined ? "" : `[#${pullRequest.number}](${pullRequest.url}) ${action}${merged}\n\n`;
  const { number, url } = pullRequest ?? plan.outputs;
  const what = action === "nothing" ? "" : `; pull request${link} ${action}${merged}`;
  return {
    diagnostics,
    summary: heading + plan.summary,
    done: plan.done + what,
    outputs: { ...plan.outputs, number, url, commit, "removals-blocked": String(proposed.isBlocked) },
  };
}
