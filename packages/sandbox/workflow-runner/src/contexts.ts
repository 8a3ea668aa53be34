/** The contexts of expressions, and the corresponding environment variables. */
import { type GitHubServer, workflowFolder } from "@kalypso-actions/github-sandbox";
import type { Plain } from "./expressions.ts";
import type { RunState } from "./run.ts";

export type Context = { readonly [key: string]: Plain };

const isPull = (event: string) => /^pull_request(?:_target)?$/.test(event);

/** The branches are for filters; the pull request has them, too. */
function pullEvent({ base: _, head: __, ...payload }: RunState["payload"]): Context {
  return payload as Context;
}

/**
 * Whether a run is for a pull request from a fork: it gets no secrets, and a token that only reads
 * (docs/platforms.md#events-and-tokens).
 */
export function isForFork({ event, payload }: Pick<RunState, "event" | "payload">): boolean {
  const pull = payload["pull_request"] as
    | { readonly head?: { readonly repo?: { readonly fork?: boolean } } }
    | undefined;
  return event === "pull_request" && pull?.head?.repo?.fork === true;
}

/** The event as GitHub tells it, as far as it is known here. */
function eventOf(github: GitHubServer, { event, repository, payload, actor }: RunState): Context {
  const full = `${github.owner}/${repository}`;
  return {
    ...(isPull(event) ? pullEvent(payload) : (payload as Context)),
    repository: {
      name: repository,
      full_name: full,
      default_branch: github.repository(repository).defaultBranch,
      html_url: `${github.url}/${full}`,
      owner: { login: github.owner },
    },
    sender: { login: actor },
  };
}

/** In full. What is neither a push, a dispatch nor a pull request is of the default branch. */
export function refOf({ event, payload, ref }: RunState): string {
  const given = payload["ref"];
  if (event === "pull_request") return `refs/pull/${ref}`;
  return typeof given === "string" ? given : `refs/heads/${ref}`;
}

/** The job's own data; absent at the level of the run. */
interface OfJob {
  readonly token?: string;
  readonly job?: string;
}

export function githubContext(
  github: GitHubServer,
  run: RunState,
  { token = "", job = "" }: OfJob = {},
): Context {
  const ref = refOf(run);
  return {
    token,
    job,
    ref,
    ref_name: run.ref,
    ref_type: ref.startsWith("refs/tags/") ? "tag" : "branch",
    sha: run.sha,
    repository: `${github.owner}/${run.repository}`,
    repository_owner: github.owner,
    run_id: String(run.id),
    run_number: String(run.id),
    run_attempt: String(run.attempt),
    actor: run.actor,
    triggering_actor: run.actor,
    workflow: run.name,
    workflow_ref: `${github.owner}/${run.repository}/${workflowFolder}/${run.workflow}@${ref}`,
    workflow_sha: run.sha,
    head_ref: isPull(run.event) ? String(run.payload["head"]) : "",
    base_ref: isPull(run.event) ? String(run.payload["base"]) : "",
    event_name: run.event,
    event: eventOf(github, run),
    server_url: github.env["GITHUB_SERVER_URL"] ?? "",
    api_url: github.env["GITHUB_API_URL"] ?? "",
    graphql_url: github.env["GITHUB_GRAPHQL_URL"] ?? "",
  };
}

/** The `GITHUB_*` variables, from the context's texts; the token is not among them. */
export function githubVariables(context: Context): Readonly<Record<string, string>> {
  const texts = Object.entries(context).filter(
    (item): item is [string, string] => typeof item[1] === "string" && item[0] !== "token",
  );
  return Object.fromEntries(texts.map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, value]));
}

export const runnerContext: Context = {
  name: "GitHub Actions 1",
  os: "Linux",
  arch: "X64",
  debug: "",
  environment: "github-hosted",
};
