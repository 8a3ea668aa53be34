/** Variables and secrets of repositories and environments. Their names are the same in either case, and in capitals. */
import { type Context, demand, demandRead, notFound, requiredText, textField } from "./context.ts";
import { type Answer, Refusal } from "./http.ts";
import { demandEnvironmentSecrets } from "./plans.ts";
import { boxOf, openSealed } from "./sealed-box.ts";
import type { EnvironmentState, RepositoryState } from "./state.ts";

const changed = "2026-01-01T00:00:00Z";

/** Values are configuration: a workflow's own token may not read them here, only use them in the job. */
function holderOf(context: Context): RepositoryState | EnvironmentState {
  const { repository, params, token } = context;
  if (token.isWorkflowToken) throw new Refusal(403, "Resource not accessible by integration");
  const name = params["environment"];
  if (name === undefined) return repository;
  const environment = repository.environments.get(name);
  if (environment === undefined) throw notFound();
  return environment;
}

type Values = "actions_variables" | "secrets";

function permissionFor({ params }: Context, values: Values): string {
  return params["environment"] === undefined ? values : "environments";
}

function readable(context: Context, values: Values): RepositoryState | EnvironmentState {
  demandRead(context, permissionFor(context, values));
  return holderOf(context);
}

function writable(context: Context, values: Values): RepositoryState | EnvironmentState {
  demand(context, permissionFor(context, values));
  return holderOf(context);
}

function newName(name: string): string {
  if (!/^[a-z_][a-z0-9_]*$/i.test(name) || /^github_/i.test(name))
    throw new Refusal(
      422,
      "Names can only contain alphanumeric characters or underscores, and must not start with a number or GITHUB_.",
    );
  return name.toUpperCase();
}

function nameIn({ params }: Context): string {
  return (params["name"] ?? "").toUpperCase();
}

function variableJson(name: string, value: string) {
  return { name, value, created_at: changed, updated_at: changed };
}

export function listVariables(context: Context): Answer {
  const { variables } = readable(context, "actions_variables");
  const all = [...variables].map(([name, value]) => variableJson(name, value));
  return { status: 200, body: { total_count: all.length, variables: all } };
}

/** Those that the organisation shares with the repository. */
export function listSharedVariables(context: Context): Answer {
  readable(context, "actions_variables");
  const all = [...context.account.variables].map(([name, value]) => variableJson(name, value));
  return { status: 200, body: { total_count: all.length, variables: all } };
}

export function getVariable(context: Context): Answer {
  const name = nameIn(context);
  const value = readable(context, "actions_variables").variables.get(name);
  if (value === undefined) throw notFound();
  return { status: 200, body: variableJson(name, value) };
}

export function createVariable(context: Context): Answer {
  const { variables } = writable(context, "actions_variables");
  const name = newName(requiredText(context.body, "name"));
  if (variables.has(name)) throw new Refusal(409, "Already exists - Variable");
  variables.set(name, requiredText(context.body, "value"));
  return { status: 201, body: {} };
}

export function updateVariable(context: Context): Answer {
  const { variables } = writable(context, "actions_variables");
  const former = nameIn(context);
  const value = variables.get(former);
  if (value === undefined) throw notFound();
  variables.delete(former);
  const name = newName(textField(context.body, "name") ?? former);
  variables.set(name, textField(context.body, "value") ?? value);
  return { status: 204 };
}

export function deleteVariable(context: Context): Answer {
  if (!writable(context, "actions_variables").variables.delete(nameIn(context))) throw notFound();
  return { status: 204 };
}

function secretJson(name: string) {
  return { name, created_at: changed, updated_at: changed };
}

export function publicKey(context: Context): Answer {
  const { id, publicKey: key } = boxOf(readable(context, "secrets"));
  return { status: 200, body: { key_id: id, key } };
}

export function listSecrets(context: Context): Answer {
  const all = [...readable(context, "secrets").secrets.keys()].map(secretJson);
  return { status: 200, body: { total_count: all.length, secrets: all } };
}

export function listSharedSecrets(context: Context): Answer {
  readable(context, "secrets");
  const all = [...context.account.secrets.keys()].map(secretJson);
  return { status: 200, body: { total_count: all.length, secrets: all } };
}

export function getSecret(context: Context): Answer {
  const name = nameIn(context);
  if (!readable(context, "secrets").secrets.has(name)) throw notFound();
  return { status: 200, body: secretJson(name) };
}

export function putSecret(context: Context): Answer {
  const { body, params } = context;
  const holder = writable(context, "secrets");
  if (params["environment"] !== undefined) demandEnvironmentSecrets(context);
  const name = newName(params["name"] ?? "");
  if (requiredText(body, "key_id") !== boxOf(holder).id)
    throw new Refusal(422, "Invalid request.\n\nThe key_id is not that of the current public key.");
  const isNew = !holder.secrets.has(name);
  holder.secrets.set(name, openSealed(holder, requiredText(body, "encrypted_value")));
  return isNew ? { status: 201, body: {} } : { status: 204 };
}

export function deleteSecret(context: Context): Answer {
  if (!writable(context, "secrets").secrets.delete(nameIn(context))) throw notFound();
  return { status: 204 };
}
