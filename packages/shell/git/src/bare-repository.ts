/** A temporary bare repository to read and write a repository on a server without a checkout. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openEnd, type RunTime } from "@kalypso-actions/deadlines";
import { DiagnosticError, present } from "@kalypso-actions/diagnostics";
import { discard, temporaryFolder } from "@kalypso-actions/files";
import { type GitResult, runGit, TooMuchOutput } from "./command.ts";
import { gitEnvironment, type HostToken, silenceSettings } from "./environment.ts";
import {
  describeRevision,
  gitProblem,
  isRedirect,
  type Revision,
  redirectProblem,
  tooManyFilesProblem,
} from "./problems.ts";
import { redirectTarget } from "./redirect.ts";

/** A file in a commit: the git object ID of its content, and its mode. */
export interface TreeFile {
  readonly object: string;
  readonly mode: string;
}

export interface RemoteOptions {
  /** The repository, for git and for messages. */
  readonly revision: Revision;
  readonly tokens?: readonly HostToken[];
  /** The environment for git; defaults to the process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly time?: RunTime;
}

interface GitInput {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly maxOutput?: number;
}

/** Some 600,000 paths. A few hundred objects can stand for any number: folders may contain the same folder. */
const maxListing = 64 * 1024 * 1024;

export class BareRepository implements AsyncDisposable {
  readonly #folder: string;
  readonly #gitDir: string;
  readonly #env: Record<string, string>;
  readonly #revision: Revision;
  readonly #time: RunTime;
  /** Whether the contents of fetched files are still on the server only. */
  #isPartial = false;

  private constructor(
    folder: string,
    env: Record<string, string>,
    { revision, time = openEnd }: RemoteOptions,
  ) {
    this.#time = time;
    this.#folder = folder;
    this.#gitDir = join(folder, "git");
    this.#env = env;
    this.#revision = revision;
  }

