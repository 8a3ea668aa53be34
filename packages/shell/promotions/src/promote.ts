import { type Diagnostic, DiagnosticError, diagnosticsOf, present } from "@kalypso-actions/diagnostics";
import { openSnapshotReader, type SnapshotReader } from "@kalypso-actions/git";
import { type PullRequest, ruleHint } from "@kalypso-actions/github";
import type { RepositoryName } from "@kalypso-actions/names";
import {
  decidePromotion,
  needsPromotedStatus,
  promotedStatus,
  promotionMessage,
  promotionRejected,
  statusContext,
} from "@kalypso-actions/promotion";
import { demandListed, demandMerged } from "./admission.ts";
import { type EnvironmentBranch, environmentBranch, pinnedText, readPin } from "./pin.ts";
import { type CommitPort, gitAccess, type Ports, type PromotionRequest } from "./ports.ts";
import { moved, refusal } from "./problems.ts";
import { type Pinning, proposePromotion, recordOf, withdrawObsolete } from "./pull-request.ts";

interface Promotion {
  readonly promoted: boolean;
  readonly reason: string;
  /** The commit that the environment has now; the empty string if it has none. */
  readonly commit: string;
  /** The commit that it had before this run; undefined if it had none. */
  readonly from: string | undefined;
  /** The branch of the control plane that pins the commit. */
  readonly branch: string;
  /** The repository whose commits are promoted. */
  readonly base: RepositoryName;
  /** The pull request that promotes, or that rejected it. */
  readonly pullRequest?: PullRequest;
  /** What could not be done after the commit was pinned. The next run does it. */
  readonly diagnostics: readonly Diagnostic[];
}

const maxTries = 3;

/** @returns whether it is written; not so if somebody else changed the branch meanwhile */
async function writePin(
  { contents }: Ports,
  { branch }: EnvironmentBranch,
  { present, request }: Pinning,
): Promise<boolean> {
  // Use the commit that was read, not the branch, because a tag can have its name.
  const before = await contents.read(present.path, present.ref);
  const text = pinnedText(before?.text, present, request);
  if (text === undefined)
    throw refusal(`${present.path} on \`${branch}\` cannot be changed`, "Rewrite it as block-style YAML.");
  const { subject, trailers } = promotionMessage(recordOf({ present, request }));
  const message = `${subject}\n\n${trailers.join("\n")}\n`;
  try {
    return (await contents.write({ path: present.path, branch, message }, text, before)) !== "lost";
  } catch (error) {
    throw withOtherWay(error);
  }
}

/** A rule that forbids the push may ask for a pull request, which this action can open. */
function withOtherWay(error: unknown): unknown {
  if (!(error instanceof DiagnosticError)) return error;
  const diagnostics = error.diagnostics.map((diagnostic) =>
    ruleHint(diagnostic.message) === undefined
      ? diagnostic
      : { ...diagnostic, hint: `${diagnostic.hint} Or set \`via: pull-request\`.` },
  );
  return new DiagnosticError(diagnostics, { cause: error.cause });
}

interface Reading {
  readonly ports: Ports;
  readonly reader: SnapshotReader;
  readonly plane: EnvironmentBranch;
}

/** Reads the environment's commit, and decides whether the wanted one may follow it. */
async function assess({ ports, reader, plane }: Reading, request: PromotionRequest) {
  const { environment, commit, allowsRollback } = request;
  const present = await readPin(plane, request);
  const candidate = { request, base: present.base };
  await demandMerged(ports, plane, candidate);
  await demandListed(reader, plane, candidate);
  const commits = ports.commits(present.base.repository);
  const relation = present.commit === undefined ? "unknown" : await commits.compare(present.commit, commit);
  const question = { environment, wanted: commit, present: present.commit, relation, allowsRollback };
  const { kind, reason } = decidePromotion(question);
  if (kind === "refuse") throw refusal(reason, "Promote a later commit, or set `allow-rollback: true`.");
  return { isWanted: kind === "promote", reason, pinning: { present, request, commits } };
}

interface Pinned extends Omit<Promotion, "diagnostics" | "branch"> {
  readonly commits: CommitPort;
}

