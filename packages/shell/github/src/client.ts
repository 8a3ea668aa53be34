import { setTimeout as delay } from "node:timers/promises";
import { getOctokit } from "@actions/github";
import { DiagnosticError, present } from "@kalypso-actions/diagnostics";
import type { RepositoryName } from "@kalypso-actions/names";
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

/** What differs from the runner's own GitHub, at its own pace. */
export interface GitHubOptions {
  /** The REST API; GITHUB_API_URL where absent. */
  readonly apiUrl?: string;
  /** Ends every request that is under way or waits for its turn, and refuses further ones. */
  readonly signal?: AbortSignal;
  /** Milliseconds that a second of waiting for a limit, or before another try, takes. */
  readonly second?: number;
}

/** A server, as git and as its API know it. */
export interface GitHubServer {
  /** `https://github.com` */
  readonly url: string;
  readonly api?: GitHubOptions;
}

type Octokit = ReturnType<typeof getOctokit>;

/** A limit is waited for, but not for ever: a run that waits is paid for. */
const maxWaits = 3;
const longestWait = 15 * 60;

/** Ends with the signal, also while the client waits before another try or for a limit: it would not look up. */
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

/** One repository of a GitHub server, asked with one token. */
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
    // Each server counts for itself.
    const throttle = { ...limits, ...pace, ...present({ id: apiUrl }) };
    const options = {
      ...present({ baseUrl: apiUrl, request: signal === undefined ? undefined : { signal } }),
      throttle,
      retry: { ...pace, doNotRetry: finalAnswers },
      log: quiet,
    };
    this.#octokit = getOctokit(token, options, retry, throttling);
    this.#octokit.hook.after("request", ({ headers }) => {
      this.#requests++;
      this.#perHour = Number(headers["x-ratelimit-limit"]) || this.#perHour;
    });
  }

  /** Requests that were answered so far, and how many GitHub allows in an hour; undefined before it has told. */
  get usage(): { readonly requests: number; readonly perHour: number | undefined } {
    return { requests: this.#requests, perHour: this.#perHour };
  }

  /** Waits before another try. */
  async pause(seconds: number): Promise<void> {
    await delay(seconds * this.#second);
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
      return await unlessStopped(this.#signal, () => work(this.#octokit));
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
