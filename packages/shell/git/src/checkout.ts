import { resolve } from "node:path";
import { runGit } from "./command.ts";
import { gitEnvironment } from "./environment.ts";

/**
 * The commits of a checkout made by an earlier step, with as much history as it fetched. Read-only, and never contacts
 * the server: whatever is missing is undefined.
 */
export class Checkout {
  readonly #folder: string;
  readonly #env: Record<string, string>;

  constructor(folder: string) {
    this.#folder = resolve(folder);
    // In a container the folder may belong to another user.
    const settings = [["safe.directory", this.#folder] as const];
    // Allows no protocol, so that a partial clone does not silently fetch missing objects.
    this.#env = { ...gitEnvironment(process.env, [], settings), GIT_ALLOW_PROTOCOL: "none" };
  }

  /** The files of a commit, by path. */
  async paths(commit: string): Promise<readonly string[] | undefined> {
    const top = await this.#git("rev-parse", "--show-cdup");
    // A folder inside another work tree is not a checkout itself.
    if (top?.trim() !== "") return undefined;
    return this.#list("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit);
  }

  /** The paths that differ between two commits. */
  async changes(before: string, after: string): Promise<readonly string[] | undefined> {
    return this.#list("diff-tree", "-r", "-z", "--name-only", "--no-renames", before, after);
  }

  async text(commit: string, path: string): Promise<string | undefined> {
    return this.#git("cat-file", "blob", `${commit}:${path}`);
  }

  async #list(...args: readonly string[]): Promise<readonly string[] | undefined> {
    const listing = await this.#git(...args);
    return listing?.split("\0").filter((path) => path !== "");
  }

  async #git(...args: readonly string[]): Promise<string | undefined> {
    const { exitCode, stdout } = await runGit(args, { cwd: this.#folder, env: this.#env });
    return exitCode === 0 ? stdout.toString("utf8") : undefined;
  }
}
