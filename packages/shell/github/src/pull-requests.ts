import { DiagnosticError } from "@kalypso-actions/diagnostics";
import type { GitHubRepository } from "./client.ts";
import { isRequestError, messageOf } from "./problems.ts";

export interface PullRequest {
  readonly number: number;
  readonly nodeId: string;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** The commit of its head. */
  readonly commit: string;
  readonly autoMerge: boolean;
  readonly isMerged: boolean;
  /** Whether the token's account or a trusted one opened it: a marker in another's is only text. */
  readonly isOwn: boolean;
  /** Whether its branch is in another repository, where anybody may push. */
  readonly isFromFork: boolean;
  /** When it was opened, as ISO 8601; the empty string if GitHub does not say. */
  readonly since: string;
}

interface PullRequestText {
  readonly title: string;
  readonly body: string;
}

/** A comment that this account wrote. */
export interface OwnComment {
  readonly id: number;
  readonly body: string;
}

export type MergeMethod = "merge" | "squash" | "rebase";

/** The result of auto-merge. */
type MergeOutcome = "enabled" | "merged" | "queued" | { readonly refused: string };

interface PullData {
  readonly number: number;
  readonly node_id: string;
  readonly html_url: string;
  readonly title: string;
  readonly body: string | null;
  readonly labels: readonly { readonly name?: string }[];
  readonly head: { readonly sha: string; readonly repo?: { readonly full_name: string } | null };
  readonly base?: { readonly repo?: { readonly full_name: string } };
  readonly auto_merge?: unknown;
  readonly merged_at?: string | null;
  readonly user?: { readonly login: string } | null;
  readonly created_at?: string | null;
}

async function pullRequest(repository: GitHubRepository, data: PullData): Promise<PullRequest> {
  return {
    isOwn: await repository.isOwn(data.user?.login),
    // Also one that is gone, and where GitHub does not say.
    isFromFork: !data.head.repo || data.head.repo.full_name !== data.base?.repo?.full_name,
    number: data.number,
    nodeId: data.node_id,
    url: data.html_url,
    title: data.title,
    body: data.body ?? "",
    labels: data.labels.flatMap(({ name }) => name ?? []),
    commit: data.head.sha,
    autoMerge: data.auto_merge !== null && data.auto_merge !== undefined,
    isMerged: data.merged_at !== null && data.merged_at !== undefined,
    since: data.created_at ?? "",
  };
}

/** Right after a pull request is opened, GitHub may not find it yet. */
const unresolved = /Could not resolve to a node/i;

async function whenResolved<T>(repository: GitHubRepository, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const isTooEarly = isRequestError(error) && error.status === 422 && unresolved.test(messageOf(error));
      if (!isTooEarly || attempt === 5) throw error;
      await repository.pause(attempt / 2);
    }
  }
}

/** The pull requests of one repository. */
export class PullRequests {
  readonly #repository: GitHubRepository;

  constructor(repository: GitHubRepository) {
    this.#repository = repository;
  }

