import { resolve } from "node:path";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { runGit } from "./command.ts";

/** A checkout in which a person works: with their identity, hooks and signatures. Nothing is pushed. */
export class WorkTree {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns undefined for a folder in no work tree of git */
  static async at(folder: string): Promise<WorkTree | undefined> {
    const tree = new WorkTree(resolve(folder));
    return (await tree.#line("rev-parse", "--is-inside-work-tree")) === "true" ? tree : undefined;
  }

  /** The branch that is checked out; undefined without one. */
  async branch(): Promise<string | undefined> {
    return this.#line("symbolic-ref", "--quiet", "--short", "HEAD");
  }

  /** The address that it was cloned from; undefined if it was not. */
  async origin(): Promise<string | undefined> {
    return this.#line("remote", "get-url", "origin");
  }

  /**
   * Commits these files and nothing else, whatever is staged besides.
   * @param paths relative to the folder
   * @returns the commit; undefined if it has them already
   * @throws DiagnosticError commit-refused if git does not commit, as without an identity
   */
  async commit(paths: readonly string[], message: string): Promise<string | undefined> {
    await this.#must(["add", "--", ...paths]);
    const status = await this.#must(["status", "--porcelain", "-z", "--", ...paths]);
    if (status === "") return undefined;
    await this.#must(["commit", "--quiet", "--only", "--message", message, "--", ...paths]);
    return (await this.#must(["rev-parse", "HEAD"])).trim();
  }

  get #options() {
    const own = Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    return { cwd: this.#folder, env: { ...Object.fromEntries(own), LC_ALL: "C", GIT_TERMINAL_PROMPT: "0" } };
  }

  async #line(...args: readonly string[]): Promise<string | undefined> {
    const { exitCode, stdout } = await runGit(args, this.#options);
    return exitCode === 0 ? stdout.toString("utf8").trim() : undefined;
  }

  async #must(args: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await runGit(args, this.#options);
    if (exitCode === 0) return stdout.toString("utf8");
    throw new DiagnosticError({
      severity: "error",
      code: "commit-refused",
      message: `git ${args[0]} in ${this.#folder} failed: ${stderr.trim().split("\n").at(-1) ?? ""}`,
      hint: "The files are written. Correct what git says, and run the same command again: it commits what is there.",
    });
  }
}
