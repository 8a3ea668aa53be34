/** The head branch of a pull request: who owns it, and how it is updated. */
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import type { BranchWriter } from "@kalypso-actions/git";
import type { Commits } from "@kalypso-actions/github";

/** A trailer of every commit by this tool: its base commit, and the proposal's destination. */
const trailer = "Kalypso-Proposal-Base";
const destinationTrailer = "Kalypso-Proposal-For";

/** A proposal's destination: a folder on a branch, the empty string for its root. */
interface Destination {
  readonly base: string;
  readonly targetPath: string;
}

function destinationText({ base, targetPath }: Destination): string {
  return targetPath === "" ? base : `${base}:${targetPath}`;
}

export interface HeadBranch {
  readonly commit: string;
  readonly tree: string;
  readonly parent: string | undefined;
}

export function commitMessage(title: string, base: string, destination: Destination): string {
  return `${title}\n\n${trailer}: ${base}\n${destinationTrailer}: ${destinationText(destination)}\n`;
}

/**
 * The current head branch.
 * @returns undefined if there is none
 * @throws DiagnosticError head-foreign if it contains somebody else's commit, or another proposal uses it
 */
export async function readHead(
  writer: BranchWriter,
  branch: string,
  destination: Destination,
): Promise<HeadBranch | undefined> {
  const head = await writer.branch(branch);
  if (head === undefined) return undefined;
  const { tree, parents, message } = await writer.commit(head.commit);
  const base = new RegExp(`^${trailer}: ([0-9a-f]+)$`, "m").exec(message)?.[1];
  const other = new RegExp(`^${destinationTrailer}: (.+)$`, "m").exec(message)?.[1];
  if (parents.length === 1 && base === parents[0]) {
    if (other === undefined || other === destinationText(destination))
      return { commit: head.commit, tree, parent: base };
    throw new DiagnosticError({
      severity: "error",
      code: "head-foreign",
      message: `the branch \`${branch}\` holds a proposal for \`${other}\`; leaving it unchanged`,
      hint: "Give each proposal its own `head`. If the other proposal is obsolete, delete the branch.",
    });
  }
  throw new DiagnosticError({
    severity: "error",
    code: "head-foreign",
    message: `the branch \`${branch}\` has a commit that this action did not create (${head.commit.slice(0, 10)}); leaving it unchanged`,
    hint: "Merge or close its pull request and delete the branch, or set another `head`. Make manual changes on the base branch or in the control plane.",
  });
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
  return new DiagnosticError({
    severity: "error",
    code: "head-moved",
    message: `somebody else moved the branch \`${branch}\` during this run; nothing was changed`,
    hint: "Run again. Set `concurrency` in the workflow so that only one run at a time updates a branch.",
  });
}

/**
 * Puts one commit on the head branch, replacing its previous content.
 * @returns the commit
 * @throws DiagnosticError head-moved, git-*, github-*
 */
export async function writeHead(
  { writer, signed }: HeadPorts,
  former: HeadBranch | undefined,
  { branch, tree, parent, message }: NewHead,
): Promise<string> {
  const commit = await writer.makeCommit(tree, parent, message);
  if (signed === undefined) {
    const isPushed = await writer.push(commit, `refs/heads/${branch}`, former?.commit ?? null);
    if (!isPushed) throw lost(branch);
    return commit;
  }
  const hidden = `refs/kalypso/${branch}`;
  await writer.push(commit, hidden, undefined);
  const verified = await signed.create(tree, parent, message);
  if ((await signed.branchHead(branch)) !== former?.commit) throw lost(branch);
  await signed.moveBranch(branch, verified, former !== undefined);
  await writer.push(null, hidden, undefined);
  return verified;
}
