/** Whether a commit that a GitOps branch names is one that the environment was given. */
import { openSnapshotReader } from "@kalypso-actions/git";
import type { RepositoryName } from "@kalypso-actions/names";
import { environmentBranch, isControlPlane, type Origin, type Pin, readPin } from "./pin.ts";
import { type CommitPort, gitAccess } from "./ports.ts";
import { refusal } from "./problems.ts";

/** What a GitOps branch says that an environment was rendered from. */
interface DeployedCommit extends Origin {
  readonly environment: string;
  readonly commit: string;
}

function neverPinned(environment: string, wanted: string, { commit, place }: Pin) {
  const has = commit === undefined ? "has no commit pinned" : `has ${commit} pinned`;
  return refusal(
    `${environment} ${has}; ${wanted} is neither that commit nor one before it`,
    "Check who changed the tracking file on the GitOps branch, or which commit this run was started for. After a rollback, only the pinned commit and older ones count.",
    place,
  );
}

/**
 * A tracking file is text on a GitOps branch, and anyone who can merge there can write any commit into it. Only the
 * commit that the environment has pinned, or an ancestor of it, stands for something that the environment had. A
 * repository that lists no environments promotes nothing: there, any commit can be checked.
 * @throws DiagnosticError promotion-refused for any other commit; environment-unknown, git-*, github-*
 */
export async function demandPinned(
  commits: (repository: RepositoryName) => Pick<CommitPort, "compare">,
  deployed: DeployedCommit,
): Promise<void> {
  const { environment, commit } = deployed;
  await using reader = openSnapshotReader(gitAccess(deployed));
  if (!(await isControlPlane(reader, deployed))) return;
  const pin = await readPin(await environmentBranch(reader, deployed), deployed);
  if (pin.commit === commit) return;
  const relation =
    pin.commit === undefined ? "unknown" : await commits(pin.base.repository).compare(pin.commit, commit);
  if (relation !== "behind" && relation !== "identical") throw neverPinned(environment, commit, pin);
}
