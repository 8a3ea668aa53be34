/** Keeps one pull request for a folder: opened, updated in place, closed when there is nothing left to propose. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { BranchWriter } from "@kalypso-actions/git";
import type { Commits, MergeMethod, PullRequest, PullRequests } from "@kalypso-actions/github";
import { readMarker, withoutDigest } from "@kalypso-actions/gitops-branch";
import { autoMerge } from "./auto-merge.ts";
import { type HeadBranch, readHead, writeHead } from "./head-branch.ts";
import { commitMessage } from "./own-commit.ts";
import type { Proposal } from "./proposal.ts";

interface ProposeOptions {
  readonly base: string;
  /** The folder on the branch; the empty string for its root. */
  readonly targetPath: string;
  readonly head: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly autoMerge: boolean;
  readonly mergeMethod: MergeMethod;
  readonly signed: boolean;
}

interface Ports {
  readonly writer: BranchWriter;
  readonly pulls: PullRequests;
  readonly commits: Commits;
}

export interface Proposed {
  /** `rejected`: somebody closed a pull request with the same changes, which is the one here. */
  readonly action: "opened" | "updated" | "unchanged" | "closed" | "rejected" | "nothing";
  readonly pullRequest: PullRequest | undefined;
  /** The head's commit, or the base's if there is nothing to propose. */
  readonly commit: string;
  /** The result of auto-merge. */
  readonly merge: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Set while the promoted commit changes. */
const promotedLabel = "promoted";

const emptyMarker = "<!-- kalypso-actions: empty -->";
const emptyComment = "Closed: the branch is up to date, so there is nothing left to propose.";

function isOurs(pull: PullRequest): boolean {
  return readMarker(pull.body) !== undefined;
}

function foreignPull({ number }: PullRequest): Diagnostic {
  return {
    severity: "warning",
    code: "pull-request-foreign",
    message: `pull request #${number} was not opened by this action; leaving its title, body, labels and state unchanged`,
    hint: "Close it so that this action can open its own and keep it up to date.",
  };
}

/** The pull request that proposed the same and was closed unmerged, by a person: nothing else leaves the digest in it. */
async function rejection(
  { pulls }: Ports,
  { head, base }: ProposeOptions,
  { digest }: Proposal,
): Promise<PullRequest | undefined> {
  const closed = await pulls.closed(head, base);
  const merged = closed.findIndex(({ isMerged }) => isMerged);
  // Before a merge, the branch was another.
  const since = merged < 0 ? closed : closed.slice(0, merged);
  return since.find(({ body }) => readMarker(body)?.digest === digest);
}

function rejected(proposal: Proposal, pull: PullRequest): Proposed {
  const diagnostic: Diagnostic = {
    severity: "warning",
    code: "proposal-rejected",
    message: `the same changes were rejected in pull request #${pull.number}, which was closed without a merge; nothing is proposed until they change`,
    hint: `Reopen #${pull.number} to propose them after all. To get rid of the difference, change the control plane or the workload.`,
  };
  return {
    action: "rejected",
    pullRequest: pull,
    commit: proposal.base.commit,
    merge: undefined,
    diagnostics: [diagnostic],
  };
}

/** The state that an earlier run left. */
interface Found {
  readonly former: HeadBranch | undefined;
  readonly found: PullRequest | undefined;
}

/** Withdraws a proposal that is obsolete. */
async function withdraw(
  { writer, pulls }: Ports,
  { head }: ProposeOptions,
  { base, former, found: pull }: Found & { readonly base: string },
): Promise<Proposed> {
  const nothing = { pullRequest: undefined, commit: base, merge: undefined, diagnostics: [] };
  if (pull !== undefined && !isOurs(pull))
    return { ...nothing, action: "nothing", diagnostics: [foreignPull(pull)] };
  if (pull !== undefined) {
    await pulls.commentOnce(pull.number, emptyMarker, emptyComment);
    await pulls.close(pull.number, withoutDigest(pull.body));
  }
  if (former?.parent !== undefined) await writer.push(null, `refs/heads/${head}`, former.commit);
  return { ...nothing, action: pull === undefined ? "nothing" : "closed" };
}

/** Adds missing labels, and removes `promoted` if it no longer applies. */
function labelChanges(pull: PullRequest, wanted: readonly string[]) {
  return {
    missing: wanted.filter((label) => !pull.labels.includes(label)),
    stale: pull.labels.filter((label) => label === promotedLabel && !wanted.includes(label)),
  };
}

async function describe(
  { pulls }: Ports,
  { base, head, title, body, labels }: ProposeOptions,
  { proposal, found }: Pick<Found, "found"> & { readonly proposal: Proposal },
): Promise<{ readonly pull: PullRequest; readonly isChanged: boolean }> {
  const wanted = proposal.plan.isPromotion ? [...new Set([...labels, promotedLabel])] : labels;
  const pull = found ?? (await pulls.open(head, base, { title, body }));
  const isStale = found !== undefined && (found.title !== title || found.body !== body);
  if (isStale) await pulls.update(pull.number, { title, body });
  const { missing, stale } = labelChanges(pull, wanted);
  if (missing.length + stale.length > 0) await pulls.label(pull.number, missing, stale);
  return { pull, isChanged: isStale || missing.length + stale.length > 0 };
}

/**
 * Makes the pull request match the proposal. It is idempotent: the next run completes
 * an interrupted one.
 * @throws DiagnosticError head-foreign, head-moved, git-*, github-*
 */
export async function propose(ports: Ports, proposal: Proposal, options: ProposeOptions): Promise<Proposed> {
  const { writer, pulls, commits } = ports;
  const reader = { writer, commits, base: proposal.base.commit };
  const [head] = await Promise.allSettled([readHead(reader, options.head, options)]);
  const found = await pulls.find(options.head, options.base);
  if (found === undefined && !proposal.plan.isEmpty) {
    const pull = await rejection(ports, options, proposal);
    // What is on the branch of a rejected proposal does not matter.
    if (pull !== undefined) return rejected(proposal, pull);
  }
  if (head.status === "rejected") throw head.reason;
  const former = head.value;
  if (proposal.plan.isEmpty) return withdraw(ports, options, { base: proposal.base.commit, former, found });
  const parent = proposal.base.commit;
  const isWritten = former?.tree === proposal.tree && former.parent === parent;
  const commit = isWritten
    ? former.commit
    : await writeHead({ writer, signed: options.signed ? commits : undefined }, former, {
        branch: options.head,
        tree: proposal.tree,
        parent,
        message: commitMessage(options.title, parent, options),
      });
  if (found !== undefined && !isOurs(found))
    return {
      action: "updated",
      pullRequest: found,
      commit,
      merge: undefined,
      diagnostics: [foreignPull(found)],
    };
  const { pull, isChanged } = await describe(ports, options, { proposal, found });
  const merge =
    options.autoMerge && !pull.autoMerge
      ? await autoMerge(pulls, { ...pull, commit }, options.mergeMethod)
      : undefined;
  const kept = isWritten && !isChanged ? "unchanged" : "updated";
  return {
    action: found === undefined ? "opened" : kept,
    pullRequest: { ...pull, commit },
    commit,
    merge: merge?.text,
    diagnostics: merge?.diagnostics ?? [],
  };
}
