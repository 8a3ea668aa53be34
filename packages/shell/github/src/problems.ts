import { duration, TimedOut } from "@kalypso-actions/deadlines";
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { RepositoryName } from "@kalypso-actions/names";
import { LimitTooLong, Redirected, Unreadable } from "./failures.ts";

interface RequestError extends Error {
  readonly status: number;
  /** Absent if no answer came. */
  readonly response?: {
    readonly data?: unknown;
    readonly headers?: Readonly<Record<string, string | undefined>>;
  };
  readonly request?: { readonly url?: string };
}

export function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && "status" in error && typeof error.status === "number";
}

/** A detail of a rejected body. A proxy may answer with anything, so only texts are used. */
function detailText(detail: unknown): string {
  if (typeof detail === "string") return detail;
  if (typeof detail !== "object" || detail === null) return String(detail);
  const texts = Object.entries(detail).filter(([, part]) => typeof part === "string");
  const [, message] = texts.find(([name]) => name === "message") ?? [];
  return message ?? JSON.stringify(Object.fromEntries(texts));
}

/** GitHub's message and, for a rejected body, the problem of each field. */
export function messageOf(error: unknown): string {
  if (!isRequestError(error)) return error instanceof Error ? error.message : String(error);
  const data = error.response?.data as
    | { readonly message?: unknown; readonly errors?: readonly unknown[] }
    | undefined;
  const errors = (Array.isArray(data?.errors) ? data.errors : []).map(detailText);
  const message = typeof data?.message === "string" ? data.message : error.message;
  return [message, ...errors]
    .join(": ")
    .replaceAll(/(?<!\s)\s*\n\s*/g, " ")
    .trim();
}

/** Whether somebody else was faster: GitHub gives the same status for a rule that forbids the change. */
export function isLostRace(error: unknown): boolean {
  const words = /does not match|expected to be at|but expected/i;
  return isRequestError(error) && error.status === 409 && words.test(messageOf(error));
}

/** The words of rulesets and of branch protection. */
const rule = /rule violations? found|protected branch|changes must be made through a pull request/i;

/** What to set if a rule of the repository forbids something; undefined if none does. */
export function ruleHint(words: string): string | undefined {
  if (!rule.test(words)) return undefined;
  return "A rule of the repository forbids it. Add the App or user of the token to the bypass list of the ruleset (Settings, Rules, Rulesets), or exclude the branch from it.";
}

const hints: readonly (readonly [statuses: readonly number[], code: Diagnostic["code"], hint: string])[] = [
  [[401], "github-denied", "Pass a new token: this one is invalid or has expired."],
  [
    [403],
    "github-denied",
    "Pass a token with the permissions that the action's README lists. A repository that is archived accepts no change.",
  ],
  [
    [404],
    "github-missing",
    "Check the names. GitHub gives the same answer for anything that the token cannot read.",
  ],
  [[409, 422], "github-refused", "Correct what GitHub's answer names."],
];

/** The proxy of requests to a URL, without its password, and the variable that names it. */
function proxyFor(url: string, env = process.env) {
  const names = url.startsWith("http:") ? ["http_proxy", "HTTP_PROXY"] : ["https_proxy", "HTTPS_PROXY"];
  const variable = names.find((name) => (env[name] ?? "") !== "");
  if (variable === undefined) return undefined;
  return { variable, address: (env[variable] ?? "").replace(/\/\/[^/@]*@/, "//") };
}

/** The innermost cause is the one that says what happened. */
function rootMessage(error: Error): string {
  let root = error;
  while (root.cause instanceof Error) root = root.cause;
  return root.message;
}

