import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { BareRepository, type RemoteOptions, type TreeFile } from "./bare-repository.ts";
import { type Revision, tooLargeProblem } from "./problems.ts";
import {
  byPath,
  fileOf,
  maxFileBytes,
  type PathFilter,
  type ReadLimits,
  type RepositoryFile,
  type Snapshot,
} from "./snapshot.ts";

const symlinkMode = "120000";
const executableMode = "100755";
const submoduleMode = "160000";

/** Without history. */
const newest = ["--depth=1"];

/** One commit of a repository; file contents are fetched on demand. */
export class FetchedRepository implements AsyncDisposable {
  readonly #repository: BareRepository;
  readonly #revision: Revision;
  #commit = "";
  #ref: string | null = null;
  #files: ReadonlyMap<string, TreeFile> = new Map();

  private constructor(repository: BareRepository, revision: Revision) {
    this.#repository = repository;
    this.#revision = revision;
  }

  /**
   * Fetches one commit and its trees, without blobs or history if the server allows it.
   * @throws DiagnosticError git-*
   */
  static async fetch(options: RemoteOptions): Promise<FetchedRepository> {
    const fetched = new FetchedRepository(await BareRepository.open(options), options.revision);
    try {
      await fetched.#load();
    } catch (error) {
      await fetched[Symbol.asyncDispose]();
      throw error;
    }
    return fetched;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#repository[Symbol.asyncDispose]();
  }

  /** @throws DiagnosticError git-*, repository-over-budget */
  async read(wants: PathFilter, limits: ReadLimits = {}): Promise<Snapshot> {
    const { fileBytes: maxBytes = maxFileBytes } = limits;
    // Submodules are commits of other repositories and are not read.
    const present = [...this.#files].filter(([, { mode }]) => mode !== submoduleMode);
    const isWanted = ([path, { mode }]: readonly [string, TreeFile]) => mode !== symlinkMode && wants(path);
    const objects = present.filter(isWanted).map(([, { object }]) => object);
    const contents = await this.#contents([...new Set(objects)], { ...limits, fileBytes: maxBytes });
    const files = present.map((entry): RepositoryFile => {
      const [path, { mode, object }] = entry;
      const kind = mode === symlinkMode ? "symlink" : "file";
      if (!isWanted(entry)) return { path, kind };
      const content = contents.get(object);
      const file: RepositoryFile =
        content === undefined ? { path, kind, problem: "too-large" } : fileOf(path, content, maxBytes);
      return mode === executableMode ? { ...file, isExecutable: true } : file;
    });
    return { commit: this.#commit, ref: this.#ref, files: files.sort(byPath) };
  }

  async #load(): Promise<void> {
    const { ref, tag, commit } = this.#revision;
    const isBranch = commit === undefined && tag === undefined;
    this.#ref = isBranch ? (ref ?? (await this.#defaultBranch())) : null;
    this.#commit =
      commit === undefined && tag !== undefined
        ? await this.#repository.fetchTag(tag, newest)
        : await this.#fetch(this.#ref, commit);
    this.#files = await this.#repository.files(this.#commit);
  }

  async #fetch(branch: string | null, commit: string | undefined): Promise<string> {
    if (branch !== null) return this.#repository.fetchBranch(branch, newest);
    if (commit === undefined) await this.#repository.fetch(["HEAD"], newest);
    else await this.#fetchCommit(commit);
    return this.#repository.line(["rev-parse", "--verify", `${commit ?? "FETCH_HEAD"}^{commit}`]);
  }

  async #defaultBranch(): Promise<string | null> {
    const listing = await this.#repository.line(["ls-remote", "--symref", "origin", "HEAD"]);
    return /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(listing)?.[1] ?? null;
  }

  /** Servers may refuse to send a commit that no branch points to; then search the branches' histories. */
  async #fetchCommit(commit: string): Promise<void> {
    try {
      await this.#repository.fetch([commit], newest);
    } catch (error) {
      const isRefused =
        error instanceof DiagnosticError && error.diagnostics[0]?.code === "git-commit-missing";
      if (!isRefused) throw error;
      await this.#repository.fetch(["+refs/heads/*:refs/remotes/origin/*"], []);
      if (!(await this.#repository.succeedsOffline(["cat-file", "-e", `${commit}^{commit}`]))) throw error;
    }
  }

  /** Blobs by object ID, except those over the limit, in a single fetch. */
  async #contents(
    objects: readonly string[],
    { fileBytes, bytes = Number.POSITIVE_INFINITY }: ReadLimits & { readonly fileBytes: number },
  ): Promise<ReadonlyMap<string, Buffer>> {
    if (objects.length === 0) return new Map();
    await this.#repository.fetchContents(objects);
    const sizes = await this.#repository.sizes(objects);
    const sizeOf = (object: string) => sizes.get(object) ?? Number.POSITIVE_INFINITY;
    const small = objects.filter((object) => sizeOf(object) <= fileBytes);
    const sum = small.reduce((total, object) => total + sizeOf(object), 0);
    if (sum > bytes) throw new DiagnosticError(tooLargeProblem(this.#revision, sum, bytes));
    return this.#repository.contents(small);
  }
}
