import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { RepositoryName } from "@kalypso-actions/names";

interface RequestError extends Error {
  readonly status: number;
  readonly response?: { readonly data?: unknown };
}

export function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && "status" in error && typeof error.status === "number";
}

/** GitHub's message and, for a rejected body, the problem of each field. */
export function messageOf(error: unknown): string {
  if (!isRequestError(error)) return error instanceof Error ? error.message : String(error);
  const data = error.response?.data as
    | { readonly message?: unknown; readonly errors?: readonly unknown[] }
    | undefined;
  const errors = (Array.isArray(data?.errors) ? data.errors : []).map((detail) =>
    typeof detail === "string"
      ? detail
      : String((detail as { readonly message?: unknown }).message ?? JSON.stringify(detail)),
  );
  const message = typeof data?.message === "string" ? data.message : error.message;
  return [message, ...errors]
    .join(": ")
    .replaceAll(/\s*\n\s*/g, " ")
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
    "Pass a token with the permissions that the action's README lists, or wait if a rate limit was reached.",
  ],
  [
    [404],
    "github-missing",
    "Check the names. GitHub gives the same answer for anything that the token cannot read.",
  ],
  [[409, 422], "github-refused", "Correct what GitHub's answer names."],
  [[429], "github-limited", "Try again later, or use a GitHub App's token, which has a higher limit."],
];

/** Turns a failed request into a problem that its reader can act on. */
export function gitHubProblem({ owner, repo }: RepositoryName, doing: string, error: unknown): Diagnostic {
  const message = `could not ${doing} in ${owner}/${repo}: ${messageOf(error)}`;
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
