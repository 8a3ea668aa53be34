/** Repositories as a whole. */
import { type Context, demand, textField, unprocessable } from "./context.ts";
import type { Answer } from "./http.ts";
import { canAutoMerge } from "./plans.ts";
import type { Account, RepositoryState } from "./state.ts";

interface Place {
  readonly repository: RepositoryState;
  readonly account: Account;
  readonly url: string;
}

export function ownerJson({ login, id, type }: Account) {
  return { login, id, node_id: `O_${id}`, type };
}

export function repositoryJson({ repository, account, url }: Place) {
  const full = `${account.login}/${repository.name}`;
  return {
    id: repository.id,
    node_id: `R_${repository.id}`,
    name: repository.name,
    full_name: full,
    owner: ownerJson(account),
    private: repository.visibility !== "public",
    visibility: repository.visibility,
    description: repository.description === "" ? null : repository.description,
    html_url: `${url}/${full}`,
    clone_url: `${url}/${full}.git`,
    default_branch: repository.defaultBranch,
    allow_auto_merge: repository.allowsAutoMerge,
    archived: false,
    has_issues: true,
  };
}

export function getRepository(context: Context): Answer {
  return { status: 200, body: repositoryJson(context) };
}

export function updateRepository(context: Context): Answer {
  demand(context, "administration");
  const { repository, body, git } = context;
  const branch = textField(body, "default_branch");
  if (branch !== undefined && !git.refs().has(`refs/heads/${branch}`))
    throw unprocessable("Repository", { field: "default_branch", code: "invalid" });
  repository.defaultBranch = branch ?? repository.defaultBranch;
  repository.description = textField(body, "description") ?? repository.description;
  if (typeof body["allow_auto_merge"] === "boolean")
    repository.allowsAutoMerge = body["allow_auto_merge"] && canAutoMerge(context);
  return { status: 200, body: repositoryJson(context) };
}

export function deleteRepository(context: Context): Answer {
  demand(context, "administration");
  context.remove();
  return { status: 204 };
}
