import { join, resolve } from "node:path";
import type { RunTime } from "@kalypso-actions/deadlines";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { BareRepository, type TreeFile } from "./bare-repository.ts";
import type { HostToken } from "./environment.ts";
import { pushProblem, ruleWords } from "./problems.ts";

/** The contents of a branch. */
export interface BranchState {
  readonly commit: string;
  readonly tree: string;
  /** Files by path, including links and submodules, with their modes. */
  readonly files: ReadonlyMap<string, TreeFile>;
}

interface CommitInfo {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

/** Object IDs; undefined where there is none. */
interface TextVersions {
  readonly base: string | undefined;
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

/** A path with its new content, or null to remove it. */
interface TreeChange {
  readonly path: string;
  readonly file: TreeFile | null;
}

interface BranchWriterOptions {
  readonly repo: string;
  readonly tokens?: readonly HostToken[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly time?: RunTime;
}

/** The identity of GitHub's own bot. */
export const actionsBot = {
  name: "github-actions[bot]",
  email: "41898282+github-actions[bot]@users.noreply.github.com",
};

/**
 * Creates commits on a repository's branches without a checkout: trees are fetched without file contents, only changes
 * are written, and a push succeeds only if the branch has not moved.
 */
export class BranchWriter implements AsyncDisposable {
  readonly #repo: string;
  readonly #repository: BareRepository;
  /** What only this repository has: no server can be asked for it. */
  readonly #written = new Set<string>();

  private constructor(repo: string, repository: BareRepository) {
    this.#repo = repo;
    this.#repository = repository;
  }

