import { readControlPlane } from "@kalypso-actions/control-plane";
import { DiagnosticError, hasErrors } from "@kalypso-actions/diagnostics";
import { openSnapshotReader, type SnapshotReader } from "@kalypso-actions/git";
import type { Commits, Contents, Dispatches } from "@kalypso-actions/github";
import { decidePromotion, newBaseRepo, statusContext, withCommit } from "@kalypso-actions/promotion";

export interface PromotionRequest {
  readonly environment: string;
  readonly commit: string;
  /** The control plane, as git fetches it. */
  readonly repo: string;
  readonly token: { readonly origin: string; readonly token: string };
  readonly allowsRollback: boolean;
  /** The workflow to start afterwards; undefined where the push starts it. */
  readonly workflow: string | undefined;
  readonly runUrl: string | undefined;
}

export interface Ports {
  readonly commits: Commits;
  readonly contents: Contents;
  readonly dispatches: Dispatches;
}

export interface Promotion {
  readonly promoted: boolean;
  readonly reason: string;
  /** The commit that the environment has now. */
  readonly commit: string;
}

const maxTries = 3;

function error(
  code: "environment-unknown" | "promotion-refused" | "promotion-lost",
  message: string,
  hint: string,
) {
  return new DiagnosticError({ severity: "error", code, message, hint });
}

async function resourcesAt(
  reader: SnapshotReader,
  repo: string,
  revision: { ref: string } | { commit: string },
) {
  const { value, diagnostics } = await readControlPlane(reader, { repo, ...revision }, "");
  if (value === undefined || hasErrors(diagnostics)) throw new DiagnosticError(diagnostics);
  return value.set.resources;
}

/** The environment's branch, as the promoted commit itself lists it. */
async function branchOf(reader: SnapshotReader, { repo, commit, environment }: PromotionRequest) {
  const { Environment: environments } = await resourcesAt(reader, repo, { commit });
  const found = environments.find(({ name }) => name === environment);
  if (found !== undefined) return found.data.spec.controlPlane.branch;
  const known = environments.map(({ name }) => name).join(", ");
  throw error(
    "environment-unknown",
    `${commit.slice(0, 10)} lists no environment \`${environment}\`; expected one of ${known || "those in .environments/"}`,
    "Add it to .environments/ of main, or correct the name.",
  );
}

/** What an environment is pinned to, and the file that says so. */
async function present(branch: string, { repo, token }: PromotionRequest) {
  await using reader = openSnapshotReader({ tokens: [token] });
  const { BaseRepo } = await resourcesAt(reader, repo, { ref: branch });
  const [first, second] = BaseRepo;
  if (second !== undefined)
    throw error(
      "promotion-refused",
      `the branch \`${branch}\` has more than one BaseRepo, in ${first?.place.file} and ${second.place.file}`,
      "Remove all but one.",
    );
  return { path: first?.place.file ?? "base-repo.yaml", commit: first?.data.spec.commit ?? undefined };
}

/** Writes the commit, if it is to be promoted; tried again where somebody else was faster. */
async function pin(ports: Ports, request: PromotionRequest, branch: string): Promise<Promotion> {
  const { environment, commit, repo, allowsRollback } = request;
  for (let attempt = 1; attempt <= maxTries; attempt++) {
    const { path, commit: pinned } = await present(branch, request);
    const relation = pinned === undefined ? "unknown" : await ports.commits.compare(pinned, commit);
    const question = { environment, wanted: commit, present: pinned, relation, allowsRollback };
    const decision = decidePromotion(question);
    if (decision.kind === "refuse")
      throw error(
        "promotion-refused",
        decision.reason,
        "Promote a later commit, or set `allow-rollback: true`.",
      );
    if (decision.kind === "keep")
      return { promoted: false, reason: decision.reason, commit: pinned ?? commit };
    const before = await ports.contents.read(path, branch);
    const text =
      before === undefined
        ? newBaseRepo({ repo: repo.replace(/\.git$/, ""), branch: "main", path: "." }, commit)
        : withCommit(before.text, commit);
    if (text === undefined)
      throw error(
        "promotion-refused",
        `${path} on \`${branch}\` cannot be changed`,
        "Write it as block YAML.",
      );
    const message = `Promote ${commit.slice(0, 10)} to ${environment}\n\n${commit}\n`;
    const written = await ports.contents.write({ path, branch, message }, text, before);
    if (written !== "lost") return { promoted: true, reason: decision.reason, commit };
  }
  throw error(
    "promotion-lost",
    `the branch \`${branch}\` was changed by somebody else ${maxTries} times while this run was at work`,
    "Run again.",
  );
}

/**
 * Promotes a commit of main to an environment. What was cut short is finished by the next run: the workflow is started
 * and the status set where the commit is pinned, but has no status yet.
 * @throws DiagnosticError environment-unknown, promotion-*, git-*, github-*
 */
export async function promote(ports: Ports, request: PromotionRequest): Promise<Promotion> {
  await using reader = openSnapshotReader({ tokens: [request.token] });
  const branch = await branchOf(reader, request);
  const promotion = await pin(ports, request, branch);
  const context = statusContext(request.environment);
  const isPinned = promotion.commit === request.commit;
  const status = isPinned ? (await ports.commits.statuses(request.commit)).get(context) : undefined;
  if (!isPinned || (status !== undefined && !promotion.promoted)) return promotion;
  if (request.workflow !== undefined) await ports.dispatches.workflow(request.workflow, branch);
  await ports.commits.setStatus(request.commit, {
    context,
    state: "pending",
    description: "Promoted",
    ...(request.runUrl === undefined ? {} : { targetUrl: request.runUrl }),
  });
  return promotion;
}
