/** "Actions" in the settings of a repository, and the subjects of its jobs' OIDC tokens. */
import { type Context, demand, requiredText } from "./context.ts";
import { type Answer, Refusal } from "./http.ts";
import type { ActionsSettings } from "./state.ts";

const done: Answer = { status: 204 };

export function getPermissions({ repository, url }: Context): Answer {
  const { enabled, allowed } = repository.actions;
  const selected_actions_url = `${url}/api/v3/repositories/${repository.id}/actions/permissions/selected-actions`;
  return { status: 200, body: { enabled, allowed_actions: allowed, selected_actions_url } };
}

export function putPermissions(context: Context): Answer {
  demand(context, "administration");
  const { body, repository } = context;
  repository.actions.enabled = body["enabled"] === true;
  repository.actions.allowed = (body["allowed_actions"] ?? "all") as ActionsSettings["allowed"];
  return done;
}

function selected({ repository }: Context): ActionsSettings {
  if (repository.actions.allowed === "selected") return repository.actions;
  throw new Refusal(409, "Conflict: the repository does not allow selected actions.");
}

export function getSelected(context: Context): Answer {
  const { githubOwned, verified, patterns } = selected(context);
  const body = { github_owned_allowed: githubOwned, verified_allowed: verified, patterns_allowed: patterns };
  return { status: 200, body };
}

export function putSelected(context: Context): Answer {
  demand(context, "administration");
  const { body } = context;
  const settings = selected(context);
  settings.githubOwned = body["github_owned_allowed"] === true;
  settings.verified = body["verified_allowed"] === true;
  settings.patterns = (body["patterns_allowed"] ?? []) as readonly string[];
  return done;
}

export function getWorkflow({ repository }: Context): Answer {
  const { token, approves } = repository.actions;
  const body = { default_workflow_permissions: token, can_approve_pull_request_reviews: approves };
  return { status: 200, body };
}

export function putWorkflow(context: Context): Answer {
  demand(context, "administration");
  const { body, repository } = context;
  const { actions } = repository;
  actions.token = (body["default_workflow_permissions"] ?? actions.token) as ActionsSettings["token"];
  actions.approves = (body["can_approve_pull_request_reviews"] ?? actions.approves) === true;
  return done;
}

/** Everybody may use what is public. */
function shared({ repository }: Context): ActionsSettings {
  if (repository.visibility !== "public") return repository.actions;
  throw new Refusal(422, "Access policy only applies to internal and private repositories.");
}

export function getAccess(context: Context): Answer {
  return { status: 200, body: { access_level: shared(context).access } };
}

export function putAccess(context: Context): Answer {
  demand(context, "administration");
  shared(context).access = requiredText(context.body, "access_level") as ActionsSettings["access"];
  return done;
}

/** @returns what all subjects begin with: names alone, or with ids that no later repository can get */
export function subjectPrefix({ account, repository }: Pick<Context, "account" | "repository">): string {
  const { login, id } = account;
  return repository.subject.immutable
    ? `repo:${login}@${id}/${repository.name}@${repository.id}`
    : `repo:${login}/${repository.name}`;
}

export function getSubject(context: Context): Answer {
  const { useDefault, keys, immutable } = context.repository.subject;
  const own = useDefault ? {} : { include_claim_keys: keys };
  const prefix = { use_immutable_subject: immutable, sub_claim_prefix: subjectPrefix(context) };
  return { status: 200, body: { use_default: useDefault, ...own, ...prefix } };
}

export function putSubject(context: Context): Answer {
  demand(context, "actions");
  const { body, repository } = context;
  const { subject } = repository;
  subject.useDefault = body["use_default"] === true;
  subject.keys = (body["include_claim_keys"] ?? []) as readonly string[];
  subject.immutable = (body["use_immutable_subject"] ?? subject.immutable) === true;
  return { status: 201, body: {} };
}
