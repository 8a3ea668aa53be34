/** Whether a merge commit is nothing but the merge of its parents. */

/** What a file is, mode and object ID, by path. */
export type Files = ReadonlyMap<string, string>;

interface MergedTrees {
  /** Where the two sides parted. */
  readonly fork: Files;
  readonly ours: Files;
  readonly theirs: Files;
  readonly merged: Files;
}

/**
 * Compares file by file.
 * @returns the paths that both sides changed, whose contents have to be merged to compare them; undefined if any other file is
 *   not what its side says
 */
export function changedOnBothSides({
  fork,
  ours,
  theirs,
  merged,
}: MergedTrees): readonly string[] | undefined {
  const both: string[] = [];
  for (const path of new Set([fork, ours, theirs, merged].flatMap((files) => [...files.keys()]))) {
    const [before, own, other] = [fork.get(path), ours.get(path), theirs.get(path)];
    if (own !== other && own !== before && other !== before) both.push(path);
    else if (merged.get(path) !== (own === before ? other : own)) return undefined;
  }
  return both;
}
