import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { cp, lstat, mkdir, readdir, readFile, readlink, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { Changes } from "./changes.ts";
import { BareRepository, createBareRepository } from "./git/bare-repository.ts";
import { type FileEntry, importCommit } from "./git/fast-import.ts";

/** The address of the sample repositories' owner. */
export const sampleHost = "https://github.com/contoso";

/** Files by path; null removes one. */
export type Change = Readonly<Record<string, string | null>>;

/** As a change, with git's modes where they matter: a link's content is its target. */
type ChangeWithModes = Readonly<Record<string, string | FileEntry | null>>;

/** A branch that is at another commit now, or will be. */
export interface BranchMove {
  readonly repository: string;
  readonly branch: string;
}

/** A world at one point in time: a copy of its repositories. */
export interface WorldSnapshot {
  readonly folder: string;
  readonly time: number;
}

const author = { name: "Demo", email: "demo@example.com" };

/**
 * Bare git repositories on disk that stand in for a server's. Real git reads them at the server's addresses, through
 * `url.<base>.insteadOf`.
 */
export class World {
  readonly root: string;
  /** Environment for processes that access the repositories at the server's addresses. */
  readonly env: Readonly<Record<string, string>>;
  /** Signalled by everything that changes what a world shows. */
  readonly changes = new Changes();
  readonly #repositories = new Map<string, BareRepository>();
  readonly #watchers = new Set<(move: BranchMove) => void>();
  #time: number;

  private constructor(root: string, start: number) {
    this.root = root;
    this.#time = Math.floor(start / 1000);
    this.env = {
      GIT_CONFIG_COUNT: "2",
      GIT_CONFIG_KEY_0: `url.${pathToFileURL(join(root, "contoso")).href}/.insteadOf`,
      GIT_CONFIG_VALUE_0: `${sampleHost}/`,
      GIT_CONFIG_KEY_1: "safe.directory",
      GIT_CONFIG_VALUE_1: "*",
    };
  }

  /** @param start the time of the first commit, in milliseconds; each further commit is one second later */
  static async open(root: string, start = Date.UTC(2026, 0, 1)): Promise<World> {
    await mkdir(join(root, "contoso"), { recursive: true });
    return new World(root, start);
  }

  /** The names of all repositories. */
  repositories(): readonly string[] {
    return readdirSync(join(this.root, "contoso"))
      .filter((name) => name.endsWith(".git"))
      .map((name) => name.slice(0, -".git".length))
      .sort();
  }

  /** The path of a repository on disk. */
  pathOf(repository: string): string {
    return join(this.root, "contoso", `${repository}.git`);
  }

  repository(name: string): BareRepository {
    const known = this.#repositories.get(name) ?? new BareRepository(this.pathOf(name));
    this.#repositories.set(name, known);
    return known;
  }

  /** Makes an empty repository. */
  create(name: string): void {
    createBareRepository(this.pathOf(name));
    this.changes.tell();
  }

  /** Deletes a repository with all its history. */
  remove(name: string): void {
    rmSync(this.pathOf(name), { recursive: true, force: true, maxRetries: 3 });
    this.#repositories.delete(name);
    this.changes.tell();
  }

  /**
   * Reports every branch that moves from now on.
   * @returns a function that stops it
   */
  watch(watcher: (move: BranchMove) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Call after moving a branch by any means other than `push` and `import`. */
  moved(move: BranchMove): void {
    for (const watcher of this.#watchers) watcher(move);
    this.changes.tell();
  }

  /**
   * Adds a folder's files to a branch.
   * @param change transforms their texts
   */
  async import(
    on: BranchMove,
    folder: string,
    change: (text: string) => string = (text) => text,
  ): Promise<string> {
    return this.#commit(on, "Initial content", await filesOf(folder, change));
  }

  /** One commit on a branch. The same commits in the same order have the same ids everywhere. */
  async push(on: BranchMove, message: string, change: ChangeWithModes): Promise<string> {
    const files = Object.entries(change).map(
      ([path, file]) =>
        [path, typeof file === "string" ? ({ content: file, mode: "100644" } as const) : file] as const,
    );
    return this.#commit(on, message, new Map(files));
  }

  /** Runs any other git command, at the world's time. */
  git(args: readonly string[], cwd: string): string {
    this.#time += 1;
    const date = `${this.#time} +0000`;
    const env = {
      ...process.env,
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_COMMITTER_NAME: author.name,
      GIT_COMMITTER_EMAIL: author.email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
      GIT_CONFIG_NOSYSTEM: "1",
    };
    const stdio = ["ignore", "pipe", "pipe"] as ["ignore", "pipe", "pipe"];
    return execFileSync("git", [...args], { cwd, env, encoding: "utf8", stdio }).trim();
  }

  /** Copies all repositories, to be restored later. */
  async snapshot(folder: string): Promise<WorldSnapshot> {
    await cp(join(this.root, "contoso"), folder, { recursive: true });
    return { folder, time: this.#time };
  }

  /** Restores a snapshot. Nothing may be in progress. */
  async restore({ folder, time }: WorldSnapshot): Promise<void> {
    const before = this.#branches();
    await rm(join(this.root, "contoso"), { recursive: true, force: true, maxRetries: 3 });
    await cp(folder, join(this.root, "contoso"), { recursive: true });
    this.#repositories.clear();
    this.#time = time;
    const after = this.#branches();
    for (const [key, move] of new Map([...before, ...after]))
      if (before.get(key)?.commit !== after.get(key)?.commit) this.moved(move);
  }

  /** The commit of every branch. */
  #branches(): ReadonlyMap<string, BranchMove & { readonly commit: string }> {
    const all = this.repositories().flatMap((repository) =>
      [...this.repository(repository).refs()]
        .filter(([ref]) => ref.startsWith("refs/heads/"))
        .map(([ref, commit]) => {
          const branch = ref.slice("refs/heads/".length);
          return [`${repository} ${branch}`, { repository, branch, commit }] as const;
        }),
    );
    return new Map(all);
  }

  #commit(
    { repository, branch }: BranchMove,
    message: string,
    files: ReadonlyMap<string, FileEntry | null>,
  ): string {
    const path = this.pathOf(repository);
    if (!existsSync(path)) createBareRepository(path);
    const ref = `refs/heads/${branch}`;
    const parent = this.repository(repository).refs().get(ref);
    this.#time += 1;
    const commit = importCommit(path, { ref, parent, message, author, time: this.#time, files });
    this.moved({ repository, branch });
    return commit;
  }
}

async function entryOf(file: string, change: (text: string) => string): Promise<FileEntry> {
  const status = await lstat(file);
  if (status.isSymbolicLink()) return { content: await readlink(file), mode: "120000" };
  const content = await readFile(file);
  const text = content.toString("utf8");
  const changed = change(text);
  const mode = (status.mode & 0o111) === 0 ? "100644" : "100755";
  return { content: changed === text ? content : changed, mode };
}

/** The files in a folder on disk, by relative path. */
async function filesOf(
  folder: string,
  change: (text: string) => string,
): Promise<ReadonlyMap<string, FileEntry>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  // With `/` on Windows too, as git has them.
  const pathOf = (file: string) => relative(folder, file).replaceAll("\\", "/");
  const read = async (file: string) => [pathOf(file), await entryOf(file, change)] as const;
  return new Map(await Promise.all(paths.map(read)));
}
