/** Between the client's retries and the network: each request has its time, and each answer its size and its shape. */
import { setTimeout as delay } from "node:timers/promises";
import type { getOctokit } from "@actions/github";
import { type RunTime, TimedOut, within } from "@kalypso-actions/deadlines";
import Bottleneck from "bottleneck/light.js";
import { shapeOf, type shapesOf } from "./answers.ts";
import { LimitTooLong, Redirected, Unreadable } from "./failures.ts";
import { askedWait } from "./limits.ts";
import { type Fetch, onOneServer, redirectOf } from "./redirects.ts";

type Shapes = ReturnType<typeof shapesOf>;
type Client = Parameters<NonNullable<Parameters<typeof getOctokit>[2]>>[0];

/** The parts of the client's own types that are used here. */
interface Options {
  readonly method: string;
  readonly url: string;
  readonly baseUrl: string;
  readonly mediaType?: { readonly format?: string };
  request: {
    readonly fetch?: unknown;
    readonly retries?: number;
    readonly signal?: AbortSignal;
    readonly log?: unknown;
  };
}
interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}
type Request = (options: Options) => Promise<Answer>;

/** The client's own logging would repeat text from the server's headers. */
export const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const maxWaits = 3;
/** A server that hangs costs its whole time with each try. */
const retriesAfterSilence = 1;

/**
 * Writes run one by one, the first twenty at full speed and then one per second: GitHub allows 80 per minute. Each
 * server has its own limits.
 * @param second milliseconds; where it is shorter, more may be written in the same time
 */
function writesOf(second: number): Bottleneck.Group {
  const known = writes.get(second);
  if (known !== undefined) return known;
  const perSecond = Math.max(Math.round(1_000 / Math.max(second, 1)), 1);
  const made = new Bottleneck.Group({
    maxConcurrent: 1,
    reservoir: 20 * perSecond,
    reservoirIncreaseInterval: 1_000,
    reservoirIncreaseAmount: perSecond,
    reservoirIncreaseMaximum: 20 * perSecond,
  });
  writes.set(second, made);
  return made;
}

const writes = new Map<number, Bottleneck.Group>();
const reads = new Bottleneck.Group({ maxConcurrent: 10 });

/** As the client reports requests without an answer, which its plugin repeats. */
function unanswered(options: Options, cause: Error): Error {
  return Object.assign(new Error(cause.message, { cause }), {
    name: "HttpError",
    status: 500,
    request: options,
  });
}

/** Reads the whole answer, so that whatever ends it early fails the request. */
function wholeAnswers(send: Fetch, maxBytes: number): Fetch {
  return async (url, init) => {
    const answer = await send(url, init);
    const chunks: Uint8Array[] = [];
    let size = 0;
    const reader = answer.body?.getReader();
    for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
      size += read.value.length;
      chunks.push(read.value);
      if (size <= maxBytes) continue;
      void reader?.cancel().catch(() => {});
      throw new Unreadable(`the answer is larger than ${maxBytes} bytes`);
    }
    const body = [204, 205, 304].includes(answer.status) ? null : Buffer.concat(chunks);
    const { status, statusText, headers } = answer;
    const whole = new Response(body, { status, statusText, headers: [...headers] });
    return Object.defineProperty(whole, "url", { value: answer.url });
  };
}

function wrongWith(options: Options, { data, headers, status }: Answer, known: Shapes): string | undefined {
  const type = String(headers["content-type"] ?? "");
  if (/\bhtml\b/i.test(type)) return "it is a page, not an answer of the API";
  if (options.mediaType?.format === "raw")
    return typeof data === "string" ? undefined : "it is not the file's text";
  if (data === "" && status !== 204 && status !== 205) return "it is empty";
  if (typeof data === "string" && data !== "") return "it is not JSON, or not all of it";
  return shapeOf(options.method, options.url, known)?.(data, "answer");
}

/** GraphQL reports its limit with status 200. */
function limited(options: Options, answer: Answer): Error | undefined {
  const { errors } = (answer.data ?? {}) as { readonly errors?: unknown };
  const isLimited = Array.isArray(errors) && errors.some((error) => error?.type === "RATE_LIMITED");
  if (!isLimited) return undefined;
  const message = "API rate limit exceeded";
  return Object.assign(new Error(message), {
    name: "HttpError",
    status: 403,
    response: answer,
    request: options,
  });
}

/**
 * @param time the run's
 * @param second milliseconds to wait per second of a limit
 * @param known of answers besides those to the actions' requests
 */
export function transport(time: RunTime, second: number, known: Shapes) {
  const { request: longest, limit, answerBytes } = time.deadlines;

  async function once(request: Request, options: Options, fetch: Fetch): Promise<Answer> {
    try {
      const answer = await within(longest, time.signal, (signal) => {
        // The client's own object: a hook that is given a copy hands on the original.
        options.request = { ...options.request, signal, fetch, log: quiet };
        return request(options);
      });
      const refusal = limited(options, answer);
      if (refusal !== undefined) throw refusal;
      return answer;
    } catch (error) {
      if (!(error instanceof TimedOut) || time.signal.aborted) throw error;
      const retries = Math.min(options.request.retries ?? retriesAfterSilence, retriesAfterSilence);
      options.request = { ...options.request, retries };
      throw unanswered(options, error);
    }
  }

  /** Waits for limits, as long as there is time. What was limited had no effect, so it may be repeated. */
  async function patiently(request: Request, options: Options, fetch: Fetch): Promise<Answer> {
    for (let waits = 0; ; waits++) {
      try {
        const turns = (options.method === "GET" ? reads : writesOf(second)).key(options.baseUrl);
        return await turns.schedule(() => once(request, options, fetch));
      } catch (error) {
        const asked = askedWait(error, Date.now());
        if (asked === undefined) throw error;
        const most = Math.min(limit, time.left());
        if (asked * 1_000 > most || waits === maxWaits) {
          options.request = { ...options.request, retries: 0 };
          throw Object.assign(error as Error, { cause: new LimitTooLong(asked * 1_000, most) });
        }
        await delay(asked * second, undefined, { signal: time.signal });
      }
    }
  }

  return (octokit: Client) => {
    const { fetch: plain = globalThis.fetch } = octokit.request.endpoint.DEFAULTS.request ?? {};
    const { baseUrl } = octokit.request.endpoint.DEFAULTS;
    const whole = wholeAnswers(onOneServer(plain as Fetch, new URL(baseUrl).origin), answerBytes);
    octokit.hook.wrap("request", async (request, options) => {
      const [send, asked] = [request as unknown as Request, options as unknown as Options];
      const answer = await patiently(send, asked, whole);
      const target = redirectOf(answer);
      // The client repeats only what failed with 400 and more.
      if (target !== undefined)
        throw Object.assign(unanswered(asked, new Redirected(target)), { status: 301 });
      const wrong = wrongWith(asked, answer, known);
      if (wrong !== undefined) throw unanswered(asked, new Unreadable(wrong));
      return answer as Awaited<ReturnType<typeof request>>;
    });
    return {};
  };
}
