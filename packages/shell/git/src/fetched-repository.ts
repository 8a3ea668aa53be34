import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { type GitResult, runGit } from "./command.ts";
import { gitEnvironment, type HostToken } from "./environment.ts";
import { gitProblem, isRedirect, type Revision, redirectProblem } from "./problems.ts";
import { redirectTarget } from "./redirect.ts";
import {
  byPath,
  fileOf,
  maxFileBytes,
  type PathFilter,
  type RepositoryFile,
  type Snapshot,
} from "./snapshot.ts";

interface TreeEntry {
  readonly path: string;
  readonly kind: "file" | "symlink";
  readonly object: string;
}

const symlinkMode = "120000";

function parseTree(listing: string): readonly TreeEntry[] {
  return listing.split("\0").flatMap((record): readonly TreeEntry[] => {
    const [, mode, type, object, path] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(record) ?? [];
    // Submodules are commits of other repositories: they are not read.
    if (type !== "blob" || object === undefined || path === undefined) return [];
    return [{ path, kind: mode === symlinkMode ? "symlink" : "file", object }];
  });
}

/** One commit of a repository in a temporary bare repository, its files' content fetched when asked for. */
export class FetchedRepository implements AsyncDisposable {
  readonly #folder: string;
  readonly #env: Record<string, string>;
  readonly #revision: Revision;
  #commit = "";
  #ref: string | null = null;
  #entries: readonly TreeEntry[] = [];
  #isPartial = false;

  private constructor(folder: string, env: Record<string, string>, revision: Revision) {
    this.#folder = folder;
    this.#env = env;
    this.#revision = revision;
  }

  /**
   * Fetches one commit and its trees, without blobs and history where the server allows.
   * @throws DiagnosticError git-*
   */
  static async fetch(
    revision: Revision,
    tokens: readonly HostToken[],
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<FetchedRepository> {
    const folder = await mkdtemp(join(tmpdir(), "kalypso-git-"));
    const environment = gitEnvironment(env, tokens, [
      ["remote.origin.url", revision.repo],
      ["remote.origin.promisor", "true"],
      ["remote.origin.partialclonefilter", "blob:none"],
      ["protocol.version", "2"],
      ["core.hooksPath", "/dev/null"],
      ["fetch.negotiationAlgorithm", "noop"],
      ["gc.auto", "0"],
      ["maintenance.auto", "false"],
    ]);
    const repository = new FetchedRepository(folder, environment, revision);
    try {
      await repository.#load();
    } catch (error) {
      await repository[Symbol.asyncDispose]();
      throw error;
    }
    return repository;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async read(wants: PathFilter, maxBytes = maxFileBytes): Promise<Snapshot> {
    const wanted = this.#entries.filter(({ kind, path }) => kind === "file" && wants(path));
    const contents = await this.#contents([...new Set(wanted.map(({ object }) => object))], maxBytes);
    const isWanted = new Set(wanted);
    const files = this.#entries.map((entry): RepositoryFile => {
      const { path, kind, object } = entry;
      if (!isWanted.has(entry)) return { path, kind };
      const content = contents.get(object);
      return content === undefined ? { path, kind, problem: "too-large" } : fileOf(path, content, maxBytes);
    });
    return { commit: this.#commit, ref: this.#ref, files: [...files].sort(byPath) };
  }

  async #load(): Promise<void> {
    await this.#git(["init", "--quiet", "--template=", "--bare", "."]);
    const { ref, commit } = this.#revision;
    this.#ref = commit === undefined ? (ref ?? (await this.#defaultBranch())) : null;
    if (commit === undefined) await this.#fetch([this.#ref === null ? "HEAD" : `refs/heads/${this.#ref}`]);
    else await this.#fetchCommit(commit);
    const head = await this.#git(["rev-parse", "--verify", `${commit ?? "FETCH_HEAD"}^{commit}`]);
    this.#commit = head.stdout.toString("utf8").trim();
    const tree = await this.#git(["ls-tree", "-r", "-z", "--full-tree", this.#commit]);
    this.#entries = parseTree(tree.stdout.toString("utf8"));
  }

  async #defaultBranch(): Promise<string | null> {
    const { stdout } = await this.#git(["ls-remote", "--symref", "origin", "HEAD"]);
    return /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(stdout.toString("utf8"))?.[1] ?? null;
  }

  async #fetch(refspecs: readonly string[], depth: readonly string[] = ["--depth=1"]): Promise<void> {
    const args = ["fetch", "--quiet", "--no-tags", "--filter=blob:none", ...depth, "origin", ...refspecs];
    const { stderr } = await this.#git(args);
    // A server that knows no filters sends the blobs at once.
    this.#isPartial = !/filtering not recognized/.test(stderr);
  }

  /** Servers may refuse commits that no branch points to: then the branches' histories are searched. */
  async #fetchCommit(commit: string): Promise<void> {
    try {
      await this.#fetch([commit]);
    } catch (error) {
      const isRefused =
        error instanceof DiagnosticError && error.diagnostics[0]?.code === "git-commit-missing";
      if (!isRefused) throw error;
      await this.#fetch(["+refs/heads/*:refs/remotes/origin/*"], []);
      const found = await runGit(["cat-file", "-e", `${commit}^{commit}`], {
        cwd: this.#folder,
        env: this.#offline,
      });
      if (found.exitCode !== 0) throw error;
    }
  }

  /** Blobs by object id, those over the limit left out; one fetch for all of them, whatever their number. */
  async #contents(objects: readonly string[], maxBytes: number): Promise<ReadonlyMap<string, Buffer>> {
    if (objects.length === 0) return new Map();
    const input = `${objects.join("\n")}\n`;
    if (this.#isPartial) {
      await this.#git(
        ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--filter=blob:none", "--stdin", "origin"],
        input,
      );
    }
    const sizes = await this.#git(["cat-file", "--batch-check=%(objectname) %(objectsize)"], input);
    const small = sizes.stdout
      .toString("utf8")
      .split("\n")
      .flatMap((line) => {
        const [object = "", size] = line.split(" ");
        return size !== undefined && Number(size) <= maxBytes ? [object] : [];
      });
    if (small.length === 0) return new Map();
    const { stdout } = await this.#git(["cat-file", "--batch"], `${small.join("\n")}\n`);
    return parseBatch(stdout);
  }

  /** For questions that must not be answered by fetching. */
  get #offline(): Record<string, string> {
    return { ...this.#env, GIT_ALLOW_PROTOCOL: "none" };
  }

  async #git(args: readonly string[], input?: string): Promise<GitResult> {
    const result = await runGit(args, {
      cwd: this.#folder,
      env: this.#env,
      ...(input === undefined ? {} : { input }),
    });
    if (result.exitCode === 0) return result;
    if (!isRedirect(result.stderr)) throw new DiagnosticError(gitProblem(this.#revision, result.stderr));
    const target = await redirectTarget({ args, env: this.#env, cwd: this.#folder });
    throw new DiagnosticError(redirectProblem(this.#revision.repo, target));
  }
}

/** `<object> blob <size>\n<content>\n`, repeated. */
function parseBatch(output: Buffer): ReadonlyMap<string, Buffer> {
  const contents = new Map<string, Buffer>();
  let at = 0;
  while (at < output.length) {
    const end = output.indexOf(0x0a, at);
    const [object = "", , size = "0"] = output.toString("utf8", at, end).split(" ");
    const begin = end + 1;
    at = begin + Number(size) + 1;
    contents.set(object, output.subarray(begin, at - 1));
  }
  return contents;
}
