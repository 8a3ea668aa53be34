/**
 * Maintains one pull request for a folder: opens it, updates it in place, and closes it when there is nothing left to
 * propose.
 */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { BranchWriter } from "@kalypso-actions/git";
import type { Commits, MergeMethod, PullRequest, PullRequests } from "@kalypso-actions/github";
import { readMarker, readRemovalsMarker, removalsLabel, withoutDigest } from "@kalypso-actions/gitops-branch";
import { autoMerge } from "./auto-merge.ts";
import { type HeadBranch, readHead, writeHead } from "./head-branch.ts";
import { commitMessage } from "./own-commit.ts";
import type { Proposal } from "./proposal.ts";
import { exceeded, guardRemovals, staleConsent, tellRemovals } from "./removal-guard.ts";

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
  /** The head's commit, or the base's commit if there is nothing to propose. */
  readonly commit: string;
  /** The result of auto-merge. */
  readonly merge: string | undefined;
  /** Whether it waits for consent to what it removes. */
  readonly isBlocked: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Set while the proposal changes the promoted commit. */
const promotedLabel = "promoted";

const emptyMarker = "<!-- kalypso-actions: empty -->";
const emptyComment = "Closed: the branch is up to date, so there is nothing left to propose.";

function isOurs(pull: PullRequest): boolean {
  return pull.isOwn && readMarker(pull.body) !== undefined;
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
  return since.find((pull) => pull.isOwn && readMarker(pull.body)?.digest === digest);
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
    isBlocked: false,
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
  const nothing = {
    pullRequest: undefined,
    commit: base,
    merge: undefined,
    isBlocked: false,
    diagnostics: [],
  };
  if (pull !== undefined && !isOurs(pull))
    return { ...nothing, action: "nothing", diagnostics: [foreignPull(pull)] };
  if (pull !== undefined) {
    await pulls.commentOnce(pull.number, emptyMarker, emptyComment);
    await pulls.close(pull.number, withoutDigest(pull.body));
  }
  if (former?.parent !== undefined) await writer.push(null, `refs/heads/${head}`, former.commit);
  return { ...nothing, action: pull === undefined ? "nothing" : "closed" };
}

/** Adds missing labels, and removes those that no longer apply. */
function labelChanges(pull: PullRequest, wanted: readonly string[]) {
  return {
    missing: wanted.filter((label) => !pull.labels.includes(label)),
    stale: pull.labels.filter((label) => label === promotedLabel && !wanted.includes(label)),
  };
}

interface Described extends Pick<Found, "found"> {
  readonly proposal: Proposal;
  /** Labels that consent to what the text said before. */
  readonly unwanted: readonly string[];
}

async function describe(
  { pulls }: Ports,
  { base, head, title, body, labels }: ProposeOptions,
  { proposal, found, unwanted }: Described,
): Promise<{ readonly pull: PullRequest; readonly isChanged: boolean }> {
  const own = proposal.plan.isPromotion ? [...labels, promotedLabel] : labels;
  // Consent is a person's to give.
  const wanted = [...new Set(own)].filter((label) => label !== removalsLabel);
  const pull = found ?? (await pulls.open(head, base, { title, body }));
  const isStale = found !== undefined && (found.title !== title || found.body !== body);
  // Before the text says something else, and even if they were not there: somebody may have added them since.
  if (unwanted.length > 0) await pulls.label(pull.number, [], unwanted);
  if (isStale) await pulls.update(pull.number, { title, body });
  const { missing, stale } = labelChanges(pull, wanted);
  if (missing.length + stale.length > 0) await pulls.label(pull.number, missing, stale);
  return { pull, isChanged: isStale || missing.length + stale.length > 0 };
}

/** The head branch and the pull request as they were found. */
type Ground = Found | { readonly rejectedIn: PullRequest };

/** @throws DiagnosticError head-foreign, git-*, github-* */
async function survey(ports: Ports, proposal: Proposal, options: ProposeOptions): Promise<Ground> {
  const { writer, pulls, commits } = ports;
  const reader = { writer, commits, base: proposal.base.commit };
  const [head] = await Promise.allSettled([readHead(reader, options.head, options)]);
  const found = await pulls.find(options.head, options.base);
  if (found === undefined && !proposal.plan.isEmpty) {
    const rejectedIn = await rejection(ports, options, proposal);
    // What is on the branch of a rejected proposal does not matter.
    if (rejectedIn !== undefined) return { rejectedIn };
  }
  if (head.status === "rejected") throw head.reason;
  return { former: head.value, found };
}

/** Pushes the proposal, unless the head branch has it already. */
async function push(
  { writer, commits }: Ports,
  options: ProposeOptions,
  { proposal, former }: { readonly proposal: Proposal; readonly former: HeadBranch | undefined },
): Promise<{ readonly commit: string; readonly isWritten: boolean }> {
  const parent = proposal.base.commit;
  if (former?.tree === proposal.tree && former.parent === parent)
    return { commit: former.commit, isWritten: true };
  const commit = await writeHead({ writer, signed: options.signed ? commits : undefined }, former, {
    branch: options.head,
    tree: proposal.tree,
    parent,
    message: commitMessage(options, parent, options),
  });
  return { commit, isWritten: false };
}

/**
 * Makes the pull request match the proposal. It is idempotent: the next run completes
 * an interrupted one.
 * @throws DiagnosticError head-foreign, head-moved, head-blocked, git-*, github-*
 */
export async function propose(ports: Ports, proposal: Proposal, options: ProposeOptions): Promise<Proposed> {
  const ground = await survey(ports, proposal, options);
  if ("rejectedIn" in ground) return rejected(proposal, ground.rejectedIn);
  const { former, found } = ground;
  if (proposal.plan.isEmpty) return withdraw(ports, options, { base: proposal.base.commit, ...ground });
  const { removals } = proposal;
  const isForeign = found !== undefined && !isOurs(found);
  const state = await guardRemovals(ports, removals, isForeign ? undefined : found);
  const { commit, isWritten } = await push(ports, options, { proposal, former });
  const hadStatus = found !== undefined && !isForeign && readRemovalsMarker(found.body) !== undefined;
  const told =
    state !== "free" || (hadStatus && isWritten)
      ? await tellRemovals(ports, commit, { state, removals })
      : [];
  if (isForeign) {
    const diagnostics = [foreignPull(found), ...told];
    return { action: "updated", pullRequest: found, commit, merge: undefined, isBlocked: false, diagnostics };
  }
  const unwanted = staleConsent(state, removals, found);
  const { pull, isChanged } = await describe(ports, options, { proposal, found, unwanted });
  const isBlocked = state === "blocked";
  const mayMerge = options.autoMerge && !pull.autoMerge && !isBlocked;
  const merge = mayMerge ? await autoMerge(ports.pulls, { ...pull, commit }, options.mergeMethod) : undefined;
  const kept = isWritten && !isChanged ? "unchanged" : "updated";
  const asked = isBlocked && removals !== undefined ? [exceeded(removals, pull.number)] : [];
  return {
    action: found === undefined ? "opened" : kept,
    pullRequest: { ...pull, commit },
    commit,
    merge: merge?.text,
    isBlocked,
    diagnostics: [...asked, ...told, ...(merge?.diagnostics ?? [])],
  };
}
