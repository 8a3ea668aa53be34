/** The head branch of a pull request: who owns it, and how it is updated. */
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import type { BranchWriter } from "@kalypso-actions/git";
import type { Commits } from "@kalypso-actions/github";
import { type Destination, destinationText, type OwnCommit, ownCommit } from "./own-commit.ts";
import { type HeadReader, isInBase, updatedProposal } from "./updated-head.ts";

export interface HeadBranch {
  readonly commit: string;
  readonly tree: string;
  /** The commit of the base branch that our proposal contains; undefined if everything on the branch is merged already. */
  readonly parent: string | undefined;
}

function problem(
  code: "head-foreign" | "head-moved" | "head-blocked",
  message: string,
  hint: string,
): DiagnosticError {
  return new DiagnosticError({ severity: "error", code, message, hint });
}

function foreign(branch: string, commit: string): DiagnosticError {
  return problem(
    "head-foreign",
    `the branch \`${branch}\` has a commit that this action did not create (${commit.slice(0, 10)}); leaving it unchanged`,
    "Merge or close its pull request and delete the branch, or set another `head`. Make manual changes on the base branch or in the control plane.",
  );
}

function otherProposal(branch: string, destination: string): DiagnosticError {
  return problem(
    "head-foreign",
    `the branch \`${branch}\` holds a proposal for \`${destination}\`; leaving it unchanged`,
    "Give each proposal its own `head`. If the other proposal is obsolete, delete the branch.",
  );
}

function isFor({ destination }: OwnCommit, wanted: Destination): boolean {
  return destination === undefined || destination === destinationText(wanted);
}

/**
 * The current head branch. It is ours with one commit of ours on it, and with nothing but merges of the base branch on top; it
 * is free if the base branch has all of it.
 * @returns undefined if there is none
 * @throws DiagnosticError head-foreign if it contains somebody else's commit, or another proposal uses it
 */
export async function readHead(
  reader: HeadReader,
  branch: string,
  destination: Destination,
): Promise<HeadBranch | undefined> {
  const { writer } = reader;
  const head = await writer.branch(branch);
  if (head === undefined) return undefined;
  const { commit } = head;
  const { tree, ...tip } = await writer.commit(commit);
  const direct = ownCommit(tip);
  if (direct !== undefined && isFor(direct, destination)) return { commit, tree, parent: direct.base };
  if (await isInBase(reader, commit)) return { commit, tree, parent: undefined };
  const own =
    direct ?? (tip.parents.length === 2 ? await updatedProposal(reader, branch, commit) : undefined);
  if (own === undefined) throw foreign(branch, commit);
  if (!isFor(own, destination)) throw otherProposal(branch, own.destination ?? "");
  return { commit, tree, parent: own.base };
}

interface HeadPorts {
  readonly writer: BranchWriter;
  /** Set to let GitHub create, and so sign, the commit from a tree pushed under a hidden ref. */
  readonly signed: Commits | undefined;
}

interface NewHead {
  readonly branch: string;
  readonly tree: string;
  readonly parent: string;
  readonly message: string;
}

function lost(branch: string): DiagnosticError {
  return problem(
    "head-moved",
    `somebody else moved the branch \`${branch}\` during this run; nothing was changed`,
    "Run again. Set `concurrency` in the workflow so that only one run at a time updates a branch.",
  );
}

function blocked(branch: string, other: string): DiagnosticError {
  return problem(
    "head-blocked",
    `the branch \`${branch}\` cannot be created while there is a branch \`${other}\`: in git, no branch can be below another's name; nothing was changed`,
    `Rename or delete \`${other}\`, or set another \`head\`.`,
  );
}

/** Creating a branch fails in several ways if another's name is in its way; none of them names it. */
async function unlessBlocked(writer: BranchWriter, branch: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const other = await writer.nameInTheWay(branch);
    throw other === undefined ? error : blocked(branch, other);
  }
}

/**
 * Puts one commit on the head branch, replacing its previous content.
 * @returns the commit
 * @throws DiagnosticError head-moved, head-blocked, git-*, github-*
 */
export async function writeHead(
  { writer, signed }: HeadPorts,
  former: HeadBranch | undefined,
  { branch, tree, parent, message }: NewHead,
): Promise<string> {
  const commit = await writer.makeCommit(tree, parent, message);
  const create = (work: () => Promise<void>) =>
    former === undefined ? unlessBlocked(writer, branch, work) : work();
  if (signed === undefined) {
    await create(async () => {
      const isPushed = await writer.push(commit, `refs/heads/${branch}`, former?.commit ?? null);
      if (!isPushed) throw lost(branch);
    });
    return commit;
  }
  const hidden = `refs/kalypso/${branch}`;
  await writer.push(commit, hidden, undefined);
  const verified = await signed.create(tree, parent, message);
  if ((await signed.branchHead(branch)) !== former?.commit) throw lost(branch);
  await create(() => signed.moveBranch(branch, verified, former !== undefined));
  await writer.push(null, hidden, undefined);
  return verified;
}
