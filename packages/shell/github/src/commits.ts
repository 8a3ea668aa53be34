import { present } from "@kalypso-actions/diagnostics";
import type { GitHubRepository } from "./client.ts";

/** How a commit relates to another one, as seen from the other. */
type Relation = "identical" | "ahead" | "behind" | "diverged" | "unknown";

type StatusState = "pending" | "success" | "failure" | "error";

interface CommitStatus {
  readonly context: string;
  readonly state: StatusState;
  readonly description: string;
  readonly targetUrl?: string;
}

/** A status with its creator's login: `name[bot]` for an App. */
interface ReportedStatus extends Omit<CommitStatus, "targetUrl"> {
  readonly creator: string;
  /** When it was set, as ISO 8601; the empty string if GitHub does not say. */
  readonly at: string;
  /** The empty string for none. */
  readonly url: string;
}

/** GitHub rejects longer descriptions. */
const maxDescription = 140;

/** The start of a text, without a lone surrogate at its end. */
function cutText(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}

/** Commits, refs and statuses of one repository. */
export class Commits {
  readonly #repository: GitHubRepository;

  constructor(repository: GitHubRepository) {
    this.#repository = repository;
  }

  /** Whether `head` is ahead of `base`, behind it, or diverged; unknown if one of them does not exist. */
  async compare(base: string, head: string): Promise<Relation> {
    const answer = await this.#repository.find("compare commits", this.#comparison(base, head));
    return answer?.data.status ?? "unknown";
  }

  /** Like {@link compare}, but GitHub is asked once: the caller comes back. */
  async compareOnce(base: string, head: string): Promise<Relation> {
    const missing = { 404: undefined };
    const answer = await this.#repository.requestOr("compare commits", missing, this.#comparison(base, head));
    return answer?.data.status ?? "unknown";
  }

  #comparison(base: string, head: string) {
    const which = { ...this.#repository.at, basehead: `${base}...${head}`, per_page: 1 };
    return ({ rest }: Parameters<Parameters<GitHubRepository["request"]>[1]>[0]) =>
      rest.repos.compareCommitsWithBasehead(which);
  }

  /** A commit's parents, the first one first. */
  async parents(commit: string): Promise<readonly string[]> {
    const which = { ...this.#repository.at, ref: commit, per_page: 1 };
    const { data } = await this.#repository.request("read the commit", ({ rest }) =>
      rest.repos.getCommit(which),
    );
    return data.parents.map(({ sha }) => sha);
  }

  /** The paths that a commit changes relative to its first parent; GitHub lists at most 3,000. */
  async changedPaths(commit: string): Promise<readonly string[]> {
    return this.#repository.request("read the commit", async ({ rest, paginate }) => {
      const pages = paginate.iterator(rest.repos.getCommit, {
        ...this.#repository.at,
        ref: commit,
        per_page: 300,
      });
      const paths: string[] = [];
      for await (const data of this.#repository.pages(pages))
        paths.push(
          ...((data as { files?: readonly { filename: string }[] }).files ?? []).map((file) => file.filename),
        );
      return paths;
    });
  }

  /**
   * A commit, and the newest commits after it on a branch, oldest first.
   * @param most the maximum number. Only the commit itself if the branch does not continue from it
   */
  async commitsSince(commit: string, branch: string, most: number): Promise<readonly string[]> {
    const page = (number: number) =>
      this.#repository.requestOr("compare commits", { 404: undefined }, ({ rest }) =>
        rest.repos.compareCommitsWithBasehead({
          ...this.#repository.at,
          basehead: `${commit}...refs/heads/${branch}`,
          per_page: most,
          page: number,
        }),
      );
    const first = (await page(1))?.data;
    if (first?.status !== "ahead") return [commit];
    // The newest commits come last: read the last page, and the one before it if that is not full.
    const pages = Math.ceil(first.total_commits / most);
    const wanted = [pages - 1, pages].filter((number) => number > 1);
    const later = await Promise.all(wanted.map(page));
    const found = [...(pages <= 2 ? [first] : []), ...later.map((answer) => answer?.data)];
    const commits = found.flatMap((data) => data?.commits.map(({ sha }) => sha) ?? []);
    return [commit, ...commits.slice(-most)];
  }

  /** All statuses of a commit with their creators, newest first. */
  async allStatuses(commit: string): Promise<readonly ReportedStatus[]> {
    return this.#repository.request("read the commit's statuses", async ({ rest, paginate }) => {
      const which = { ...this.#repository.at, ref: commit, per_page: 100 };
      const found = await this.#repository.all(paginate.iterator(rest.repos.listCommitStatusesForRef, which));
      return found.map(({ context, state, description, creator, created_at, target_url }) => ({
        context,
        state: state as StatusState,
        description: description ?? "",
        creator: creator?.login ?? "",
        at: created_at ?? "",
        url: target_url ?? "",
      }));
    });
  }

  usage(): GitHubRepository["usage"] {
    return this.#repository.usage;
  }

  /** The newest status of each context. */
  async statuses(commit: string): Promise<ReadonlyMap<string, ReportedStatus>> {
    const newest = new Map<string, ReportedStatus>();
    for (const status of await this.allStatuses(commit))
      if (!newest.has(status.context)) newest.set(status.context, status);
    return newest;
  }

  /** Sets a status unless the newest one with its context is equal. */
  async setStatus(commit: string, status: CommitStatus): Promise<void> {
    const description =
      status.description.length > maxDescription
        ? `${cutText(status.description, maxDescription - 3)}...`
        : status.description;
    const look = async () => {
      const current = (await this.statuses(commit)).get(status.context);
      return current?.state === status.state && current.description === description ? true : undefined;
    };
    if (await look()) return;
    const { context, state, targetUrl } = status;
    const fields = { context, state, description, ...present({ target_url: targetUrl }) };
    await this.#repository.create("set the commit's status", {
      make: ({ rest }) =>
        rest.repos.createCommitStatus({ ...this.#repository.at, sha: commit, ...fields }).then(() => true),
      look,
    });
  }

  /** Creates a commit that GitHub signs, which it does for a bot's commits without an explicit author. */
  async create(tree: string, parent: string, message: string): Promise<string> {
    const content = { tree, parents: [parent], message };
    return this.#repository.create("create the commit", {
      make: async ({ rest }) =>
        (await rest.git.createCommit({ ...this.#repository.at, ...content })).data.sha,
      // A second one that no branch names does no harm.
      look: async () => undefined,
    });
  }

  /** Points a branch to a commit, and creates it if it does not exist. */
  async moveBranch(branch: string, commit: string, exists: boolean): Promise<void> {
    const { at } = this.#repository;
    const doing = "move the branch";
    if (exists)
      await this.#repository.request(doing, ({ rest }) =>
        rest.git.updateRef({ ...at, ref: `heads/${branch}`, sha: commit, force: true }),
      );
    else
      await this.#repository.create(doing, {
        make: ({ rest }) =>
          rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha: commit }).then(() => true),
        look: async () => ((await this.branchHead(branch)) === commit ? true : undefined),
      });
  }

  async branchHead(branch: string): Promise<string | undefined> {
    const answer = await this.#repository.find("read the branch", ({ rest }) =>
      rest.git.getRef({ ...this.#repository.at, ref: `heads/${branch}` }),
    );
    return answer?.data.object.sha;
  }
}
