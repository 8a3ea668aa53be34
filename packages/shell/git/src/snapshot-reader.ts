import type { RunTime } from "@kalypso-actions/deadlines";
import { type Diagnostic, DiagnosticError, type Outcome } from "@kalypso-actions/diagnostics";
import pLimit from "p-limit";
import type { HostToken } from "./environment.ts";
import { FetchedRepository } from "./fetched-repository.ts";
import type { Revision } from "./problems.ts";
import type { PathFilter, ReadLimits, Snapshot } from "./snapshot.ts";

/** Reads repositories. Fetched data exists until the reader is disposed. */
export interface SnapshotReader extends AsyncDisposable {
  /** Why an address would not be read, if this reader reads only some. */
  readonly refusal?: (repo: string) => Diagnostic | undefined;
  /**
   * The files of a repository at one revision. Each revision is fetched once, so that every
   * reader of a run sees the same commit.
   * @returns no snapshot if there is a git-* error, or it is over a limit; the caller knows the place to report it at
   */
  read(revision: Revision, wants: PathFilter, limits?: ReadLimits): Promise<Outcome<Snapshot | undefined>>;
}

export interface SnapshotReaderOptions {
  readonly tokens?: readonly HostToken[];
  /** Maximum number of parallel fetches. */
  readonly concurrency?: number;
  /** The environment for git; defaults to the process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly time?: RunTime;
}

class GitSnapshotReader implements SnapshotReader {
  readonly #options: SnapshotReaderOptions;
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #fetched = new Map<string, Promise<FetchedRepository>>();

  constructor(options: SnapshotReaderOptions) {
    this.#options = options;
    this.#limit = pLimit(options.concurrency ?? 8);
  }

  async read(
    revision: Revision,
    wants: PathFilter,
    limits?: ReadLimits,
  ): Promise<Outcome<Snapshot | undefined>> {
    try {
      const repository = await this.#fetch(revision);
      return { value: await this.#limit(() => repository.read(wants, limits)), diagnostics: [] };
    } catch (error) {
      if (error instanceof DiagnosticError) return { value: undefined, diagnostics: error.diagnostics };
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const settled = await Promise.allSettled(this.#fetched.values());
    await Promise.all(
      settled.map((result) =>
        result.status === "fulfilled" ? result.value[Symbol.asyncDispose]() : undefined,
      ),
    );
  }

  #fetch(revision: Revision): Promise<FetchedRepository> {
    const { repo, ref = null, tag = null, commit } = revision;
    const id = JSON.stringify(commit === undefined ? [repo, "", ref, tag] : [repo, commit]);
    let fetched = this.#fetched.get(id);
    if (fetched === undefined) {
      const { concurrency: _, ...access } = this.#options;
      fetched = this.#limit(() => FetchedRepository.fetch({ revision, ...access }));
      this.#fetched.set(id, fetched);
    }
    return fetched;
  }
}

export function openSnapshotReader(options: SnapshotReaderOptions = {}): SnapshotReader {
  return new GitSnapshotReader(options);
}
