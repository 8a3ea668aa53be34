/** Which commits may be promoted. */
import type { SnapshotReader } from "@kalypso-actions/git";
import { formatRepositoryName, gitAddress, type RepositoryName } from "@kalypso-actions/names";
import { type BaseBranch, type EnvironmentBranch, treeAt } from "./pin.ts";
import type { Ports, PromotionRequest } from "./ports.ts";
import { refusal, unlisted } from "./problems.ts";

function isSame(a: RepositoryName, b: RepositoryName): boolean {
  return formatRepositoryName(a).toLowerCase() === formatRepositoryName(b).toLowerCase();
}

/** The request, and the branch that the commit must be on. */
interface Candidate {
  readonly request: PromotionRequest;
  readonly base: BaseBranch;
}

/**
 * Anyone who can start a promotion, or edit a GitOps branch's tracking file, could name any commit ever pushed,
 * reviewed or not. So only commits on the base repository's branch are promoted.
 * @throws DiagnosticError promotion-refused
 */
export async function demandMerged(
  { commits }: Ports,
  { main }: EnvironmentBranch,
  { request, base: { repository, branch, place } }: Candidate,
): Promise<void> {
  const { commit } = request;
  const name = formatRepositoryName(repository);
  const isMain = isSame(repository, request.repository) && branch === main.branch;
  // Use the commit ID, because a tag may have the branch's name.
  const head = (isMain ? main.commit : null) ?? (await commits(repository).branchHead(branch));
  if (head === undefined)
    throw refusal(
      `${name} has no branch \`${branch}\`, or the token cannot read it; only commits on that branch can be promoted`,
      "Correct `spec.repo` and `spec.branch` of the BaseRepo, or push the branch.",
      place,
    );
  const relation = head === commit ? "identical" : await commits(repository).compare(head, commit);
  if (relation === "identical" || relation === "behind") return;
  throw refusal(
    `the commit ${commit} is not on the branch \`${branch}\` of ${name}; only commits on that branch can be promoted`,
    `Merge it into \`${branch}\`, then promote the resulting commit.`,
    place,
  );
}

/**
 * An environment that the promoted commit does not list could not be scheduled from it.
 * @throws DiagnosticError environment-unknown
 */
export async function demandListed(
  reader: SnapshotReader,
  { main }: EnvironmentBranch,
  { request, base: { repository } }: Candidate,
): Promise<void> {
  const { commit, environment, server } = request;
  if (commit === main.commit) return;
  const { set } = await treeAt(reader, { repo: gitAddress(repository, server), commit });
  const { Environment: environments } = set.resources;
  if (environments.some(({ name }) => name === environment)) return;
  // If the base repository is not the control plane, only the control plane may list the environments.
  if (environments.length === 0 && !isSame(repository, request.repository)) return;
  throw unlisted(commit.slice(0, 10), environment, environments);
}
