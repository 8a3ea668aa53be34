/** The shape of the answers that only setting a platform up needs: https://docs.github.com/rest. */
import { type AnswerShapes, shapes } from "@kalypso-actions/github";

const { either, flag, id, list, nothing, nullable, number, object, oneOf, text } = shapes;

const repository = object({
  id: number,
  node_id: text,
  full_name: text,
  private: flag,
  default_branch: text,
});
const account = object({ login: text, id: number, type: text });
const variable = object({ name: text, value: text });
const policy = object({ id: nullable(number), name: nullable(text) });
const environment = object({
  node_id: text,
  name: text,
  protection_rules: nullable(list(object({ type: text }))),
  deployment_branch_policy: nullable(object({ custom_branch_policies: flag })),
});
const ruleset = object({ id: number, name: text });
const listedRuleset = object({ id: number, name: text, enforcement: text, target: nullable(text) });
const refNames = object({ include: nullable(list(text)), exclude: nullable(list(text)) });
const wholeRuleset = object({
  id: number,
  name: text,
  conditions: nullable(object({ ref_name: nullable(refNames) })),
  rules: nullable(list(object({ type: text }))),
  bypass_actors: nullable(list(object({ actor_type: text }))),
});
const listedEnvironment = object({
  name: text,
  deployment_branch_policy: nullable(object({ protected_branches: flag, custom_branch_policies: flag })),
});
const app = object({ id: number, slug: nullable(text), client_id: nullable(text) });
const installation = object({
  id: number,
  app_id: number,
  repository_selection: oneOf("all", "selected"),
});
const listedInstallation = object({
  id: number,
  app_id: number,
  app_slug: text,
  client_id: nullable(text),
  permissions: object({}),
  repository_selection: oneOf("all", "selected"),
});
const named = object({ name: text });
const variables = object({ variables: list(variable) });
const secrets = object({ secrets: list(named) });
const publicKey = object({ key_id: text, key: text });
const done = either(nothing, object({}));

const label = object({ node_id: text, color: text, description: nullable(text) });

/** Below the address of the API. */
export const setupAnswers: AnswerShapes = {
  "GET /repos/{owner}/{repo}/labels/{name}": label,
  "POST /repos/{owner}/{repo}/labels": label,
  "GET /repos/{owner}/{repo}": object({
    id: number,
    node_id: text,
    full_name: text,
    private: flag,
    default_branch: text,
    owner: object({ type: text }),
  }),
  "GET /repos/{owner}/{repo}/branches": list(named),
  "GET /repos/{owner}/{repo}/environments": object({ environments: list(listedEnvironment) }),
  "GET /repos/{owner}/{repo}/actions/variables": variables,
  "GET /repos/{owner}/{repo}/actions/organization-variables": variables,
  "GET /repos/{owner}/{repo}/actions/secrets": secrets,
  "GET /repos/{owner}/{repo}/actions/organization-secrets": secrets,
  "GET /repos/{owner}/{repo}/environments/{environment_name}/variables": variables,
  "GET /repos/{owner}/{repo}/environments/{environment_name}/secrets": secrets,
  "PATCH /repos/{owner}/{repo}": repository,
  "DELETE /repos/{owner}/{repo}": nothing,
  "GET /repos/{owner}/{repo}/contents/{path}": either(
    object({ type: text, sha: text, content: nullable(text) }),
    list(object({ type: text })),
  ),
  "GET /repos/{owner}/{repo}/branches/{branch}": object({
    name: text,
    commit: object({ sha: id, commit: object({ tree: object({ sha: id }) }) }),
  }),
  "GET /repos/{owner}/{repo}/environments/{environment_name}": environment,
  "PUT /repos/{owner}/{repo}/environments/{environment_name}": environment,
  "GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies": object({
    branch_policies: list(policy),
  }),
  "POST /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies": policy,
  "GET /repos/{owner}/{repo}/environments/{environment_name}/variables/{name}": variable,
  "GET /repos/{owner}/{repo}/actions/variables/{name}": variable,
  "GET /repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}": named,
  "GET /repos/{owner}/{repo}/actions/secrets/{secret_name}": named,
  "GET /repos/{owner}/{repo}/environments/{environment_name}/secrets/public-key": publicKey,
  "GET /repos/{owner}/{repo}/actions/secrets/public-key": publicKey,
  "PUT /repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}": done,
  "PUT /repos/{owner}/{repo}/actions/secrets/{secret_name}": done,
  "POST /repos/{owner}/{repo}/environments/{environment_name}/variables": done,
  "PATCH /repos/{owner}/{repo}/environments/{environment_name}/variables/{name}": nothing,
  "DELETE /repos/{owner}/{repo}/environments/{environment_name}/variables/{name}": nothing,
  "POST /repos/{owner}/{repo}/actions/variables": done,
  "PATCH /repos/{owner}/{repo}/actions/variables/{name}": nothing,
  "DELETE /repos/{owner}/{repo}/actions/variables/{name}": nothing,
  "DELETE /repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}": nothing,
  "DELETE /repos/{owner}/{repo}/actions/secrets/{secret_name}": nothing,
  "DELETE /repos/{owner}/{repo}/environments/{environment_name}": nothing,
  "DELETE /repos/{owner}/{repo}/labels/{name}": nothing,
  "PATCH /repos/{owner}/{repo}/labels/{name}": label,
  "DELETE /repos/{owner}/{repo}/rulesets/{ruleset_id}": nothing,
  "PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}": ruleset,
  "PUT /repos/{owner}/{repo}/actions/permissions": nothing,
  "PUT /repos/{owner}/{repo}/actions/permissions/selected-actions": nothing,
  "PUT /repos/{owner}/{repo}/actions/permissions/workflow": nothing,
  "PUT /repos/{owner}/{repo}/actions/permissions/access": nothing,
  "GET /repos/{owner}/{repo}/rulesets": list(listedRuleset),
  "POST /repos/{owner}/{repo}/rulesets": ruleset,
  "GET /repos/{owner}/{repo}/rulesets/{ruleset_id}": wholeRuleset,
  "GET /repos/{owner}/{repo}/actions/permissions": object({ enabled: flag, allowed_actions: nullable(text) }),
  "GET /repos/{owner}/{repo}/actions/permissions/selected-actions": object({
    patterns_allowed: nullable(list(text)),
  }),
  "GET /repos/{owner}/{repo}/actions/permissions/workflow": object({ default_workflow_permissions: text }),
  "GET /repos/{owner}/{repo}/actions/permissions/access": object({ access_level: text }),
  "GET /repos/{owner}/{repo}/actions/oidc/customization/sub": object({
    use_default: flag,
    sub_claim_prefix: nullable(text),
  }),
  "GET /user": account,
  "GET /users/{username}": account,
  "GET /orgs/{org}": object({ login: text, id: number }),
  "POST /orgs/{org}/repos": repository,
  "POST /user/repos": repository,
  "GET /orgs/{org}/teams/{team_slug}": object({ id: number, slug: text }),
  "GET /orgs/{org}/installations": object({ installations: list(listedInstallation) }),
  "GET /orgs/{org}/installation": installation,
  "GET /users/{username}/installation": installation,
  "GET /user/installations/{installation_id}/repositories": object({ repositories: list(repository) }),
  "GET /installation/repositories": object({ repositories: list(repository) }),
  "POST /app/installations/{installation_id}/access_tokens": object({ token: text }),
  "POST /app-manifests/{code}/conversions": object({ id: number, slug: text, client_id: text, pem: text }),
  "GET /app": app,
  "GET /apps/{app_slug}": app,
  "DELETE /app/installations/{installation_id}": nothing,
};
