/** Promotion by a pull request, for environment branches that change in no other way. */
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { BranchWriter } from "@kalypso-actions/git";
import type { PullRequest } from "@kalypso-actions/github";
import {
  decidePromotion,
  promotionMessage,
  promotionPullRequest,
  readPromotionMarker,
  withoutPromotion,
} from "@kalypso-actions/promotion";
import { commitMessage, readHead, writeHead } from "@kalypso-actions/proposals";
import { type EnvironmentBranch, type Pin, pinnedText } from "./pin.ts";
import { type CommitPort, gitAccess, type Ports, type PromotionRequest } from "./ports.ts";
import { moved, refusal } from "./problems.ts";

/** What the environment has, and what it is to get. */
export interface Pinning {
  readonly present: Pin;
  readonly request: PromotionRequest;
  /** Of the base repository. */
  readonly commits: CommitPort;
}

/** What became of the pull request. */
interface ProposedPromotion {
  readonly kind: "proposed" | "kept" | "rejected";
  readonly reason: string;
  readonly pullRequest: PullRequest;
}

function headOf(environment: string): string {
  return `kalypso/promote-${environment}`;
}

function foreign(number: number): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "pull-request-foreign",
    message: `pull request #${number} was not opened by this action; leaving it unchanged, and promoting nothing`,
    hint: "Close it, so that this action can open its own.",
  });
}

async function openPull({ pulls }: Ports, { branch }: EnvironmentBranch, environment: string) {
  const pull = await pulls.find(headOf(environment), branch);
  if (pull !== undefined && readPromotionMarker(pull.body) === undefined) throw foreign(pull.number);
  return pull;
}

const obsoleteMarker = "<!-- kalypso-actions: obsolete -->";

/** Closes the environment's pull request if the environment has what it proposes, or something newer. */
export async function withdrawObsolete(
  ports: Ports,
  plane: EnvironmentBranch,
  { present, request, commits }: Pinning,
): Promise<void> {
  const pull = await openPull(ports, plane, request.environment);
  const proposed = pull && readPromotionMarker(pull.body)?.commit;
  if (pull === undefined || proposed === undefined || present.commit === undefined) return;
  if (!["identical", "behind"].includes(await commits.compare(present.commit, proposed))) return;
  const comment = `Closed: ${request.environment} has \`${present.commit}\` already.`;
  await ports.pulls.commentOnce(pull.number, obsoleteMarker, comment);
  await ports.pulls.close(pull.number, withoutPromotion(pull.body));
}

/** A pull request with the same commit that somebody closed, unless another was merged since. */
async function rejection(
  { pulls }: Ports,
  { branch }: EnvironmentBranch,
  { environment, commit }: PromotionRequest,
) {
  const closed = await pulls.closed(headOf(environment), branch);
  const merged = closed.findIndex(({ isMerged }) => isMerged);
  const since = merged < 0 ? closed : closed.slice(0, merged);
  return since.find(({ body }) => readPromotionMarker(body)?.commit === commit);
}

/** Whether an open pull request stays as it is: promotion only goes forward, in pull requests too. */
async function isAhead(pull: PullRequest, { request, commits }: Pinning): Promise<string | undefined> {
  const proposed = readPromotionMarker(pull.body)?.commit;
  if (proposed === undefined || proposed === request.commit) return undefined;
  const relation = await commits.compare(proposed, request.commit);
  const question = { ...request, wanted: request.commit, present: proposed, relation };
  const { kind } = decidePromotion(question);
  return kind === "promote" ? undefined : `#${pull.number} proposes ${proposed.slice(0, 10)}, which is newer`;
}

/** Puts the pinned commit on the head branch, on top of the environment's branch. */
async function pushHead(
  { control }: Ports,
  { branch }: EnvironmentBranch,
  { present, request }: Pinning,
): Promise<void> {
  const { environment, address } = request;
  await using writer = await BranchWriter.open({ repo: address, ...gitAccess(request) });
  const base = await writer.branch(branch);
  // What was decided is about the branch as it was read.
  if (base?.commit !== present.ref) throw moved(branch);
  const file = base.files.get(present.path);
  const before = file && (await writer.texts([file.object])).get(file.object);
  const text = pinnedText(before, present, request);
  if (text === undefined)
    throw refusal(`${present.path} on \`${branch}\` cannot be changed`, "Rewrite it as block-style YAML.");
  const object = await writer.writeText(text);
  const mode = file?.mode.startsWith("100") ? file.mode : "100644";
  const tree = await writer.tree(base.commit, [{ path: present.path, file: { object, mode } }]);
  const destination = { base: branch, targetPath: "" };
  const reader = { writer, commits: control, base: base.commit };
  const former = await readHead(reader, headOf(environment), destination);
  if (former?.tree === tree && former.parent === base.commit) return;
  const { subject: title, trailers } = promotionMessage(recordOf({ present, request }));
  await writeHead({ writer, signed: undefined }, former, {
    branch: headOf(environment),
    tree,
    parent: base.commit,
    message: commitMessage({ title, trailers }, base.commit, destination),
  });
}

export function recordOf({ present, request }: Pick<Pinning, "present" | "request">) {
  const { environment, commit, by, runUrl } = request;
  return { environment, commit, from: present.commit, by, runUrl };
}

/**
 * Keeps one pull request per environment that pins the newest promoted commit; updates it in place.
 * @throws DiagnosticError promotion-refused, pull-request-foreign, head-*, git-*, github-*
 */
export async function proposePromotion(
  ports: Ports,
  plane: EnvironmentBranch,
  pinning: Pinning,
): Promise<ProposedPromotion> {
  const { request } = pinning;
  const { environment } = request;
  const found = await openPull(ports, plane, environment);
  const closed = found === undefined ? await rejection(ports, plane, request) : undefined;
  if (closed !== undefined) {
    const reason = `its promotion to ${environment} was rejected in #${closed.number}`;
    return { kind: "rejected", reason, pullRequest: closed };
  }
  const newer = found && (await isAhead(found, pinning));
  if (found !== undefined && newer !== undefined) return { kind: "kept", reason: newer, pullRequest: found };
  await pushHead(ports, plane, pinning);
  const text = promotionPullRequest(recordOf(pinning));
  const isProposed = found !== undefined && readPromotionMarker(found.body)?.commit === request.commit;
  if (isProposed) return { kind: "kept", reason: `#${found.number} proposes it`, pullRequest: found };
  if (found !== undefined) await ports.pulls.update(found.number, text);
  const pullRequest = found ?? (await ports.pulls.open(headOf(environment), plane.branch, text));
  return { kind: "proposed", reason: `proposed in #${pullRequest.number}`, pullRequest };
}
