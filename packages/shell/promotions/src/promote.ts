import { present } from "@kalypso-actions/diagnostics";
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
}

const maxTries = 3;

/** The file's text with the commit in it. */
function pinnedText(before: string | undefined, { base }: Pin, { address, commit }: PromotionRequest) {
  if (before !== undefined) return withCommit(before, commit);
  return newBaseRepo({ repo: address.replace(/\.git$/, ""), branch: base.branch, path: "." }, commit);
}

/** The current and the wanted commit. */
interface Pinning {
  readonly present: Pin;
  readonly request: PromotionRequest;
}

/** @returns undefined if somebody else has changed the branch */
async function writePin({ contents }: Ports, { branch }: EnvironmentBranch, { present, request }: Pinning) {
  const { environment, commit } = request;
  // Use the commit that was read, not the branch, because a tag may have its name.
  const before = await contents.read(present.path, present.ref);
  const text = pinnedText(before?.text, present, request);
  if (text === undefined)
    throw refusal(`${present.path} on \`${branch}\` cannot be changed`, "Rewrite it as block-style YAML.");
  const message = `Promote ${commit.slice(0, 10)} to ${environment}\n\n${commit}\n`;
  const written = await contents.write({ path: present.path, branch, message }, text, before);
  return written === "lost" ? undefined : written;
}

/** Writes the commit if it should be promoted; retries if somebody else was faster. */
async function pin(
  { reader, ...ports }: Ports & { readonly reader: SnapshotReader },
  plane: EnvironmentBranch,
  request: PromotionRequest,
): Promise<Promotion & { readonly commits: CommitPort }> {
  const { environment, commit, allowsRollback } = request;
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
    if (kind === "keep") return { promoted: false, reason, commit: pinned ?? commit, commits };
    const written = await writePin(ports, plane, { present, request });
    if (written !== undefined) return { promoted: true, reason, commit, commits };
  }
  throw problem("promotion-lost", {
    message: `somebody else changed the branch \`${plane.branch}\` ${maxTries} times during this run`,
    hint: "Run again.",
  });
}

/**
 * Promotes a commit of main to an environment. A later run completes an interrupted one: if the commit is pinned but
 * has no status yet, it starts the workflow and sets the status.
 * @throws DiagnosticError environment-unknown, promotion-*, git-*, github-*
 */
export async function promote(ports: Ports, request: PromotionRequest): Promise<Promotion> {
  await using reader = openSnapshotReader({ tokens: [request.token] });
  const plane = await environmentBranch(reader, request);
  const { commits, ...promotion } = await pin({ ...ports, reader }, plane, request);
  const context = statusContext(request.environment);
  const isPinned = promotion.commit === request.commit;
  const status = isPinned ? (await commits.statuses(request.commit)).get(context) : undefined;
  if (!isPinned || (status !== undefined && !promotion.promoted)) return promotion;
  if (request.workflow !== undefined)
    await ports.dispatches.workflow(request.workflow, `refs/heads/${plane.branch}`);
  await commits.setStatus(request.commit, {
    context,
    ...promotedStatus,
    ...present({ targetUrl: request.runUrl }),
  });
  return promotion;
}
