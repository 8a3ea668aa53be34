/** Dispatches, and which workflows an event starts. */
import { parse } from "yaml";
import { type Context, demand, notFound, requiredText } from "./context.ts";
import { type Answer, Refusal } from "./http.ts";
import type { BareRepository } from "./repository.ts";
import type { RepositoryEvent } from "./state.ts";

/** A workflow that an event starts. */
export interface WorkflowRun {
  readonly repository: string;
  readonly workflow: string;
  readonly event: string;
  /** The branch whose file it is, and its commit. */
  readonly ref: string;
  readonly sha: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const folder = ".github/workflows";

/** The repository's default branch. */
export const defaultBranch = "main";

type Triggers = Readonly<
  Record<string, { readonly branches?: readonly string[]; readonly types?: readonly string[] } | null>
>;

function triggersOf(text: string): Triggers {
  // YAML 1.1 reads `on` as true; this library does not.
  const on = (parse(text) as { readonly on?: unknown } | null)?.on;
  if (typeof on === "string") return { [on]: null };
  if (Array.isArray(on)) return Object.fromEntries(on.map((name) => [String(name), null]));
  return (on ?? {}) as Triggers;
}

function workflowsAt(git: BareRepository, commit: string): readonly (readonly [string, Triggers])[] {
  const listing = git.ask(["ls-tree", "--name-only", commit, `${folder}/`]) ?? "";
  return listing
    .split("\n")
    .filter((path) => /\.ya?ml$/.test(path))
    .map((path) => [path.slice(folder.length + 1), triggersOf(git.text(commit, path) ?? "")] as const);
}

function matches(patterns: readonly string[] | undefined, name: string): boolean {
  if (patterns === undefined) return true;
  return patterns.some((pattern) =>
    new RegExp(
      `^${pattern
        .replaceAll(/[.+^$()|[\]\\]/g, "\\$&")
        .replaceAll("**", ".*")
        .replaceAll(/(?<!\.)\*/g, "[^/]*")}$`,
    ).test(name),
  );
}

/** What a workflow's own token does starts no workflow, but for dispatches (FACTS, Events and tokens). */
function startsNothing({ event, byWorkflowToken }: RepositoryEvent): boolean {
  return byWorkflowToken && event !== "repository_dispatch" && event !== "workflow_dispatch";
}

/** The runs that an event starts, by GitHub's rules of which ref's file counts. */
export function startedRuns(git: BareRepository, event: RepositoryEvent): readonly WorkflowRun[] {
  if (startsNothing(event)) return [];
  const { payload } = event;
  const pushed = String(payload["ref"] ?? "").replace(/^refs\/heads\//, "");
  const ref = event.event === "push" || event.event === "workflow_dispatch" ? pushed : defaultBranch;
  const sha = event.event === "push" ? String(payload["after"]) : (git.resolve(ref) ?? "");
  if (
    sha === "" ||
    /^0+$/.test(sha) ||
    String(payload["ref"] ?? "refs/heads/").startsWith("refs/heads/") === false
  )
    return [];
  return workflowsAt(git, sha).flatMap(([workflow, triggers]): readonly WorkflowRun[] => {
    if (!Object.hasOwn(triggers, event.event)) return [];
    const trigger = triggers[event.event];
    const isNamed = event.event !== "workflow_dispatch" || payload["workflow"] === workflow;
    const isListed =
      event.event === "repository_dispatch"
        ? trigger?.types === undefined || trigger.types.includes(String(payload["action"]))
        : matches(trigger?.branches, ref);
    return isNamed && isListed
      ? [{ repository: event.repository, workflow, event: event.event, ref, sha, payload }]
      : [];
  });
}

export function dispatchRepository(context: Context): Answer {
  demand(context, "contents");
  const { body } = context;
  const action = requiredText(body, "event_type");
  const payload = (body["client_payload"] ?? {}) as Readonly<Record<string, unknown>>;
  if (Object.keys(payload).length > 10)
    throw new Refusal(422, "No more than 10 properties are allowed; client_payload has too many.");
  context.emit({ event: "repository_dispatch", payload: { action, client_payload: payload } });
  return { status: 204 };
}

export function dispatchWorkflow(context: Context): Answer {
  demand(context, "actions");
  const { git, params, body } = context;
  const [workflow, ref] = [params["workflow"] ?? "", requiredText(body, "ref")];
  const onDefault = git.resolve(defaultBranch);
  // The file has to be on the default branch, whatever the ref.
  if (onDefault === undefined || git.text(onDefault, `${folder}/${workflow}`) === undefined) throw notFound();
  const commit = git.resolve(ref);
  if (commit === undefined) throw new Refusal(422, `No ref found for: ${ref}`);
  const triggers = triggersOf(git.text(commit, `${folder}/${workflow}`) ?? "");
  if (!Object.hasOwn(triggers, "workflow_dispatch"))
    throw new Refusal(422, "Workflow does not have 'workflow_dispatch' trigger");
  const inputs = body["inputs"] ?? {};
  context.emit({ event: "workflow_dispatch", payload: { ref: `refs/heads/${ref}`, workflow, inputs } });
  return { status: 204 };
}

/** Variables are configuration: a workflow's own token may not read them here, only use them in the job. */
function variablesOf(context: Context): ReadonlyMap<string, string> {
  const { repository, params, token } = context;
  if (token.isWorkflowToken) throw new Refusal(403, "Resource not accessible by integration");
  const variables = repository.environments.get(params["environment"] ?? "");
  if (variables === undefined) throw notFound();
  return variables;
}

const changed = "2026-01-01T00:00:00Z";

function variableJson(name: string, value: string) {
  return { name, value, created_at: changed, updated_at: changed };
}

export function listVariables(context: Context): Answer {
  const variables = [...variablesOf(context)].map(([name, value]) => variableJson(name, value));
  return { status: 200, body: { total_count: variables.length, variables } };
}

export function getVariable(context: Context): Answer {
  const name = context.params["name"] ?? "";
  const value = variablesOf(context).get(name);
  if (value === undefined) throw notFound();
  return { status: 200, body: variableJson(name, value) };
}
