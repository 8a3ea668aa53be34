import { setTimeout as delay } from "node:timers/promises";
import { getOctokit } from "@actions/github";
import { DiagnosticError, present } from "@kalypso-actions/diagnostics";
import type { RepositoryName } from "@kalypso-actions/names";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import Bottleneck from "bottleneck/light.js";
import { gitHubProblem, isRequestError } from "./problems.ts";

/**
 * Writes run one by one, the first twenty at full speed and then one per second: GitHub allows 80 per minute. The
 * plugin's own pace, a delay of one to three seconds before each, would make the few writes the slowest part of most
 * runs.
 */
const writes = new Bottleneck.Group({
  maxConcurrent: 1,
  reservoir: 20,
  reservoirIncreaseInterval: 1_000,
  reservoirIncreaseAmount: 1,
  reservoirIncreaseMaximum: 20,
});

/** Statuses for which a retry is pointless; the caller handles conflicts. */
const finalAnswers = [400, 401, 403, 404, 405, 409, 410, 422, 451];

/** The client's own logging would repeat text from the server's headers. */
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Overrides for the runner's own GitHub server and the client's timing. */
export interface GitHubOptions {
  /** The REST API; defaults to GITHUB_API_URL. */
  readonly apiUrl?: string;
  /** Aborts every running or queued request, and refuses new ones. */
  readonly signal?: AbortSignal;
  /** Milliseconds to wait per second of a limit or a retry delay. */
  readonly second?: number;
}

/** A server's git and API URLs. */
export interface GitHubServer {
  /** `https://github.com` */
  readonly url: string;
  readonly api?: GitHubOptions;
}

type Octokit = ReturnType<typeof getOctokit>;

/** Waits for a rate limit, but not indefinitely: waiting runs cost money. */
const maxWaits = 3;
const longestWait = 15 * 60;

/** Aborts with the signal even while the client, which ignores it, waits for a retry or a limit. */
async function unlessStopped<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  if (signal === undefined) return work();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = () => reject(new Error("the run was stopped"));
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([stopped, signal.aborted ? stopped : work()]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

interface Creation<T> {
  readonly make: (octokit: Octokit) => Promise<T>;
  /** What an earlier request made; undefined if it made nothing, or if a second one does no harm. */
  readonly look: () => Promise<T | undefined>;
}

/** Whether GitHub may have done what a failed request asked for. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof DiagnosticError && isRequestError(error.cause) && error.cause.status >= 500;
}

/** One repository of a GitHub server, accessed with one token. */
export class GitHubRepository {
  readonly name: RepositoryName;
  readonly #octokit: Octokit;
  #requests = 0;
  #perHour: number | undefined;
  readonly #second: number;
  readonly #signal: AbortSignal | undefined;

  constructor(name: RepositoryName, token: string, { apiUrl, second = 1_000, signal }: GitHubOptions = {}) {
    const wait = (...[retryAfter, , , count]: readonly [number, unknown, unknown, number]) =>
      count < maxWaits && retryAfter <= longestWait;
    this.name = name;
    this.#second = second;
    this.#signal = signal;
    const pace = { retryAfterBaseValue: second };
    const limits = { onRateLimit: wait, onSecondaryRateLimit: wait, write: writes, notifications: writes };
    // Each server has its own limits.
    const throttle = { ...limits, ...pace, ...present({ id: apiUrl }) };
    const options = {
      ...present({ baseUrl: apiUrl, request: signal === undefined ? undefined : { signal } }),
      throttle,
      retry: { ...pace, doNotRetry: finalAnswers },
      log: quiet,
    };
    this.#octokit = getOctokit(token, options, retry, throttling);
    this.#octokit.hook.before("request", (request) => {
      // Done twice, a POST makes two of something: `create` looks before it tries again. Of GraphQL, only what may be repeated is used.
      if (request.method === "POST" && request.url !== "/graphql")
        request.request = { ...request.request, retries: 0 };
    });
    this.#octokit.hook.after("request", ({ headers }) => {
      this.#requests++;
      this.#perHour = Number(headers["x-ratelimit-limit"]) || this.#perHour;
    });
  }

  /** The number of answered requests, and GitHub's hourly limit; undefined before the first answer. */
  get usage(): { readonly requests: number; readonly perHour: number | undefined } {
    return { requests: this.#requests, perHour: this.#perHour };
  }

  /** Waits before a retry. */
  async pause(seconds: number): Promise<void> {
    await delay(seconds * this.#second);
  }

  /** The common parameters of this repository's requests. */
  get at(): RepositoryName {
    return this.name;
  }

  /**
   * Makes one or more requests.
   * @param doing the attempt, for the message: `create the pull request`
   * @throws DiagnosticError github-*
   */
  async request<T>(doing: string, work: (octokit: Octokit) => Promise<T>): Promise<T> {
    try {
      return await unlessStopped(this.#signal, () => work(this.#octokit));
    } catch (error) {
      if (error instanceof DiagnosticError) throw error;
      throw new DiagnosticError(gitHubProblem(this.name, doing, error), { cause: error });
    }
  }

  /**
   * Makes something. If the answer is lost, it may have been made all the same: only when `look` does not find it is it made again.
   * @throws DiagnosticError github-*
   */
  async create<T>(doing: string, { make, look }: Creation<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.request(doing, make);
      } catch (error) {
        if (attempt > maxWaits || !isUnanswered(error)) throw error;
        await this.pause(attempt ** 2);
        const found = await look();
        if (found !== undefined) return found;
      }
    }
  }

  /** Like {@link request}, but returns a value for expected error statuses. */
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
