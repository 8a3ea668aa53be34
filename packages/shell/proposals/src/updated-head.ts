/** A head branch after "Update branch": GitHub puts a merge of the base on it. */
import type { BranchWriter } from "@kalypso-actions/git";
import type { Commits } from "@kalypso-actions/github";
import { changedOnBothSides, type Files } from "@kalypso-actions/gitops-branch";
import { type OwnCommit, ownCommit } from "./own-commit.ts";

export interface HeadReader {
  readonly writer: BranchWriter;
  readonly commits: Pick<Commits, "compare">;
  /** The base branch's commit. */
  readonly base: string;
}

/** Whether the base branch has a commit already. */
export async function isInBase({ commits, base }: HeadReader, commit: string): Promise<boolean> {
  return commit === base || (await commits.compare(base, commit)) === "behind";
}

/** Updates of a pull request that are followed back; one with more is somebody else's. */
const maxUpdates = 10;

interface Merge {
  readonly commit: string;
  readonly ours: string;
  readonly theirs: string;
}

async function filesOf(writer: BranchWriter, commit: string): Promise<Files> {
  const files = await writer.files(commit);
  return new Map([...files].map(([path, { mode, object }]) => [path, `${mode} ${object}`]));
}

/** Whether a commit is what git makes of its parents, so that nobody changed anything on the way. */
async function isMechanical(writer: BranchWriter, fork: string, merge: Merge): Promise<boolean> {
  const [before, ours, theirs, merged] = await Promise.all(
    [fork, merge.ours, merge.theirs, merge.commit].map((commit) => filesOf(writer, commit)),
  );
  if (before === undefined || ours === undefined || theirs === undefined || merged === undefined)
    return false;
  for (const path of changedOnBothSides({ fork: before, ours, theirs, merged }) ?? [""]) {
    const sides = [before.get(path), ours.get(path), theirs.get(path)];
    const [base, own, other] = sides.map((file = " ") => file.split(" "));
    if (!sides.every((file) => file?.startsWith("100"))) return false;
    const object = await writer.mergedText({ base: base?.[1], ours: own?.[1], theirs: other?.[1] });
    const mode = own?.[0] === base?.[0] ? other?.[0] : own?.[0];
    if (object === undefined || merged.get(path) !== `${mode} ${object}`) return false;
  }
  return true;
}

/** Follows a tip's merges back to the commit that this tool created. The first is the oldest. */
async function mergesOf(writer: BranchWriter, tip: string) {
  const merges: Merge[] = [];
  for (let commit = tip; merges.length <= maxUpdates; ) {
    const { parents, message } = await writer.commit(commit);
    const [ours, theirs] = parents;
    if (ours === undefined) return undefined;
    if (theirs === undefined) {
      const own = ownCommit({ parents, message });
      return own === undefined ? undefined : { own, merges };
    }
    merges.unshift({ commit, ours, theirs });
    commit = ours;
  }
  return undefined;
}

/**
 * The proposal under a tip that only merges the base branch into it.
 * @returns its own commit, with the newest base commit that it contains; undefined if there is anything else on the branch
 */
export async function updatedProposal(
  reader: HeadReader,
  branch: string,
  tip: string,
): Promise<OwnCommit | undefined> {
  const { writer } = reader;
  await writer.branch(branch, maxUpdates + 2);
  const found = await mergesOf(writer, tip);
  if (found === undefined) return undefined;
  let { base } = found.own;
  for (const merge of found.merges) {
    if (!(await isInBase(reader, merge.theirs)) || !(await isMechanical(writer, base, merge)))
      return undefined;
    base = merge.theirs;
  }
  return { ...found.own, base };
}
