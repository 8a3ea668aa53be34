import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** Where the sample repositories say they are. */
export const sampleHost = "https://github.com/contoso";

/** Files by path; null removes one. */
export type Change = Readonly<Record<string, string | null>>;

const author = {
  GIT_AUTHOR_NAME: "Demo",
  GIT_AUTHOR_EMAIL: "demo@example.com",
  GIT_COMMITTER_NAME: "Demo",
  GIT_COMMITTER_EMAIL: "demo@example.com",
};

/**
 * Bare git repositories on disk that stand for those on a server. Real git reads them under the server's addresses,
 * by its own `url.<base>.insteadOf`.
 */
export class World {
  readonly root: string;
  /** For processes that are to find the repositories under the server's addresses. */
  readonly env: Readonly<Record<string, string>>;
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

  /** @param start when the first commit is made, in milliseconds; each is a second after the one before it */
  static async open(root: string, start = Date.UTC(2026, 0, 1)): Promise<World> {
    await mkdir(join(root, "contoso"), { recursive: true });
    return new World(root, start);
  }

  /** The repositories that there are. */
  repositories(): readonly string[] {
    return readdirSync(join(this.root, "contoso"))
      .filter((name) => name.endsWith(".git"))
      .map((name) => name.slice(0, -".git".length))
      .sort();
  }

  /** Where a repository stands on disk. */
  pathOf(repository: string): string {
    return join(this.root, "contoso", `${repository}.git`);
  }

  /** A branch that holds a folder's files, as its first commit. @param change what becomes of their texts */
  async import(
    repository: string,
    branch: string,
    folder: string,
    change: (text: string) => string = (text) => text,
  ): Promise<string> {
    return this.#commit({ repository, branch, message: "Initial content" }, async (tree) => {
      await cp(folder, tree, { recursive: true });
      const entries = await readdir(tree, { recursive: true, withFileTypes: true });
      const files = entries
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name));
      for (const file of files.filter((path) => !path.startsWith(join(tree, ".git/")))) {
        const text = await readFile(file, "utf8");
        if (change(text) !== text) await writeFile(file, change(text));
      }
    });
  }

  /** One commit on a branch. The same commits in the same order have the same ids everywhere. */
  async push(repository: string, branch: string, message: string, change: Change): Promise<string> {
    return this.#commit({ repository, branch, message }, async (tree) => {
      for (const [path, text] of Object.entries(change)) {
        if (text === null) await rm(join(tree, path));
        else {
          await mkdir(dirname(join(tree, path)), { recursive: true });
          await writeFile(join(tree, path), text);
        }
      }
    });
  }

  git(args: readonly string[], cwd: string): string {
    this.#time += 1;
    const date = `${this.#time} +0000`;
    const env = {
      ...process.env,
      ...author,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
      GIT_CONFIG_NOSYSTEM: "1",
    };
    return execFileSync("git", [...args], {
      cwd,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  }

  async #commit(
    {
      repository,
      branch,
      message,
    }: { readonly repository: string; readonly branch: string; readonly message: string },
    edit: (tree: string) => Promise<void>,
  ): Promise<string> {
    const bare = this.pathOf(repository);
    if (!existsSync(bare)) this.git(["init", "--quiet", "--bare", "--initial-branch=main", bare], this.root);
    const tree = await mkdtemp(join(this.root, "tree-"));
    try {
      this.git(["init", "--quiet", `--initial-branch=${branch}`, "."], tree);
      this.git(["remote", "add", "origin", bare], tree);
      const exists = this.git(["ls-remote", "--heads", "origin", `refs/heads/${branch}`], tree) !== "";
      if (exists) this.git(["pull", "--quiet", "origin", branch], tree);
      await edit(tree);
      this.git(["add", "--all", "--force", "."], tree);
      this.git(["-c", "commit.gpgsign=false", "commit", "--quiet", "--allow-empty", "-m", message], tree);
      this.git(["push", "--quiet", "origin", `HEAD:refs/heads/${branch}`], tree);
      return this.git(["rev-parse", "HEAD"], tree);
    } finally {
      await rm(tree, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}