/** A request that got no answer from GitHub: the client calls all of them status 500. */
function connectionProblem(what: string, error: RequestError): Diagnostic {
  const said = rootMessage(error);
  const proxy = proxyFor(error.request?.url ?? "");
  if (proxy === undefined)
    return {
      severity: "error",
      code: "github-unreachable",
      message: `${what}: ${said}`,
      hint: "Check the network and https://www.githubstatus.com, then run again: retries failed as well.",
    };
  const [, status] = /Proxy response \((\d+)\)/.exec(said) ?? [];
  const reason =
    status === undefined ? `gave no connection: ${said}` : `refused the connection (HTTP ${status})`;
  return {
    severity: "error",
    code: "github-unreachable",
    message: `${what}: the proxy ${proxy.address} ${reason}`,
    hint: `The variable \`${proxy.variable}\` names the proxy. Correct it, allow GitHub's host in the proxy, or list the host in \`no_proxy\`.`,
  };
}

/** The first of an error and its causes that is of a class. */
function causeOf<T extends Error>(error: unknown, kind: new (...parts: never[]) => T): T | undefined {
  for (let each = error; each instanceof Error; each = each.cause) if (each instanceof kind) return each;
  return undefined;
}

/** What kept a request from its answer, rather than GitHub. */
function endedProblem(what: string, error: unknown): Diagnostic | undefined {
  const url = isRequestError(error) ? (error.request?.url ?? "") : "";
  const proxy = proxyFor(url);
  const behind =
    proxy === undefined
      ? ""
      : ` The variable \`${proxy.variable}\` names the proxy ${proxy.address}, which may be the cause.`;
  const late = causeOf(error, TimedOut);
  if (late !== undefined)
    return {
      severity: "error",
      code: "github-timed-out",
      message: `${what}: GitHub did not answer completely within ${late.time}`,
      hint: `Check the network and https://www.githubstatus.com, then run again.${behind}`,
    };
  const moved = causeOf(error, Redirected);
  if (moved !== undefined)
    return {
      severity: "error",
      code: "github-redirected",
      message: `${what}: GitHub answered with a redirect to ${moved.target}; only reads follow one, and only on the same server, because another would receive the token`,
      hint: `Use the repository's new name, and check GITHUB_API_URL. A proxy may have answered instead of GitHub.${behind}`,
    };
  const odd = causeOf(error, Unreadable);
  if (odd === undefined) return undefined;
  return {
    severity: "error",
    code: "github-unreadable",
    message: `${what}: the answer cannot be read: ${odd.message}`,
    hint: `A proxy may have answered instead of GitHub. Check the network and GITHUB_API_URL, then run again.${behind}`,
  };
}

/** A limit that cannot be waited for. */
function limitProblem(what: string, error: unknown): Diagnostic | undefined {
  const limit = causeOf(error, LimitTooLong);
  if (limit === undefined) return undefined;
  const { asked, most } = limit;
  const room =
    asked > most
      ? `and at most ${duration(Math.floor(most / 1_000) * 1_000)} can be waited`
      : "again and again";
  return {
    severity: "error",
    code: "github-limited",
    message: `${what}: GitHub asks to wait ${duration(asked)}, ${room}: ${messageOf(error)}`,
    hint: "Run again after that time, or use a GitHub App's token, which has a higher limit.",
  };
}

/** Turns a failed request into a problem that its reader can act on. */
export function gitHubProblem({ owner, repo }: RepositoryName, doing: string, error: unknown): Diagnostic {
  // An owner's, rather than a repository's.
  const what = `could not ${doing} in ${repo === "*" ? owner : `${owner}/${repo}`}`;
  const ended = endedProblem(what, error) ?? limitProblem(what, error);
  if (ended !== undefined) return ended;
  if (isRequestError(error) && error.response === undefined) return connectionProblem(what, error);
  const message = `${what}: ${messageOf(error)}`;
  if (!isRequestError(error)) return { severity: "error", code: "github-unreachable", message };
  const known = hints.find(([statuses]) => statuses.includes(error.status));
  const said = `${message} (HTTP ${error.status})`;
  if (known === undefined)
    return {
      severity: "error",
      code: "github-unreachable",
      message: said,
      hint: "Check https://www.githubstatus.com, then run again: retries failed as well.",
    };
  return { severity: "error", code: known[1], message: said, hint: ruleHint(messageOf(error)) ?? known[2] };
}