/** Writes the commit if it should be promoted; retries if somebody else was faster. */
async function pin(reading: Reading, request: PromotionRequest): Promise<Pinned> {
  const { ports, plane } = reading;
  const { commit } = request;
  let tried: { readonly reason: string; readonly from: string | undefined } | undefined;
  for (let attempt = 1; attempt <= maxTries; attempt++) {
    const { isWanted, reason, pinning } = await assess(reading, request);
    const { commits, present } = pinning;
    const found = { from: present.commit, base: present.base.repository, commits };
    // The answer to our own change may have been lost.
    if (!isWanted && present.commit === commit && tried !== undefined)
      return { ...found, ...tried, promoted: true, commit };
    if (!isWanted) {
      if (request.via === "pull-request") await withdrawObsolete(ports, plane, pinning);
      return { ...found, promoted: false, reason, commit: present.commit ?? "" };
    }
    if (request.via === "pull-request") return propose(ports, plane, pinning);
    if (await writePin(ports, plane, pinning)) return { ...found, promoted: true, reason, commit };
    tried ??= { reason, from: present.commit };
  }
  throw moved(plane.branch, maxTries);
}

/** The pull request pins the commit when it is merged; the run that its merge starts sets the status. */
async function propose(ports: Ports, plane: EnvironmentBranch, pinning: Pinning): Promise<Pinned> {
  const { present, request, commits } = pinning;
  const { kind, reason, pullRequest } = await proposePromotion(ports, plane, pinning);
  if (kind === "rejected") {
    const status = { context: statusContext(request.environment), ...promotionRejected(pullRequest.number) };
    await commits.setStatus(request.commit, { ...status, targetUrl: pullRequest.url });
  }
  const { commit: from, base } = present;
  return { promoted: false, reason, commit: from ?? "", from, base: base.repository, pullRequest, commits };
}

interface Followed {
  readonly request: PromotionRequest;
  readonly commits: CommitPort;
  readonly isNew: boolean;
}

/** What comes after the commit is pinned, unless an earlier run did it: the workflow, then the status. */
async function follow(
  { dispatches }: Pick<Ports, "dispatches">,
  { branch }: EnvironmentBranch,
  { request, commits, isNew }: Followed,
): Promise<readonly Diagnostic[]> {
  const { environment, commit, workflow, runUrl } = request;
  const context = statusContext(environment);
  try {
    if (!isNew && !needsPromotedStatus((await commits.statuses(commit)).get(context))) return [];
    if (workflow !== undefined) await dispatches.workflow(workflow, `refs/heads/${branch}`);
    await commits.setStatus(commit, { context, ...promotedStatus, ...present({ targetUrl: runUrl }) });
    return [];
  } catch (error) {
    return diagnosticsOf(error);
  }
}

/**
 * Promotes a commit of main to an environment. A later run completes an interrupted one: if the commit is pinned but
 * has no status yet, it starts the workflow and sets the status.
 * @throws DiagnosticError environment-unknown, promotion-*, git-*, github-*
 */
export async function promote(ports: Ports, request: PromotionRequest): Promise<Promotion> {
  await using reader = openSnapshotReader(gitAccess(request));
  const plane = await environmentBranch(reader, request);
  const { commits, ...promotion } = await pin({ ports, reader, plane }, request);
  const isPinned = promotion.commit === request.commit;
  const followed = { request, commits, isNew: promotion.promoted };
  const diagnostics = isPinned ? await follow(ports, plane, followed) : [];
  return { ...promotion, branch: plane.branch, diagnostics };
}

/**
 * Sets the first status of the commit that an environment has: the run that a promotion's merge starts does so.
 * @throws DiagnosticError environment-unknown, promotion-refused, git-*, github-*
 */
export async function acknowledge(
  ports: Ports,
  asked: Omit<PromotionRequest, "commit" | "workflow">,
): Promise<Promotion> {
  const { environment } = asked;
  await using reader = openSnapshotReader(gitAccess(asked));
  const plane = await environmentBranch(reader, asked);
  const found = await readPin(plane, asked);
  const { commit, base } = found;
  const facts = { promoted: false, from: commit, branch: plane.branch, base: base.repository };
  if (commit === undefined)
    return { ...facts, reason: `${environment} has no commit pinned`, commit: "", diagnostics: [] };
  const request = { ...asked, commit, workflow: undefined };
  await demandMerged(ports, plane, { request, base });
  const commits = ports.commits(base.repository);
  const diagnostics = await follow(ports, plane, { request, commits, isNew: false });
  return { ...facts, reason: `${environment} has ${commit.slice(0, 10)}`, commit, diagnostics };
}
