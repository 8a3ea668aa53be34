import type { Diagnostic } from "@kalypso-actions/diagnostics";

/** A file that cannot be written, because something else is where it, or a folder above it, has to be. */
export interface BlockedPath {
  readonly path: string;
  /** A file or link in place of a folder, or a file in a folder in place of the file. */
  readonly by: string;
}

function* foldersAbove(path: string): Generator<string> {
  for (let slash = path.indexOf("/"); slash > 0; slash = path.indexOf("/", slash + 1))
    yield path.slice(0, slash);
}

/**
 * What stays on a branch and is in the way of a file: git would remove it without a word. One per thing in the way.
 * @param removed what the change removes anyway
 */
export function blockedPaths(
  present: Iterable<string>,
  wanted: Iterable<string>,
  removed: Iterable<string>,
): readonly BlockedPath[] {
  const stays = new Set(present);
  for (const path of removed) stays.delete(path);
  const folders = new Map(
    [...stays].flatMap((path) => [...foldersAbove(path)].map((folder) => [folder, path])),
  );
  const blocked = new Map<string, BlockedPath>();
  for (const path of wanted) {
    const above = [...foldersAbove(path)].find((folder) => stays.has(folder));
    const by = above ?? folders.get(path);
    if (by !== undefined && !blocked.has(by)) blocked.set(by, { path, by });
  }
  return [...blocked.values()];
}

export function pathBlocked(branch: string, { path, by }: BlockedPath): Diagnostic {
  const isAbove = path.startsWith(`${by}/`);
  return {
    severity: "error",
    code: "path-blocked",
    message: `${path} cannot be written to the branch \`${branch}\`: ${by} is ${isAbove ? "a file or link where its folder has to be" : "in a folder of that name"}; nothing was changed`,
    hint: "Move it away on the branch. Only files that an earlier run wrote are removed.",
  };
}
