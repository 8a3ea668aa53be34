import { setTimeout as delay } from "node:timers/promises";
import { getOctokit } from "@actions/github";
import { openEnd, type RunTime } from "@kalypso-actions/deadlines";
import { DiagnosticError, present } from "@kalypso-actions/diagnostics";
import type { RepositoryName } from "@kalypso-actions/names";
import { retry } from "@octokit/plugin-retry";
import type { shapesOf } from "./answers.ts";
import { LimitTooLong, Unreadable } from "./failures.ts";
import { eachPage } from "./pages.ts";
import { gitHubProblem, isRequestError } from "./problems.ts";
import { quiet, transport } from "./transport.ts";

/** Statuses for which a retry is pointless; the caller handles conflicts, and limits have been waited for. */
const finalAnswers = [400, 401, 403, 404, 405, 409, 410, 422, 429, 451];

/** Overrides for the runner's own GitHub server and the client's timing. */
interface GitHubOptions {
  /** The REST API; defaults to GITHUB_API_URL. */
  readonly apiUrl?: string;
  /** Its end aborts every running or queued request, and refuses new ones. */
  readonly time?: RunTime;
  /** Milliseconds to wait per second of a limit or a retry delay. */
  readonly second?: number;
  /** Logins whose texts count as ours too: those of accounts that ran the actions before. */
  readonly trustedAuthors?: readonly string[];
  /** Of the answers to requests that no action makes. */
  readonly answers?: ReturnType<typeof shapesOf>;
}

/** A server's git and API URLs. */
export interface GitHubServer {
  /** `https://github.com` */
  readonly url: string;
  readonly api?: GitHubOptions;
}

type Octokit = ReturnType<typeof getOctokit>;

/** How often a lost answer is looked for. */
const maxTries = 3;

/** Seconds after which something is asked for again that GitHub did not find: replicas lag behind a push. */
const lag = [1, 3];

/** Aborts with the signal even while the client, which ignores it, waits for a retry. */
async function unlessStopped<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
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
  readonly #time: RunTime;
  readonly #trusted: ReadonlySet<string>;
  #viewer: Promise<string> | undefined;

  constructor(
    name: RepositoryName,
    token: string,
    { apiUrl, second = 1_000, time = openEnd, trustedAuthors = [], answers = [] }: GitHubOptions = {},
  ) {
    this.name = name;
    this.#second = second;
    this.#time = time;
    this.#trusted = new Set(trustedAuthors.map((login) => login.toLowerCase()));
    const options = {
      ...present({ baseUrl: apiUrl }),
      retry: { retryAfterBaseValue: second, doNotRetry: finalAnswers },
      log: quiet,
    };
    // The first plugin is next to the network.
    this.#octokit = getOctokit(token, options, transport(time, second, answers), retry);
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

  /**
   * Whether the token's account or a trusted one wrote something. Markers count in such texts only.
   * @param author a login as REST has it, `kalypso[bot]` for an App; undefined for a deleted account
   * @throws DiagnosticError github-*
   */
  async isOwn(author: string | undefined): Promise<boolean> {
    if (author === undefined) return false;
    if (this.#trusted.has(author.toLowerCase())) return true;
    // An App's token may not ask for /user.
    this.#viewer ??= this.request("ask whose token it is", async ({ graphql }) => {
      const { viewer } = await graphql<{ readonly viewer?: { readonly login: string } | null }>(
        "query { viewer { login } }",
      );
      if (viewer === undefined || viewer === null) throw new Unreadable("the answer names no viewer");
      return viewer.login;
    });
    return (await this.#viewer).toLowerCase() === author.toLowerCase();
  }

  /** Those of a list that the token's account or a trusted one wrote. */
  async own<T extends { readonly author: string | undefined }>(texts: readonly T[]): Promise<readonly T[]> {
    const own: T[] = [];
    for (const text of texts) if (await this.isOwn(text.author)) own.push(text);
    return own;
  }

  /** Waits before a retry. */
  async pause(seconds: number): Promise<void> {
    await delay(seconds * this.#second, undefined, { signal: this.#time.signal });
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
      return await unlessStopped(this.#time.signal, () => work(this.#octokit));
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
        const isLimited =
          error instanceof Error && (error.cause as Error | undefined)?.cause instanceof LimitTooLong;
        if (attempt > maxTries || isLimited || !isUnanswered(error)) throw error;
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

  /**
   * Like {@link request}, for what may have been pushed a moment ago: it is asked for again before it counts as missing.
   * @returns undefined if GitHub does not find it
   */
  async find<T>(doing: string, work: (octokit: Octokit) => Promise<T>): Promise<T | undefined> {
    for (const seconds of lag) {
      const found = await this.requestOr(doing, { 404: undefined }, work);
      if (found !== undefined) return found;
      await this.pause(seconds);
    }
    return this.requestOr(doing, { 404: undefined }, work);
  }

  /** The pages of a list, within a {@link request}. @throws Unreadable if they have no end */
  pages<T>(pages: AsyncIterable<{ readonly data: T }>): AsyncIterable<T> {
    return eachPage(pages, this.#time.deadlines.pages);
  }

  /** A whole list, within a {@link request}. @throws Unreadable if it has no end */
  async all<T>(pages: AsyncIterable<{ readonly data: readonly T[] }>): Promise<readonly T[]> {
    const items: T[] = [];
    for await (const page of this.pages(pages)) items.push(...page);
    return items;
  }
}
