import { getOctokit } from "@actions/github";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import Bottleneck from "bottleneck/light.js";
import { gitHubProblem, isRequestError } from "./problems.ts";

/**
 * Writes one after the other, the first twenty as fast as they go and then one a second: GitHub allows 80 a minute. The
 * plugin's own pace, a second or three before each, would make the few writes of most runs the slowest part of them.
 */
const writes = new Bottleneck.Group({
  maxConcurrent: 1,
  reservoir: 20,
  reservoirIncreaseInterval: 1_000,
  reservoirIncreaseAmount: 1,
  reservoirIncreaseMaximum: 20,
});

/** Answers that would be the same the next time: a conflict is for the caller to look at again. */
const finalAnswers = [400, 401, 403, 404, 405, 409, 410, 422, 451];

/** What the client would say by itself, it would say in the words of the server's headers. */
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** `owner/name` */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

type Octokit = ReturnType<typeof getOctokit>;

/** A limit is waited for, but not for ever: a run that waits is paid for. */
const maxWaits = 3;
const longestWait = 15 * 60;

/** @returns undefined for what is no `owner/name`, also of a GitHub address */
export function parseRepositoryName(text: string): RepositoryName | undefined {
  const match = /^(?:https?:\/\/[^/]+\/)?([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(text.trim());
  const [, owner, repo] = match ?? [];
  return owner === undefined || repo === undefined ? undefined : { owner, repo };
}

export function formatRepositoryName({ owner, repo }: RepositoryName): string {
  return `${owner}/${repo}`;
}

/** The address that git fetches and pushes a repository of this GitHub at. */
export function gitAddress(name: RepositoryName, serverUrl: string): string {
  return `${serverUrl.replace(/\/$/, "")}/${formatRepositoryName(name)}.git`;
}

/** One repository of a GitHub server, asked with one token. */
export class GitHubRepository {
  readonly name: RepositoryName;
  readonly #octokit: Octokit;

  /** The server is the runner's: GITHUB_API_URL. */
  constructor(name: RepositoryName, token: string) {
    const wait = (retryAfter: number, _options: unknown, _octokit: unknown, count: number) =>
      count < maxWaits && retryAfter <= longestWait;
    this.name = name;
    const throttle = { onRateLimit: wait, onSecondaryRateLimit: wait, write: writes, notifications: writes };
    const options = { throttle, retry: { doNotRetry: finalAnswers }, log: quiet };
    this.#octokit = getOctokit(token, options, retry, throttling);
  }

  /** The parameters that every request of this repository has. */
  get at(): RepositoryName {
    return this.name;
  }

  /**
   * Makes one or more requests.
   * @param doing what is attempted, for the message: `create the pull request`
   * @throws DiagnosticError github-*
   */
  async request<T>(doing: string, work: (octokit: Octokit) => Promise<T>): Promise<T> {
    try {
      return await work(this.#octokit);
    } catch (error) {
      if (error instanceof DiagnosticError) throw error;
      throw new DiagnosticError(gitHubProblem(this.name, doing, error), { cause: error });
    }
  }

  /** As {@link request}, with a value in place of one of the answers that are expected here. */
  async requestOr<T, E>(
    doing: string,
    expected: Readonly<Record<number, E>>,
    work: (octokit: Octokit) => Promise<T>,
  ): Promise<T | E> {
    return this.request(doing, async (octokit) => {
      try {
        return await work(octokit);
      } catch (error) {
        if (isRequestError(error) && Object.hasOwn(expected, error.status))
          return expected[error.status] as E;
        throw error;
      }
    });
  }
}
