/** The changes between two commits, limited to what a page can show. */
import type { BareRepository } from "@kalypso-actions/github-sandbox";
import { type FileDiff, parseDiff } from "./diff.ts";
import type { Commit } from "./history.ts";

export interface ChangedFile {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  /** Undefined if it is too large to show. */
  readonly diff: FileDiff | undefined;
}

/** Maximum changed lines per file and for all shown files, and maximum number of shown files. */
const limits = { file: 800, all: 4_000, files: 150 };

/** The base of comparison for a first commit: git knows this tree in every repository. */
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

type Counts = Omit<ChangedFile, "diff">;

function countsOf(git: BareRepository, from: string, to: string): readonly Counts[] {
  const listing = git.ask(["diff", "--no-renames", "--numstat", "-z", from, to, "--"]) ?? "";
  return listing
    .split("\0")
    .filter((line) => line !== "")
    .map((line) => {
      const [added, removed, ...path] = line.split("\t");
      // The counts of a binary file are dashes.
      return { path: path.join("\t"), added: Number(added) || 0, removed: Number(removed) || 0 };
    });
}

function shownPaths(counts: readonly Counts[]): readonly string[] {
  let lines = 0;
  return counts.slice(0, limits.files).flatMap(({ path, added, removed }) => {
    if (added + removed > limits.file || lines + added + removed > limits.all) return [];
    lines += added + removed;
    return [path];
  });
}

/** The files that differ between two commits, given by ID. */
export function changedFiles(git: BareRepository, from: string, to: string): readonly ChangedFile[] {
  const counts = countsOf(git, from, to);
  const paths = shownPaths(counts);
  const command = ["--literal-pathspecs", "diff", "--no-renames", "--no-color", "--no-ext-diff", from, to];
  const text = paths.length === 0 ? "" : (git.ask([...command, "--", ...paths]) ?? "");
  const diffs = new Map(parseDiff(text).map((diff) => [diff.path, diff]));
  return counts.map((count) => ({ ...count, diff: diffs.get(count.path) }));
}

/** The changes of a commit; for a merge, the changes it brings to the branch. */
export function changesOfCommit(git: BareRepository, { sha, parents }: Commit): readonly ChangedFile[] {
  return changedFiles(git, parents[0] ?? emptyTree, sha);
}
