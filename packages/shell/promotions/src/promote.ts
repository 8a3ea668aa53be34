import { type Diagnostic, diagnosticsOf, present } from "@kalypso-actions/diagnostics";
import { openSnapshotReader, type SnapshotReader } from "@kalypso-actions/git";
import {
  decidePromotion,
  newBaseRepo,
  promotedStatus,
  statusContext,
  withCommit,
} from "@kalypso-actions/promotion";
import { demandListed, demandMerged } from "./admission.ts";
import { type EnvironmentBranch, environmentBranch, type Pin, readPin } from "./pin.ts";
import type { CommitPort, Ports, PromotionRequest } from "./ports.ts";
import { problem, refusal } from "./problems.ts";

interface Promotion {
  readonly promoted: boolean;
  readonly reason: string;
  /** The commit that the environment has now. */
  readonly commit: string;
  /** What could not be done after the commit was pinned. The next run does it. */
  readonly diagnostics: readonly Diagnostic[];
}

const maxTries = 3;

/** The file with the commit in it. */
function pinnedText(before: string | undefined, { base }: Pin, { address, commit }: PromotionRequest) {
  if (before !== undefined) return withCommit(before, commit);
  return newBaseRepo({ repo: address.replace(/\.git$/, ""), branch: base.branch, path: "." }, commit);
}

/** The current and the wanted commit. */
interface Pinning {
  readonly present: Pin;
  readonly request: PromotionRequest;
}

/** @returns undefined if somebody else changed the branch meanwhile */
async function writePin({ contents }: Ports, { branch }: EnvironmentBranch, { present, request }: Pinning) {
  const { environment, commit } = request;
  // Use the commit that was read, not the branch, because a tag can have its name.
  const before = await contents.read(present.path, present.ref);
  const text = pinnedText(before?.text, present, request);
  if (text === undefined)
    throw refusal(`${present.path} on \`${branch}\` cannot be changed`, "Rewrite it as block-style YAML.");
  const message = `Promote ${commit.slice(0, 10)} to ${environment}\n\n${commit}\n`;
  const written = await contents.write({ path: present.path, branch, message }, text, before);
  return written === "lost" ? undefined : written;
}

interface Pinned extends Omit<Promotion, "diagnostics"> {
  readonly commits: CommitPort;
}

/** Writes the commit if it should be promoted; retries if somebody else was faster. */
async function pin(
  { reader, ...ports }: Ports & { readonly reader: SnapshotReader },
  plane: EnvironmentBranch,
  request: PromotionRequest,
): Promise<Pinned> {
  const { environment, commit, allowsRollback } = request;
  let tried: string | undefined;
  for (let attempt = 1; attempt <= maxTries; attempt++) {
    const present = await readPin(plane, request);
    const candidate = { request, base: present.base };
    await demandMerged(ports, plane, candidate);
    await demandListed(reader, plane, candidate);
    const commits = ports.commits(present.base.repository);
    const { commit: pinned } = present;
    const relation = pinned === undefined ? "unknown" : await commits.compare(pinned, commit);
    const question = { environment, wanted: commit, present: pinned, relation, allowsRollback };
    const { kind, reason } = decidePromotion(question);
    if (kind === "refuse") throw refusal(reason, "Promote a later commit, or set `allow-rollback: true`.");
    // The answer to our own change may have been lost.
    if (kind === "keep" && pinned === commit && tried !== undefined)
      return { promoted: true, reason: tried, commit, commits };
    if (kind === "keep") return { promoted: false, reason, commit: pinned ?? commit, commits };
    const written = await writePin(ports, plane, { present, request });
    if (written !== undefined) return { promoted: true, reason, commit, commits };
    tried ??= reason;
  }
  throw problem("promotion-lost", {
    message: `somebody else changed the branch \`${plane.branch}\` ${maxTries} times during this run`,
    hint: "Run again.",
  });
}

/**
 * Promotes a commit of main to an environment. The next run completes an interrupted one: it starts the workflow
 * and sets the status if the commit is pinned but has no status yet.
 * @throws DiagnosticError environment-unknown, promotion-*, git-*, github-*
 */
export async function promote(ports: Ports, request: PromotionRequest): Promise<Promotion> {
  await using reader = openSnapshotReader({ tokens: [request.token] });
  const plane = await environmentBranch(reader, request);
  const { commits, ...promotion } = await pin({ ...ports, reader }, plane, request);
  if (promotion.commit !== request.commit) return { ...promotion, diagnostics: [] };
  try {
    await follow({ commits, dispatches: ports.dispatches }, plane, { request, isNew: promotion.promoted });
    return { ...promotion, diagnostics: [] };
  } catch (error) {
    return { ...promotion, diagnostics: diagnosticsOf(error) };
  }
}

interface Followed {
  readonly request: PromotionRequest;
  readonly isNew: boolean;
}

/** What comes after the commit is pinned, unless an earlier run did it: the workflow, then the status. */
async function follow(
  { commits, dispatches }: { readonly commits: CommitPort } & Pick<Ports, "dispatches">,
  { branch }: EnvironmentBranch,
  { request, isNew }: Followed,
): Promise<void> {
  const { environment, commit, workflow, runUrl } = request;
  const context = statusContext(environment);
  if (!isNew && (await commits.statuses(commit)).has(context)) return;
  if (workflow !== undefined) await dispatches.workflow(workflow, `refs/heads/${branch}`);
  await commits.setStatus(commit, { context, ...promotedStatus, ...present({ targetUrl: runUrl }) });
}
