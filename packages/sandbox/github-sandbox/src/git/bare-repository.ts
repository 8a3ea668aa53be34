/** A bare repository, read and changed with real git. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FileEntry, importCommit } from "./fast-import.ts";
import { readRef, readRefs } from "./refs.ts";

const gitHub = { name: "GitHub", email: "noreply@github.com" };

const commitId = /^[0-9a-f]{40}$/;

// Background maintenance must not run while a test reads.
const configuration =
  "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n[gc]\n\tauto = 0\n[receive]\n\tautogc = false\n";

/** The required part of what `git init --bare` creates. */
export function createBareRepository(path: string): void {
  for (const folder of ["objects/info", "objects/pack", "refs/heads", "refs/tags"])
    mkdirSync(join(path, folder), { recursive: true });
  writeFileSync(join(path, "HEAD"), "ref: refs/heads/main\n");
  writeFileSync(join(path, "config"), configuration);
}

export class BareRepository {
  readonly path: string;
  /** Results about objects named by ID, which never change. */
  readonly #known = new Map<string, string>();

  constructor(path: string) {
    this.path = path;
  }

  git(args: readonly string[], input?: string): string {
    return this.#run(args, input).toString("utf8");
  }

  #run(args: readonly string[], input = ""): Buffer {
    const env = {
      PATH: process.env["PATH"] ?? "",
      GIT_DIR: this.path,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: gitHub.name,
      GIT_AUTHOR_EMAIL: gitHub.email,
      GIT_COMMITTER_NAME: gitHub.name,
      GIT_COMMITTER_EMAIL: gitHub.email,
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "safe.directory",
      GIT_CONFIG_VALUE_0: "*",
    };
    const stdio = ["pipe", "pipe", "pipe"] as ["pipe", "pipe", "pipe"];
    return execFileSync("git", [...args], { env, input, stdio, maxBuffer: 2 ** 30 });
  }

  /** The output of a command; undefined if it fails. */
  ask(args: readonly string[]): string | undefined {
    try {
      return this.git(args);
    } catch {
      return undefined;
    }
  }

  /** As `ask`, but cached: for results that depend only on the IDs in the arguments. */
  #askOnce(args: readonly string[]): string | undefined {
    const key = args.join("\0");
    const known = this.#known.get(key) ?? this.ask(args);
    if (known !== undefined) this.#known.set(key, known);
    return known;
  }

  refs(): ReadonlyMap<string, string> {
    return readRefs(this.path);
  }

  /** The commit of a branch or a tag, or the commit with that ID. */
  resolve(ref: string): string | undefined {
    if (commitId.test(ref)) return this.#commitOf(ref);
    const branch = readRef(this.path, `refs/heads/${ref}`);
    if (branch !== undefined) return branch;
    const tag = readRef(this.path, `refs/tags/${ref}`);
    return tag === undefined ? undefined : this.#commitOf(tag);
  }

  #commitOf(object: string): string | undefined {
    return this.#askOnce(["rev-parse", "--verify", "--quiet", `${object}^{commit}`])?.trim();
  }

  isAncestor(older: string, newer: string): boolean {
    return this.#askOnce(["merge-base", "--is-ancestor", older, newer]) !== undefined;
  }

  /** @param revision a commit ID or a branch */
  text(revision: string, path: string): string | undefined {
    const commit = this.resolve(revision);
    return commit === undefined ? undefined : this.#askOnce(["cat-file", "blob", `${commit}:${path}`]);
  }

  /** Contents by name, such as `<commit>` or `<commit>:<path>`, in one process; undefined for what is not there. */
  contents(names: readonly string[]): readonly (Buffer | undefined)[] {
    if (names.length === 0) return [];
    const output = this.#run(["cat-file", "--batch", "-z"], names.map((name) => `${name}\0`).join(""));
    const found: (Buffer | undefined)[] = [];
    for (let at = 0; found.length < names.length; ) {
      const end = output.indexOf(0x0a, at);
      const [, size] = / (\d+)$/.exec(output.toString("utf8", at, end)) ?? [];
      const length = size === undefined ? 0 : Number(size);
      found.push(size === undefined ? undefined : output.subarray(end + 1, end + 1 + length));
      at = size === undefined ? end + 1 : end + 2 + length;
    }
    return found;
  }

  /** The texts of files in a commit, in the order of their paths. */
  texts(commit: string, paths: readonly string[]): readonly string[] {
    return this.contents(paths.map((path) => `${commit}:${path}`)).map(
      (content) => content?.toString("utf8") ?? "",
    );
  }

  /** The paths of all files in a commit, or in one of its folders. */
  paths(revision: string, folder = ""): readonly string[] {
    const commit = this.resolve(revision);
    if (commit === undefined) return [];
    const args = ["ls-tree", "-r", "-z", "--name-only", commit, ...(folder === "" ? [] : [`${folder}/`])];
    return (this.#askOnce(args) ?? "").split("\0").filter((path) => path !== "");
  }

  /** The object ID of a file's content; undefined if the path does not exist. */
  objectOf(commit: string, path: string): string | undefined {
    return this.#askOnce(["rev-parse", "--verify", "--quiet", `${commit}:${path}`])?.trim();
  }

  /** Merges one branch into another and returns the merge commit; undefined if they conflict. */
  merge(base: string, head: string, message: string): string | undefined {
    const tree = this.ask(["merge-tree", "--write-tree", base, head])?.trim();
    if (tree === undefined) return undefined;
    return this.git(["commit-tree", tree, "-p", base, "-p", head, "-m", message]).trim();
  }

  /**
   * Commits a change to one file on top of a branch.
   * @throws Error if the branch has moved
   */
  commitFile(
    branch: string,
    parent: string,
    change: { readonly path: string; readonly content: Buffer; readonly message: string },
  ): string {
    const entry: FileEntry = { content: change.content, mode: "100644" };
    return importCommit(this.path, {
      ref: `refs/heads/${branch}`,
      parent,
      message: change.message,
      author: gitHub,
      time: Math.floor(Date.now() / 1000),
      files: new Map([[change.path, entry]]),
    });
  }

  /** Commits a change for a ref that does not exist, such as the head of a pull request from a fork. */
  commitFor(
    ref: string,
    parent: string,
    {
      message,
      change,
    }: { readonly message: string; readonly change: Readonly<Record<string, string | null>> },
  ): string {
    const files = Object.entries(change).map(
      ([path, content]) => [path, content === null ? null : ({ content, mode: "100644" } as const)] as const,
    );
    const time = Math.floor(Date.now() / 1000);
    // It moves a ref from the parent.
    this.move(ref, parent);
    return importCommit(this.path, { ref, parent, message, author: gitHub, time, files: new Map(files) });
  }

  /** Moves a ref; fails unless it is at the expected commit. */
  move(ref: string, commit: string, expected = ""): boolean {
    return this.ask(["update-ref", ref, commit, ...(expected === "" ? [] : [expected])]) !== undefined;
  }
}
