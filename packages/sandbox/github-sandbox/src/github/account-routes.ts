/** Owners and people, and the repositories that they make. */
import type { AccountContext } from "./account-context.ts";
import { demand, notFound, requiredText, textField } from "./context.ts";
import { type Answer, Refusal } from "./http.ts";
import { canAutoMerge } from "./plans.ts";
import { ownerJson, repositoryJson } from "./repository-routes.ts";

/** @throws Refusal unless it is the organisation that owns everything here */
export function organisationOf({ hub, params }: AccountContext) {
  const { account } = hub;
  if (account.type !== "Organization" || params["org"]?.toLowerCase() !== account.login) throw notFound();
  return account;
}

export function getOrganisation(context: AccountContext): Answer {
  const account = organisationOf(context);
  const { permissions, scopes = [] } = context.token;
  const seesPlan = permissions["organization_administration"] !== undefined || scopes.includes("admin:org");
  const plan = seesPlan ? { plan: { name: account.plan, space: 1, private_repos: 999 } } : {};
  return { status: 200, body: { ...ownerJson(account), ...plan } };
}

export function getTeam(context: AccountContext): Answer {
  const { teams } = organisationOf(context);
  demandMembers(context);
  const slug = context.params["team"] ?? "";
  const id = teams.get(slug);
  if (id === undefined) throw notFound();
  return { status: 200, body: { id, node_id: `T_${id}`, slug, name: slug } };
}

function demandMembers({ token }: AccountContext): void {
  const { permissions, scopes = [] } = token;
  if (permissions["members"] === undefined && !scopes.some((scope) => /^(?:read|admin):org$/.test(scope)))
    throw notFound();
}

function personJson({ hub }: AccountContext, login: string) {
  const { account } = hub;
  if (login.toLowerCase() === account.login) return ownerJson(account);
  const id = account.people.get(login);
  if (id === undefined) throw notFound();
  return { login, id, node_id: `U_${id}`, type: "User" };
}

export function getUser(context: AccountContext): Answer {
  return { status: 200, body: personJson(context, context.params["username"] ?? "") };
}

export function getSelf(context: AccountContext): Answer {
  const { user, isWorkflowToken } = context.token;
  if (isWorkflowToken || user.endsWith("[bot]"))
    throw new Refusal(403, "Resource not accessible by integration");
  const { account } = context.hub;
  const isOwner = user === account.login && context.token.permissions["plan"] !== undefined;
  const plan = isOwner ? { plan: { name: account.plan === "free" ? "free" : "pro" } } : {};
  return { status: 200, body: { ...personJson(context, user), ...plan } };
}

function create(context: AccountContext): Answer {
  demand(context, "administration");
  const { hub, body, token } = context;
  const name = requiredText(body, "name");
  if (!/^[\w.-]{1,100}$/.test(name) || [".", ".."].includes(name))
    throw new Refusal(422, "Repository creation failed.", [
      { resource: "Repository", field: "name", code: "custom", message: "name is not valid" },
    ]);
  if (hub.repositories().some((other) => other.toLowerCase() === name.toLowerCase()))
    throw new Refusal(422, "Repository creation failed.", [
      {
        resource: "Repository",
        field: "name",
        code: "custom",
        message: "name already exists on this account",
      },
    ]);
  const hidden = body["private"] === true ? "private" : "public";
  const visibility = (textField(body, "visibility") ?? hidden) as "public" | "private" | "internal";
  if (visibility === "internal" && hub.account.plan !== "enterprise")
    throw new Refusal(422, "Visibility can't be internal for this organization.");
  const repository = hub.create(name);
  repository.visibility = visibility;
  repository.isOpen = visibility === "public";
  repository.description = textField(body, "description") ?? "";
  repository.allowsAutoMerge =
    body["allow_auto_merge"] === true && canAutoMerge({ repository, account: hub.account });
  repository.collaborators.set(token.user, "admin");
  return { status: 201, body: repositoryJson({ repository, account: hub.account, url: hub.url }) };
}

export function createInOrganisation(context: AccountContext): Answer {
  organisationOf(context);
  return create(context);
}

export function createForSelf(context: AccountContext): Answer {
  const { hub, token } = context;
  if (token.user !== hub.account.login)
    throw new Refusal(422, "The sandbox has no repositories of other people.");
  return create(context);
}
