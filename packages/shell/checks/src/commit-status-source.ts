/** Commit statuses as a health source: for clusters that Azure does not know, with Flux or Argo CD. */
import {
  type CommitStatusReport,
  type HealthSource,
  placeOfStatus,
  type Reading,
} from "@kalypso-actions/promotion";

/** A commit status with its creator. */
export interface ReportedStatus {
  readonly context: string;
  readonly state: CommitStatusReport["state"];
  readonly description: string;
  readonly creator: string;
}

/** What the source needs from GitHub. */
interface StatusReader {
  /** The given commit and the newest ones after it on the branch, oldest first, at most `most` of the latter. */
  commitsSince(commit: string, branch: string, most: number): Promise<readonly string[]>;
  /** All statuses of a commit, newest first. */
  allStatuses(commit: string): Promise<readonly ReportedStatus[]>;
  /** Requests made so far, and how many GitHub allows in an hour; undefined before the first answer. */
  usage(): { readonly requests: number; readonly perHour: number | undefined };
}

interface CommitStatusOptions {
  readonly reader: StatusReader;
  /** The commit being checked, and the branch that clusters follow. */
  readonly commit: string;
  readonly branch: string;
  /** The environment's folder on the branch; the empty string for its root. */
  readonly folder: string;
  readonly clusterTypes: ReadonlySet<string>;
  /** Logins whose statuses count, in any case; `*` alone accepts everybody's. */
  readonly creators: readonly string[];
}

/** The check waits for a cluster until it reports on one of this many newest commits. */
const mostCommits = 30;

/** Polls use at most this fraction of GitHub's hourly limit, because others share it. */
const share = 1 / 5;
const hour = 3_600_000;

export class CommitStatuses implements HealthSource {
  readonly service = "github";
  readonly #options: CommitStatusOptions;
  readonly #creators: ReadonlySet<string>;

  constructor(options: CommitStatusOptions) {
    this.#options = options;
    this.#creators = new Set(options.creators.map((login) => login.toLowerCase()));
  }

  /** @throws DiagnosticError github-* */
  async read(): Promise<Reading> {
    const { reader, commit, branch } = this.#options;
    const before = reader.usage().requests;
    const commits = await reader.commitsSince(commit, branch, mostCommits);
    const statuses = await Promise.all(commits.map((id) => reader.allStatuses(id)));
    const reports = new Map<string, CommitStatusReport>();
    // A cluster's status on the newest commit counts, so later commits come last.
    for (const [index, id] of commits.entries())
      for (const status of (statuses[index] ?? []).toReversed()) this.#take(reports, id, status);
    return { configurations: [...reports.values()], elsewhere: [], pause: this.#pause(before) };
  }

  #take(reports: Map<string, CommitStatusReport>, commit: string, status: ReportedStatus): void {
    const { context, state, description, creator } = status;
    const place = placeOfStatus(context, this.#options.folder, this.#options.clusterTypes);
    const isTrusted = this.#creators.has("*") || this.#creators.has(creator.toLowerCase());
    if (place === undefined || !isTrusted) return;
    const { clusterType, cluster } = place;
    reports.set(context, {
      kind: "status",
      id: `status/${context}`,
      cluster,
      clusterTypes: [clusterType],
      commit,
      state,
      description,
    });
  }

  #pause(before: number): number {
    const { requests, perHour } = this.#options.reader.usage();
    if (perHour === undefined) return 0;
    return Math.ceil(((requests - before) * hour) / (perHour * share));
  }
}
