/** Reads a repository's content from git: branches, commits, folders and files. */
import { type BareRepository, defaultBranch } from "@kalypso-actions/github-sandbox";

export interface Commit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly author: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly subject: string;
  readonly body: string;
}

/** Branches by name, with their commits; the default branch first. */
export function branchesOf(git: BareRepository): ReadonlyMap<string, string> {
  const branches = [...git.refs()].flatMap(([ref, commit]): readonly [string, string][] =>
    ref.startsWith("refs/heads/") ? [[ref.slice("refs/heads/".length), commit]] : [],
  );
  const isLater = (name: string) => (name === defaultBranch ? 0 : 1);
  return new Map(branches.sort(([a], [b]) => isLater(a) - isLater(b)));
}

function parseCommit(record: string): Commit {
  const [sha = "", parents = "", author = "", seconds = "", subject = "", ...body] = record.split("\n");
  return {
    sha,
    author,
    subject,
    body: body.join("\n").trim(),
    time: Number(seconds) * 1000,
    parents: parents.split(" ").filter((parent) => parent !== ""),
  };
}

interface LogOptions {
  readonly limit: number;
  readonly skip?: number;
  readonly withoutMerges?: boolean;
}

/** The commits in a range such as `a..b`, or leading to one commit, newest first. Refs must be commit IDs. */
export function commitsOf(git: BareRepository, range: string, options: LogOptions): readonly Commit[] {
  const { limit, skip = 0, withoutMerges = false } = options;
  const only = withoutMerges ? ["--no-merges"] : [];
  const format = "--format=%H%n%P%n%an%n%ct%n%B";
  const log =
    git.ask(["log", "-z", "--topo-order", `-${limit}`, `--skip=${skip}`, ...only, format, range, "--"]) ?? "";
  return log
    .split("\0")
    .filter((record) => record.trim() !== "")
    .map(parseCommit);
}

/** A commit by its full or abbreviated ID. */
export function findCommit(git: BareRepository, id: string): Commit | undefined {
  if (!/^[0-9a-f]{7,40}$/.test(id)) return undefined;
  const sha = git.ask(["rev-parse", "--verify", "--quiet", `${id}^{commit}`])?.trim();
  return sha === undefined ? undefined : commitsOf(git, sha, { limit: 1 })[0];
}

/** A ref, and a path in its tree. */
export interface Spot {
  readonly ref: string;
  readonly commit: string;
  readonly path: string;
}

/** Splits `kalypso/dev/some/file` into branch and path: branch names may contain slashes too. */
export function findSpot(git: BareRepository, rest: string): Spot | undefined {
  const branches = [...branchesOf(git)].sort(([a], [b]) => b.length - a.length);
  for (const [ref, commit] of branches)
    if (`${rest}/`.startsWith(`${ref}/`)) return { ref, commit, path: rest.slice(ref.length + 1) };
  const [ref = "", ...path] = rest.split("/");
  const commit = findCommit(git, ref)?.sha ?? git.resolve(ref);
  return commit === undefined ? undefined : { ref, commit, path: path.join("/") };
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** A folder's entries, folders first; undefined if there is no such folder. */
export function folderOf(git: BareRepository, commit: string, path: string): readonly Entry[] | undefined {
  const listing = git.ask(["ls-tree", "-z", `${commit}:${path}`]);
  const entries = listing
    ?.split("\0")
    .filter((line) => line !== "")
    .map((line) => ({
      name: line.slice(line.indexOf("\t") + 1),
      isFolder: line.startsWith("040000 "),
    }));
  return entries?.sort((a, b) => Number(b.isFolder) - Number(a.isFolder));
}

/** In bytes; larger files are not shown. */
const maxFile = 512 * 1024;

export type FileContent =
  | { readonly kind: "text"; readonly text: string; readonly size: number }
  | { readonly kind: "binary" | "large"; readonly size: number };

/** A file; undefined if it does not exist. */
export function fileOf(git: BareRepository, commit: string, path: string): FileContent | undefined {
  if (git.ask(["cat-file", "-t", `${commit}:${path}`])?.trim() !== "blob") return undefined;
  const size = Number(git.git(["cat-file", "-s", `${commit}:${path}`]));
  if (size > maxFile) return { kind: "large", size };
  const text = git.text(commit, path) ?? "";
  return text.includes("\0") ? { kind: "binary", size } : { kind: "text", text, size };
}
