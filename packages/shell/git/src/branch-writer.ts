import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { type GitResult, runGit } from "./command.ts";
import { gitEnvironment, type HostToken } from "./environment.ts";
import { gitProblem, isRedirect, publicAddress, redirectProblem } from "./problems.ts";
import { redirectTarget } from "./redirect.ts";

/** A file of a branch: its content by git's object id, and its mode. */
export interface BranchFile {
  readonly object: string;
  readonly mode: string;
}

/** What a branch holds. */
export interface BranchState {
  readonly commit: string;
  readonly tree: string;
  /** Files by path; links and submodules are there too, by their mode. */
  readonly files: ReadonlyMap<string, BranchFile>;
}

export interface CommitInfo {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

/** A path that gets a content, or, with null, goes. */
export interface TreeChange {
  readonly path: string;
  readonly file: BranchFile | null;
}

export interface Identity {
  readonly name: string;
  readonly email: string;
}

export interface BranchWriterOptions {
  readonly repo: string;
  readonly tokens?: readonly HostToken[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What GitHub's own bot commits as. */
export const actionsBot: Identity = {
  name: "github-actions[bot]",
  email: "41898282+github-actions[bot]@users.noreply.github.com",
};

function parseListing(listing: string): ReadonlyMap<string, BranchFile> {
  const files = new Map<string, BranchFile>();
  for (const record of listing.split("\0")) {
    const [, mode, object, path] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(record) ?? [];
    if (mode !== undefined && object !== undefined && path !== undefined) files.set(path, { mode, object });
  }
  return files;
}

/**
 * Makes commits on branches of a repository without a checkout: trees come without file contents, only what changes is
 * written, and a push happens only if the branch is still where it was.
 */
export class BranchWriter implements AsyncDisposable {
  readonly #repo: string;
  readonly #folder: string;
  readonly #env: Record<string, string>;

  private constructor(repo: string, folder: string, env: Record<string, string>) {
    this.#repo = repo;
    this.#folder = folder;
    this.#env = env;
  }

  static async open({ repo, tokens = [], env = process.env }: BranchWriterOptions): Promise<BranchWriter> {
    const folder = await mkdtemp(join(tmpdir(), "kalypso-write-"));
    const environment = gitEnvironment(env, tokens, [
      ["remote.origin.url", repo],
      ["remote.origin.promisor", "true"],
      ["remote.origin.partialclonefilter", "blob:none"],
      ["protocol.version", "2"],
      ["core.hooksPath", "/dev/null"],
      ["core.logAllRefUpdates", "false"],
      ["commit.gpgsign", "false"],
      ["gc.auto", "0"],
      ["maintenance.auto", "false"],
    ]);
    const writer = new BranchWriter(repo, folder, { ...environment, GIT_DIR: join(folder, "git") });
    await writer.#git(["init", "--quiet", "--template=", "--bare"]);
    return writer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  /**
   * Fetches a branch, with as much of its history as asked for.
   * @returns undefined where there is no such branch
   * @throws DiagnosticError git-*
   */
  async branch(name: string, depth = 1): Promise<BranchState | undefined> {
    const ref = `refs/heads/${name}`;
    const listed = await this.#git(["ls-remote", "origin", ref]);
    // git lists every ref that ends so.
    if (
      !listed.stdout
        .toString("utf8")
        .split(/[\t\n]/)
        .includes(ref)
    )
      return undefined;
    const args = ["fetch", "--quiet", "--no-tags", "--filter=blob:none", `--depth=${depth}`];
    await this.#git([...args, "origin", `+${ref}:refs/fetched/${name}`]);
    const commit = await this.#line(["rev-parse", `refs/fetched/${name}^{commit}`]);
    const { tree } = await this.commit(commit);
    const listing = await this.#git(["ls-tree", "-r", "-z", "--full-tree", commit]);
    return { commit, tree, files: parseListing(listing.stdout.toString("utf8")) };
  }

  async commit(id: string): Promise<CommitInfo> {
    const { stdout } = await this.#git(["cat-file", "commit", id]);
    const text = stdout.toString("utf8");
    const end = text.indexOf("\n\n");
    const head = text.slice(0, end);
    return {
      tree: /^tree ([0-9a-f]+)$/m.exec(head)?.[1] ?? "",
      parents: [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent = ""]) => parent),
      message: text.slice(end + 2),
    };
  }

  /** The object ids of files on disk, in the order given; nothing is written. */
  async hashFiles(folder: string, paths: readonly string[]): Promise<readonly string[]> {
    return this.#hash(["hash-object", "--no-filters", "--stdin-paths"], folder, paths);
  }

  /** Takes files on disk into the repository. */
  async writeFiles(folder: string, paths: readonly string[]): Promise<readonly string[]> {
    return this.#hash(["hash-object", "-w", "--no-filters", "--stdin-paths"], folder, paths);
  }

  async writeText(text: string): Promise<string> {
    return this.#line(["hash-object", "-w", "--stdin"], text);
  }

  /** The texts of objects; one fetch for all of them. */
  async texts(objects: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const texts = new Map<string, string>();
    const wanted = [...new Set(objects)];
    if (wanted.length === 0) return texts;
    const { stdout } = await this.#git(["cat-file", "--batch"], `${wanted.join("\n")}\n`);
    for (let at = 0; at < stdout.length; ) {
      const end = stdout.indexOf(0x0a, at);
      const [object = "", , size = "0"] = stdout.toString("utf8", at, end).split(" ");
      texts.set(object, stdout.toString("utf8", end + 1, end + 1 + Number(size)));
      at = end + 2 + Number(size);
    }
    return texts;
  }

  /** The tree of a commit with some of its files changed. */
  async tree(base: string, changes: readonly TreeChange[]): Promise<string> {
    const gone = "0".repeat(40);
    const lines = changes.map(({ path, file }) =>
      file === null ? `0 ${gone}\t${path}\0` : `${file.mode} ${file.object}\t${path}\0`,
    );
    await this.#git(["read-tree", base]);
    await this.#git(["update-index", "-z", "--index-info"], lines.join(""));
    return this.#line(["write-tree", "--missing-ok"]);
  }

  async makeCommit(
    tree: string,
    parent: string,
    message: string,
    identity: Identity = actionsBot,
  ): Promise<string> {
    const who = {
      GIT_AUTHOR_NAME: identity.name,
      GIT_AUTHOR_EMAIL: identity.email,
      GIT_COMMITTER_NAME: identity.name,
      GIT_COMMITTER_EMAIL: identity.email,
    };
    return this.#line(["commit-tree", tree, "-p", parent], message, who);
  }

  /**
   * Moves a ref to a commit, if it is still where it was expected.
   * @param expected the commit it is at; null where it must not exist; undefined where that does not matter
   * @returns false where somebody else has moved it
   * @throws DiagnosticError git-*
   */
  async push(commit: string | null, ref: string, expected: string | null | undefined): Promise<boolean> {
    const lease = expected === undefined ? "--force" : `--force-with-lease=${ref}:${expected ?? ""}`;
    const args = ["push", "--porcelain", "--no-verify", lease, "origin", `${commit ?? ""}:${ref}`];
    const result = await runGit(args, { env: this.#env });
    if (result.exitCode === 0) return true;
    const said = `${result.stdout.toString("utf8")}\n${result.stderr}`;
    if (/stale info|fetch first|non-fast-forward|cannot lock ref|remote ref does not exist/.test(said))
      return false;
    throw (await this.#redirected(args, said)) ?? new DiagnosticError(pushProblem(this.#repo, ref, said));
  }

  async #hash(args: readonly string[], folder: string, paths: readonly string[]): Promise<readonly string[]> {
    if (paths.length === 0) return [];
    const root = resolve(folder);
    const input = `${paths.map((path) => join(root, path)).join("\n")}\n`;
    const { stdout } = await this.#git(args, input);
    return stdout.toString("utf8").trim().split("\n");
  }

  async #line(args: readonly string[], input?: string, env: Record<string, string> = {}): Promise<string> {
    const { stdout } = await this.#git(args, input, env);
    return stdout.toString("utf8").trim();
  }

  async #git(args: readonly string[], input?: string, env: Record<string, string> = {}): Promise<GitResult> {
    const options = { env: { ...this.#env, ...env }, ...(input === undefined ? {} : { input }) };
    const result = await runGit(args, options);
    if (result.exitCode === 0) return result;
    const redirected = await this.#redirected(args, result.stderr);
    throw redirected ?? new DiagnosticError(gitProblem({ repo: this.#repo }, result.stderr));
  }

  async #redirected(args: readonly string[], said: string): Promise<DiagnosticError | undefined> {
    if (!isRedirect(said)) return undefined;
    const target = await redirectTarget({ args, env: this.#env });
    return new DiagnosticError(redirectProblem(this.#repo, target));
  }
}

function pushProblem(repo: string, ref: string, said: string) {
  const reason = said
    .split("\n")
    .filter((line) => /^(?:!|fatal|error|remote):?/.test(line))
    .map((line) => line.replaceAll("\t", " "))
    .slice(-4)
    .join("; ")
    .replaceAll(/([a-z]+:\/\/)[^/@\s]*@/gi, "$1");
  const isDenied = /returned error: 40[13]|denied|Authentication failed|could not read/i.test(said);
  return {
    severity: "error",
    code: isDenied ? "git-denied" : "git-push-refused",
    message: `${publicAddress(repo)} refuses the push to ${ref.replace("refs/heads/", "")} (git said: ${reason || "nothing"})`,
    hint: isDenied
      ? "Give a token with `contents: write` for this repository."
      : "A rule of the branch may forbid it: look at the repository's rulesets.",
  } as const;
}