  /** The open pull request from one branch of the repository to another; there is at most one. */
  async find(head: string, base: string): Promise<PullRequest | undefined> {
    const { at } = this.#repository;
    return this.#repository.request("look for the pull request", async ({ rest }) => {
      const { data } = await rest.pulls.list({ ...at, head: `${at.owner}:${head}`, base, state: "open" });
      return data[0] === undefined ? undefined : pullRequest(this.#repository, data[0] as PullData);
    });
  }

  /** The newest hundred open pull requests to a branch, newest first. */
  async openTo(base: string): Promise<readonly PullRequest[]> {
    const { at } = this.#repository;
    return this.#repository.request("list the pull requests", async ({ rest }) => {
      const { data } = await rest.pulls.list({ ...at, base, state: "open", per_page: 100 });
      return Promise.all(data.map((pull) => pullRequest(this.#repository, pull as PullData)));
    });
  }

  /** The newest hundred closed pull requests from one branch of the repository to another, newest first. */
  async closed(head: string, base: string): Promise<readonly PullRequest[]> {
    const { at } = this.#repository;
    return this.#repository.request("look for closed pull requests", async ({ rest }) => {
      const which = { head: `${at.owner}:${head}`, base, state: "closed", per_page: 100 } as const;
      const { data } = await rest.pulls.list({ ...at, ...which });
      return Promise.all(data.map((pull) => pullRequest(this.#repository, pull as PullData)));
    });
  }

  async open(head: string, base: string, text: PullRequestText): Promise<PullRequest> {
    return this.#repository.create("open the pull request", {
      make: async ({ rest }) => {
        const { data } = await rest.pulls.create({ ...this.#repository.at, head, base, ...text });
        return pullRequest(this.#repository, data as PullData);
      },
      look: () => this.find(head, base),
    });
  }

  async update(number: number, text: PullRequestText): Promise<void> {
    await this.#repository.request("update the pull request", ({ rest }) =>
      rest.pulls.update({ ...this.#repository.at, pull_number: number, ...text }),
    );
  }

  async close(number: number, body: string): Promise<void> {
    await this.#repository.request("close the pull request", ({ rest }) =>
      rest.pulls.update({ ...this.#repository.at, pull_number: number, body, state: "closed" }),
    );
  }

  /** Comments unless a comment of ours with the same marker exists. */
  async commentOnce(number: number, marker: string, body: string): Promise<void> {
    const at = { ...this.#repository.at, issue_number: number };
    const look = () =>
      this.#repository.request("read the pull request's comments", async ({ rest, paginate }) => {
        const comments = await this.#repository.all(
          paginate.iterator(rest.issues.listComments, { ...at, per_page: 100 }),
        );
        const marked = comments.filter(({ body }) => body?.startsWith(marker));
        const own = await this.#repository.own(marked.map(({ user }) => ({ author: user?.login })));
        return own.length > 0 ? true : undefined;
      });
    if (await look()) return;
    const make = ({ rest }: Parameters<Parameters<GitHubRepository["request"]>[1]>[0]) =>
      rest.issues.createComment({ ...at, body: `${marker}\n${body}` }).then(() => true);
    await this.#repository.create("comment on the pull request", { make, look });
  }

  /** Our comment with this start, the newest one. */
  async findComment(number: number, start: string): Promise<OwnComment | undefined> {
    return this.#repository.request("read the pull request's comments", async ({ rest, paginate }) => {
      const at = { ...this.#repository.at, issue_number: number, per_page: 100 };
      const comments = await this.#repository.all(paginate.iterator(rest.issues.listComments, at));
      const marked = comments.flatMap(({ id, body, user }) =>
        body?.startsWith(start) ? [{ id, body, author: user?.login }] : [],
      );
      const found = (await this.#repository.own(marked)).at(-1);
      return found && { id: found.id, body: found.body };
    });
  }

  /** Keeps one comment up to date. @param known as it was found; undefined for a new one */
  async putComment(number: number, known: OwnComment | undefined, body: string): Promise<void> {
    const { at } = this.#repository;
    if (known !== undefined) {
      if (known.body === body) return;
      await this.#repository.request("update the comment", ({ rest }) =>
        rest.issues.updateComment({ ...at, comment_id: known.id, body }),
      );
      return;
    }
    const start = body.slice(0, body.indexOf("\n"));
    await this.#repository.create("comment on the pull request", {
      make: async ({ rest }) => {
        await rest.issues.createComment({ ...at, issue_number: number, body });
        return true;
      },
      look: async () => ((await this.findComment(number, start)) ? true : undefined),
    });
  }

  /** Creates missing labels. */
  async label(number: number, wanted: readonly string[], unwanted: readonly string[]): Promise<void> {
    const at = { ...this.#repository.at, issue_number: number };
    for (const name of wanted) await this.#ensureLabel(name);
    if (wanted.length > 0)
      await this.#repository.create("label the pull request", {
        make: ({ rest }) =>
          whenResolved(this.#repository, () => rest.issues.addLabels({ ...at, labels: [...wanted] })),
        look: async () => undefined,
      });
    // One that is gone already was removed by an earlier try, or by somebody else.
    for (const name of unwanted)
      await this.#repository.requestOr("remove the label", { 404: undefined }, ({ rest }) =>
        rest.issues.removeLabel({ ...at, name }),
      );
  }

  /** Whoever added a label that is there; undefined if nobody did, or if it has been removed since. */
  async labelledBy(number: number, label: string): Promise<string | undefined> {
    const which = { ...this.#repository.at, issue_number: number, per_page: 100 };
    return this.#repository.request("read the pull request's events", async ({ rest, paginate }) => {
      const events = await this.#repository.all(paginate.iterator(rest.issues.listEvents, which));
      const last = events.findLast(
        (event) => /^(?:un)?labeled$/.test(event.event) && "label" in event && event.label?.name === label,
      );
      return last?.event === "labeled" ? last.actor?.login : undefined;
    });
  }

  /** Whether somebody may write to the repository; not so an App, which is no collaborator. */
  async mayWrite(username: string): Promise<boolean> {
    const answer = await this.#repository.requestOr(
      "read a collaborator's permission",
      { 404: undefined },
      ({ rest }) => rest.repos.getCollaboratorPermissionLevel({ ...this.#repository.at, username }),
    );
    return answer?.data.permission === "write" || answer?.data.permission === "admin";
  }

  async #ensureLabel(name: string): Promise<void> {
    const { at } = this.#repository;
    const look = async () => {
      const answer = await this.#repository.requestOr("look for the label", { 404: undefined }, ({ rest }) =>
        rest.issues.getLabel({ ...at, name }),
      );
      return answer === undefined ? undefined : true;
    };
    if (await look()) return;
    await this.#repository.create("create the label", {
      make: async ({ rest }) => {
        try {
          await rest.issues.createLabel({ ...at, name, color: "ededed" });
        } catch (error) {
          // Another run created it at the same time, which is fine.
          if (!isRequestError(error) || error.status !== 422) throw error;
        }
        return true;
      },
      look,
    });
  }

  /**
   * Merges a pull request when its requirements are met. If they are already met, GitHub refuses to wait, and it
   * is merged at once; with a merge queue, it is queued.
   */
  async autoMerge({ nodeId, number, commit }: PullRequest, method: MergeMethod): Promise<MergeOutcome> {
    const mutation = `mutation($id: ID!, $mergeMethod: PullRequestMergeMethod!) {
  enablePullRequestAutoMerge(input: { pullRequestId: $id, mergeMethod: $mergeMethod }) { clientMutationId }
}`;
    const refused = await this.#mutate(mutation, { id: nodeId, mergeMethod: method.toUpperCase() });
    if (refused === undefined) return "enabled";
    if (!/clean status|not in the correct state|already/i.test(refused)) return { refused };
    return this.#merge({ number, nodeId, commit }, method);
  }

  async disableAutoMerge({ nodeId, number }: PullRequest): Promise<void> {
    const mutation = `mutation($id: ID!) {
  disablePullRequestAutoMerge(input: { pullRequestId: $id }) { clientMutationId }
}`;
    const refused = await this.#mutate(mutation, { id: nodeId });
    if (refused === undefined) return;
    throw new DiagnosticError({
      severity: "error",
      code: "github-refused",
      message: `could not disable auto-merge for pull request #${number}, so it was left as it is: ${refused}`,
      hint: "Disable it by hand, then run again.",
    });
  }

  async #merge(
    { number, nodeId, commit }: Pick<PullRequest, "number" | "nodeId" | "commit">,
    method: MergeMethod,
  ): Promise<MergeOutcome> {
    const { at } = this.#repository;
    const refusal = await this.#repository.request("merge the pull request", async ({ rest }) => {
      try {
        await rest.pulls.merge({ ...at, pull_number: number, sha: commit, merge_method: method });
        return undefined;
      } catch (error) {
        // 405 is for everything that keeps it from being merged, a queue among others.
        if (isRequestError(error) && (error.status === 405 || error.status === 409)) return messageOf(error);
        throw error;
      }
    });
    if (refusal === undefined || (await this.#isMerged(number, commit))) return "merged";
    if (!/merge queue/i.test(refusal)) return { refused: refusal };
    const queue = `mutation($id: ID!, $commit: GitObjectID!) {
  enqueuePullRequest(input: { pullRequestId: $id, expectedHeadOid: $commit }) { clientMutationId }
}`;
    const refused = await this.#mutate(queue, { id: nodeId, commit });
    return refused === undefined || /already/i.test(refused) ? "queued" : { refused };
  }

  /** The answer to an earlier try may have been lost. */
  async #isMerged(number: number, commit: string): Promise<boolean> {
    return this.#repository.request("read the pull request", async ({ rest }) => {
      const { data } = await rest.pulls.get({ ...this.#repository.at, pull_number: number });
      return data.merged && data.head.sha === commit;
    });
  }

  /** @returns why GitHub refused */
  async #mutate(mutation: string, variables: Record<string, string>): Promise<string | undefined> {
    return this.#repository.request("enable auto-merge for the pull request", async (octokit) => {
      try {
        await octokit.graphql(mutation, variables);
        return undefined;
      } catch (error) {
        const errors = (error as { readonly errors?: readonly { readonly message: string }[] }).errors;
        if (errors === undefined) throw error;
        return errors.map(({ message }) => message).join("; ");
      }
    });
  }
}
