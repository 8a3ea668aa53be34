/** The source of health that commit statuses are: for clusters that Azure does not know, Flux's and Argo CD's alike. */
import {
  type CommitStatusReport,
  type HealthSource,
  placeOfStatus,
  type Reading,
} from "@kalypso-actions/promotion";

/** A status of a commit, with who set it. */
export interface ReportedStatus {
  readonly context: string;
  readonly state: CommitStatusReport["state"];
  readonly description: string;
  readonly creator: string;
}

/** What is asked of GitHub. */
interface StatusReader {
  /** The commits of a branch from one on, that one first; the newest `most` of them where there are more. */
  commitsSince(commit: string, branch: string, most: number): Promise<readonly string[]>;
  /** All statuses of a commit, the newest first. */
  allStatuses(commit: string): Promise<readonly ReportedStatus[]>;
  /** Requests made so far, and how many GitHub allows in an hour; undefined before the first answer. */
  usage(): { readonly requests: number; readonly perHour: number | undefined };
}

interface CommitStatusOptions {
  readonly reader: StatusReader;
  /** The commit that is waited for, and the branch that clusters follow. */
  readonly commit: string;
  readonly branch: string;
  /** The environment's folder on the branch; the empty string for its root. */
  readonly folder: string;
  readonly clusterTypes: ReadonlySet<string>;
  /** Logins whose statuses count, in whatever case; `*` alone for everybody's. */
  readonly creators: readonly string[];
}

/** A cluster reports on the newest of these, or is waited for. */
const mostCommits = 30;

/** Polls stay within this part of what GitHub allows in an hour: others share the limit. */
const share = 1 / 5;
const hour = 3_600_000;

export class CommitStatuses implements HealthSource {
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
    // Later commits come later: what a cluster says of the newest one counts.
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