  /** An empty repository whose `origin` is the one on the server. @throws DiagnosticError git-missing, git-failed, temporary-failed */
  static async open(options: RemoteOptions): Promise<BareRepository> {
    const { revision, tokens = [], env = process.env, time = openEnd } = options;
    const folder = await temporaryFolder("kalypso-git-");
    const environment = gitEnvironment(env, tokens, [
      ["remote.origin.url", revision.repo],
      ["remote.origin.promisor", "true"],
      ["remote.origin.partialclonefilter", "blob:none"],
      ["protocol.version", "2"],
      ...silenceSettings(time.deadlines),
      ["core.hooksPath", "/dev/null"],
      ["core.logAllRefUpdates", "false"],
      ["commit.gpgsign", "false"],
      ["gc.auto", "0"],
      ["maintenance.auto", "false"],
    ]);
    const inRepository = { ...environment, GIT_DIR: join(folder, "git") };
    const repository = new BareRepository(folder, inRepository, options);
    try {
      await repository.git(["init", "--quiet", "--template=", "--bare"]);
    } catch (error) {
      await repository[Symbol.asyncDispose]();
      throw error;
    }
    return repository;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await discard(this.#folder);
  }

  /** Runs git, whether it succeeds or not. */
  async run(args: readonly string[], { input, env = {}, maxOutput }: GitInput = {}): Promise<GitResult> {
    const where = describeRevision(this.#revision);
    return runGit(
      args,
      present({ env: { ...this.#env, ...env }, input, time: this.#time, where, maxOutput }),
    );
  }

  /** Runs git. @throws DiagnosticError git-*, if it fails */
  async git(args: readonly string[], given: GitInput = {}): Promise<Buffer> {
    return (await this.#succeeding(args, given)).stdout;
  }

  async #succeeding(args: readonly string[], given: GitInput = {}): Promise<GitResult> {
    const result = await this.run(args, given);
    if (result.exitCode === 0) return result;
    const { stderr } = result;
    throw (
      (await this.redirected(args, stderr, given)) ?? new DiagnosticError(gitProblem(this.#revision, stderr))
    );
  }

  /**
   * Runs git and returns its output as one line.
   * @throws DiagnosticError git-*
   */
  async line(args: readonly string[], given: GitInput = {}): Promise<string> {
    return (await this.git(args, given)).toString("utf8").trim();
  }

  /** Whether a command succeeds without fetching anything. */
  async succeedsOffline(args: readonly string[]): Promise<boolean> {
    return (await this.run(args, { env: { GIT_ALLOW_PROTOCOL: "none" } })).exitCode === 0;
  }

  /** The problem to report if a server redirected git, otherwise undefined. */
  async redirected(
    args: readonly string[],
    said: string,
    { input, env = {} }: GitInput = {},
  ): Promise<DiagnosticError | undefined> {
    if (!isRedirect(said)) return undefined;
    const target = await redirectTarget({ args, env: { ...this.#env, ...env }, input, time: this.#time });
    return new DiagnosticError(redirectProblem(this.#revision.repo, target));
  }

  /**
   * Fetches without files' contents if the server supports it.
   * @param options `--depth=1` and the like
   * @throws DiagnosticError git-*
   */
  async fetch(refspecs: readonly string[], options: readonly string[]): Promise<void> {
    const args = ["fetch", "--quiet", "--no-tags", "--filter=blob:none", ...options, "origin", ...refspecs];
    const { stderr } = await this.#succeeding(args);
    // A server without filters sends all contents immediately.
    this.#isPartial = !/filtering not recognized/.test(stderr);
  }

  /**
   * Fetches a branch, as {@link fetch}.
   * @returns its commit
   * @throws DiagnosticError git-ref-missing if there is no such branch, other git-*
   */
  async fetchBranch(name: string, options: readonly string[]): Promise<string> {
    return this.#fetchRef("branch", name, options);
  }

  /** @throws DiagnosticError git-* */
  async fetchTag(name: string, options: readonly string[]): Promise<string> {
    await this.#fetchRef("tag", name, options);
    return this.line(["rev-parse", "--verify", "FETCH_HEAD^{commit}"]);
  }

  async #fetchRef(kind: "branch" | "tag", name: string, options: readonly string[]): Promise<string> {
    const ref = `refs/${kind === "tag" ? "tags" : "heads"}/${name}`;
    await this.fetch([`+${ref}:refs/fetched/${name}`], options);
    const [commit = "", , what = ""] = (await readFile(join(this.#gitDir, "FETCH_HEAD"), "utf8")).split("\t");
    // Without such a branch, git accepts any ref with that ending: `refs/tags/refs/heads/main`.
    if (what.startsWith(`${kind} '${name}' of `)) return commit;
    const revision = kind === "tag" ? { ...this.#revision, tag: name } : { ...this.#revision, ref: name };
    throw new DiagnosticError(gitProblem(revision, `fatal: couldn't find remote ref ${ref}`));
  }

  /**
   * Fetches the contents of fetched commits by ID, in a single request. Git itself would make one request per file on
   * demand.
   * @throws DiagnosticError git-*
   */
  async fetchContents(objects: readonly string[]): Promise<void> {
    if (!this.#isPartial || objects.length === 0) return;
    // The local objects reveal nothing about the wanted ones, so skip the negotiation.
    const args = ["-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet", "--no-tags"];
    const what = ["--no-write-fetch-head", "--filter=blob:none", "--stdin", "origin"];
    await this.git([...args, ...what], { input: `${objects.join("\n")}\n` });
  }

  /**
   * The files of a commit by path, including links and submodules, with their modes.
   * @throws DiagnosticError git-*, repository-over-budget
   */
  async files(commit: string): Promise<ReadonlyMap<string, TreeFile>> {
    const listing = await this.#listing(commit);
    const files = new Map<string, TreeFile>();
    for (const record of listing.toString("utf8").split("\0")) {
      const [, mode, object, path] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(record) ?? [];
      if (mode !== undefined && object !== undefined && path !== undefined) files.set(path, { mode, object });
    }
    return files;
  }

  async #listing(commit: string): Promise<Buffer> {
    try {
      return await this.git(["ls-tree", "-r", "-z", "--full-tree", commit], { maxOutput: maxListing });
    } catch (cause) {
      if (!(cause instanceof TooMuchOutput)) throw cause;
      throw new DiagnosticError(tooManyFilesProblem(this.#revision), { cause });
    }
  }

  /**
   * Merges three versions of a file: ours, the common one, theirs.
   * @returns the object ID of the result; undefined if they conflict
   */
  async mergedFile(versions: readonly Buffer[]): Promise<string | undefined> {
    const files = versions.map((_, index) => join(this.#folder, `version-${index}`));
    await Promise.all(files.map((file, index) => writeFile(file, versions[index] ?? "")));
    const { exitCode, stdout } = await this.run(["merge-file", "-p", ...files]);
    if (exitCode !== 0) return undefined;
    await writeFile(files[0] ?? "", stdout);
    return this.line(["hash-object", "-w", "--no-filters", files[0] ?? ""]);
  }

  /** Sizes of contents by ID, in bytes. @throws DiagnosticError git-* */
  async sizes(objects: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const format = "--batch-check=%(objectname) %(objectsize)";
    const listing = await this.git(["cat-file", format], { input: `${objects.join("\n")}\n` });
    const rows = listing
      .toString("utf8")
      .split("\n")
      .map((row) => row.split(" "));
    return new Map(
      rows.flatMap(([object = "", size]) => (size === undefined ? [] : [[object, Number(size)] as const])),
    );
  }

  /** Contents by ID. @throws DiagnosticError git-* */
  async contents(objects: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const contents = new Map<string, Buffer>();
    if (objects.length === 0) return contents;
    const output = await this.git(["cat-file", "--batch"], { input: `${objects.join("\n")}\n` });
    // `<object> blob <size>\n<content>\n`, repeated.
    for (let at = 0; at < output.length; ) {
      const begin = output.indexOf(0x0a, at) + 1;
      const [object = "", , size = "0"] = output.toString("utf8", at, begin - 1).split(" ");
      at = begin + Number(size) + 1;
      contents.set(object, output.subarray(begin, at - 1));
    }
    return contents;
  }
}