  static async open({ repo, ...access }: BranchWriterOptions): Promise<BranchWriter> {
    return new BranchWriter(repo, await BareRepository.open({ revision: { repo }, ...access }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#repository[Symbol.asyncDispose]();
  }

  /**
   * Fetches a branch with the requested depth of history.
   * @returns undefined if there is no such branch
   * @throws DiagnosticError git-*
   */
  async branch(name: string, depth = 1): Promise<BranchState | undefined> {
    let commit: string;
    try {
      commit = await this.#repository.fetchBranch(name, [`--depth=${depth}`]);
    } catch (error) {
      if (error instanceof DiagnosticError && error.diagnostics[0]?.code === "git-ref-missing")
        return undefined;
      throw error;
    }
    const { tree } = await this.commit(commit);
    return { commit, tree, files: await this.#repository.files(commit) };
  }

  /** Runs git in the local repository. @returns its output as one line @throws DiagnosticError git-* */
  ask(args: readonly string[], input: string): Promise<string> {
    return this.#repository.line(args, { input });
  }

  /** The files of a fetched commit. */
  async files(commit: string): Promise<BranchState["files"]> {
    return this.#repository.files(commit);
  }

  /**
   * A branch whose name keeps another from being created: git stores `a/b` below `a`.
   * @throws DiagnosticError git-*
   */
  async nameInTheWay(branch: string): Promise<string | undefined> {
    const parts = branch.split("/");
    const above = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
    const patterns = [...above, `${branch}/*`].map((name) => `refs/heads/${name}`);
    const listing = await this.#repository.line(["ls-remote", "origin", ...patterns]);
    const names = listing.split("\n").map((row) => row.replace(/^\S+\s+refs\/heads\//, ""));
    return names.find((name) => above.includes(name) || name.startsWith(`${branch}/`));
  }

  /**
   * Merges three versions of a text as git does.
   * @returns the object ID of the result; undefined if they conflict or one is missing
   */
  async mergedText({ base, ours, theirs }: TextVersions): Promise<string | undefined> {
    const objects = [ours, base, theirs].filter((object) => object !== undefined);
    if (objects.length < 3) return undefined;
    await this.#fetch(objects);
    const contents = await this.#repository.contents(objects);
    return this.#repository.mergedFile(objects.map((object) => contents.get(object) ?? Buffer.of()));
  }

  async commit(id: string): Promise<CommitInfo> {
    const text = (await this.#repository.git(["cat-file", "commit", id])).toString("utf8");
    const end = text.indexOf("\n\n");
    const head = text.slice(0, end);
    return {
      tree: /^tree ([0-9a-f]+)$/m.exec(head)?.[1] ?? "",
      parents: [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent = ""]) => parent),
      message: text.slice(end + 2),
    };
  }

  /** The object IDs of files on disk, in the given order, without writing anything. */
  async hashFiles(folder: string, paths: readonly string[]): Promise<readonly string[]> {
    return this.#hash(["hash-object", "--no-filters", "--stdin-paths"], folder, paths);
  }

  /** Adds files on disk to the repository. */
  async writeFiles(folder: string, paths: readonly string[]): Promise<readonly string[]> {
    return this.#hash(["hash-object", "-w", "--no-filters", "--stdin-paths"], folder, paths);
  }

  async writeText(text: string): Promise<string> {
    const object = await this.ask(["hash-object", "-w", "--stdin"], text);
    this.#written.add(object);
    return object;
  }

  /** The texts of files on fetched branches, in a single fetch. */
  async texts(objects: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const wanted = [...new Set(objects)];
    await this.#fetch(wanted);
    const contents = await this.#repository.contents(wanted);
    return new Map([...contents].map(([object, content]) => [object, content.toString("utf8")]));
  }

  /** The tree of a commit with some of its files changed; without one, a tree of the given files. */
  async tree(base: string | undefined, changes: readonly TreeChange[]): Promise<string> {
    const gone = "0".repeat(40);
    const lines = changes.map(({ path, file }) =>
      file === null ? `0 ${gone}\t${path}\0` : `${file.mode} ${file.object}\t${path}\0`,
    );
    await this.#repository.git(["read-tree", base ?? "--empty"]);
    await this.#repository.git(["update-index", "-z", "--index-info"], { input: lines.join("") });
    return this.#repository.line(["write-tree", "--missing-ok"]);
  }

  /** Commits as GitHub's own bot. @param parent undefined for the first commit of a branch */
  async makeCommit(tree: string, parent: string | undefined, message: string): Promise<string> {
    const { name, email } = actionsBot;
    const env = {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
    };
    const parents = parent === undefined ? [] : ["-p", parent];
    return this.#repository.line(["commit-tree", tree, ...parents], { input: message, env });
  }

  /**
   * Moves a ref to a commit if it is still where expected.
   * @param expected its current commit; null if it must not exist; undefined if it does not matter
   * @returns false if somebody else moved it
   * @throws DiagnosticError git-*
   */
  async push(commit: string | null, ref: string, expected: string | null | undefined): Promise<boolean> {
    const lease = expected === undefined ? "--force" : `--force-with-lease=${ref}:${expected ?? ""}`;
    return this.#push([lease], [`${commit ?? ""}:${ref}`], ref);
  }

  /**
   * Moves several branches, all of them or none, if each is still where expected.
   * @returns false if somebody else moved one
   * @throws DiagnosticError git-*
   */
  async pushAll(
    moves: readonly { readonly commit: string; readonly branch: string; readonly expected: string | null }[],
  ): Promise<boolean> {
    const refs = moves.map(({ branch, ...move }) => ({ ...move, ref: `refs/heads/${branch}` }));
    const leases = refs.map(({ ref, expected }) => `--force-with-lease=${ref}:${expected ?? ""}`);
    const names = moves.map(({ branch }) => branch).join(", ");
    return this.#push(
      ["--atomic", ...leases],
      refs.map(({ commit, ref }) => `${commit}:${ref}`),
      names,
    );
  }

  /** @param what is pushed to, for the message */
  async #push(options: readonly string[], refspecs: readonly string[], what: string): Promise<boolean> {
    const args = ["push", "--porcelain", "--no-verify", ...options, "origin", ...refspecs];
    const result = await this.#repository.run(args);
    if (result.exitCode === 0) return true;
    const said = `${result.stdout.toString("utf8")}\n${result.stderr}`;
    if (
      ruleWords(said) === undefined &&
      /stale info|fetch first|non-fast-forward|cannot lock ref|remote ref does not exist/.test(said)
    )
      return false;
    throw (
      (await this.#repository.redirected(args, said)) ??
      new DiagnosticError(pushProblem(this.#repo, what, said))
    );
  }

  async #fetch(objects: readonly string[]): Promise<void> {
    await this.#repository.fetchContents(objects.filter((object) => !this.#written.has(object)));
  }

  async #hash(args: readonly string[], folder: string, paths: readonly string[]): Promise<readonly string[]> {
    if (paths.length === 0) return [];
    const root = resolve(folder);
    const input = `${paths.map((path) => join(root, path)).join("\n")}\n`;
    return (await this.#repository.line(args, { input })).split("\n");
  }
}
