/**
 * `node scripts/extract-openapi.ts <api.github.com.json>`: takes from GitHub's published OpenAPI description (the npm
 * package @octokit/openapi, MIT, 385 MB unpacked) what the actions use, into test/support/github-openapi.json. The
 * tests check every request and every answer of the sandbox's server against it.
 */
import { readFileSync, writeFileSync } from "node:fs";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** The operations of the sandbox's server. */
const operations: readonly (readonly [method: string, path: string])[] = [
  ["get", "/repos/{owner}/{repo}/pulls"],
  ["post", "/repos/{owner}/{repo}/pulls"],
  ["get", "/repos/{owner}/{repo}/pulls/{pull_number}"],
  ["patch", "/repos/{owner}/{repo}/pulls/{pull_number}"],
  ["put", "/repos/{owner}/{repo}/pulls/{pull_number}/merge"],
  ["get", "/repos/{owner}/{repo}/issues"],
  ["post", "/repos/{owner}/{repo}/issues"],
  ["patch", "/repos/{owner}/{repo}/issues/{issue_number}"],
  ["get", "/repos/{owner}/{repo}/issues/{issue_number}/comments"],
  ["get", "/repos/{owner}/{repo}/issues/{issue_number}/events"],
  ["post", "/repos/{owner}/{repo}/issues/{issue_number}/comments"],
  ["patch", "/repos/{owner}/{repo}/issues/comments/{comment_id}"],
  ["post", "/repos/{owner}/{repo}/issues/{issue_number}/labels"],
  ["delete", "/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}"],
  ["get", "/repos/{owner}/{repo}/labels/{name}"],
  ["post", "/repos/{owner}/{repo}/labels"],
  ["get", "/repos/{owner}/{repo}/collaborators/{username}/permission"],
  ["get", "/repos/{owner}/{repo}/commits/{ref}"],
  ["get", "/repos/{owner}/{repo}/commits/{ref}/status"],
  ["get", "/repos/{owner}/{repo}/commits/{ref}/statuses"],
  ["post", "/repos/{owner}/{repo}/statuses/{sha}"],
  ["get", "/repos/{owner}/{repo}/compare/{basehead}"],
  ["post", "/repos/{owner}/{repo}/git/commits"],
  ["get", "/repos/{owner}/{repo}/git/ref/{ref}"],
  ["get", "/repos/{owner}/{repo}/git/matching-refs/{ref}"],
  ["post", "/repos/{owner}/{repo}/git/refs"],
  ["patch", "/repos/{owner}/{repo}/git/refs/{ref}"],
  ["get", "/repos/{owner}/{repo}/contents/{path}"],
  ["put", "/repos/{owner}/{repo}/contents/{path}"],
  ["get", "/repos/{owner}/{repo}/releases/tags/{tag}"],
  ["post", "/repos/{owner}/{repo}/releases"],
  ["get", "/repos/{owner}/{repo}/environments/{environment_name}/variables"],
  ["get", "/repos/{owner}/{repo}/environments/{environment_name}/variables/{name}"],
  ["post", "/repos/{owner}/{repo}/dispatches"],
  ["post", "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches"],
  ["get", "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs"],
  ["get", "/repos/{owner}/{repo}"],
  ["patch", "/repos/{owner}/{repo}"],
  ["delete", "/repos/{owner}/{repo}"],
  ["post", "/orgs/{org}/repos"],
  ["post", "/user/repos"],
  ["get", "/orgs/{org}"],
  ["get", "/user"],
  ["get", "/users/{username}"],
  ["get", "/orgs/{org}/teams/{team_slug}"],
  ["get", "/repos/{owner}/{repo}/labels"],
  ["patch", "/repos/{owner}/{repo}/labels/{name}"],
  ["delete", "/repos/{owner}/{repo}/labels/{name}"],
  ["get", "/repos/{owner}/{repo}/branches/{branch}"],
  ["get", "/repos/{owner}/{repo}/branches"],
  ["get", "/repos/{owner}/{repo}/git/trees/{tree_sha}"],
  ["get", "/repos/{owner}/{repo}/actions/organization-variables"],
  ["get", "/repos/{owner}/{repo}/actions/organization-secrets"],
  ["get", "/repos/{owner}/{repo}/environments"],
  ["get", "/repos/{owner}/{repo}/environments/{environment_name}"],
  ["put", "/repos/{owner}/{repo}/environments/{environment_name}"],
  ["delete", "/repos/{owner}/{repo}/environments/{environment_name}"],
  ["get", "/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies"],
  ["post", "/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies"],
  [
    "delete",
    "/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies/{branch_policy_id}",
  ],
  ["post", "/repos/{owner}/{repo}/environments/{environment_name}/variables"],
  ["patch", "/repos/{owner}/{repo}/environments/{environment_name}/variables/{name}"],
  ["delete", "/repos/{owner}/{repo}/environments/{environment_name}/variables/{name}"],
  ["get", "/repos/{owner}/{repo}/environments/{environment_name}/secrets"],
  ["get", "/repos/{owner}/{repo}/environments/{environment_name}/secrets/public-key"],
  ["get", "/repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}"],
  ["put", "/repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}"],
  ["delete", "/repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}"],
  ["get", "/repos/{owner}/{repo}/actions/variables"],
  ["post", "/repos/{owner}/{repo}/actions/variables"],
  ["get", "/repos/{owner}/{repo}/actions/variables/{name}"],
  ["patch", "/repos/{owner}/{repo}/actions/variables/{name}"],
  ["delete", "/repos/{owner}/{repo}/actions/variables/{name}"],
  ["get", "/repos/{owner}/{repo}/actions/secrets"],
  ["get", "/repos/{owner}/{repo}/actions/secrets/public-key"],
  ["get", "/repos/{owner}/{repo}/actions/secrets/{secret_name}"],
  ["put", "/repos/{owner}/{repo}/actions/secrets/{secret_name}"],
  ["delete", "/repos/{owner}/{repo}/actions/secrets/{secret_name}"],
  ["get", "/repos/{owner}/{repo}/rulesets"],
  ["post", "/repos/{owner}/{repo}/rulesets"],
  ["get", "/repos/{owner}/{repo}/rulesets/{ruleset_id}"],
  ["put", "/repos/{owner}/{repo}/rulesets/{ruleset_id}"],
  ["delete", "/repos/{owner}/{repo}/rulesets/{ruleset_id}"],
  ["get", "/repos/{owner}/{repo}/actions/permissions"],
  ["put", "/repos/{owner}/{repo}/actions/permissions"],
  ["get", "/repos/{owner}/{repo}/actions/permissions/selected-actions"],
  ["put", "/repos/{owner}/{repo}/actions/permissions/selected-actions"],
  ["get", "/repos/{owner}/{repo}/actions/permissions/workflow"],
  ["put", "/repos/{owner}/{repo}/actions/permissions/workflow"],
  ["get", "/repos/{owner}/{repo}/actions/permissions/access"],
  ["put", "/repos/{owner}/{repo}/actions/permissions/access"],
  ["get", "/repos/{owner}/{repo}/actions/oidc/customization/sub"],
  ["put", "/repos/{owner}/{repo}/actions/oidc/customization/sub"],
  ["post", "/app-manifests/{code}/conversions"],
  ["get", "/app"],
  ["get", "/app/installations"],
  ["get", "/apps/{app_slug}"],
  ["delete", "/app/installations/{installation_id}"],
  ["post", "/app/installations/{installation_id}/access_tokens"],
  ["get", "/installation/repositories"],
  ["get", "/orgs/{org}/installations"],
  ["get", "/orgs/{org}/installation"],
  ["get", "/users/{username}/installation"],
  ["get", "/user/installations/{installation_id}/repositories"],
];

/** Keywords that do not affect the shape of a value. */
const prose = new Set([
  "description",
  "summary",
  "example",
  "examples",
  "externalDocs",
  "x-github",
  "title",
  "tags",
]);

/** OpenAPI 3.0 uses `nullable` where JSON Schema has a null type. */
function withNull({ nullable, ...schema }: JsonObject): Json {
  return nullable === true ? { anyOf: [{ type: "null" }, schema] } : schema;
}

function withoutProse(value: Json, isProperties = false): Json {
  if (Array.isArray(value)) return value.map((item) => withoutProse(item));
  if (value === null || typeof value !== "object") return value;
  const kept = Object.fromEntries(
    Object.entries(value)
      // Properties may be called `title`.
      .filter(([key]) => isProperties || !prose.has(key))
      .map(([key, item]) => [key, withoutProse(item, key === "properties")]),
  );
  return isProperties ? kept : withNull(kept);
}

function references(value: Json, found: Set<string>): void {
  if (value === null || typeof value !== "object") return;
  for (const [key, item] of Object.entries(value)) {
    if (key === "$ref" && typeof item === "string") found.add(item.slice("#/components/".length));
    else references(item, found);
  }
}

const [source = ""] = process.argv.slice(2);
const document = JSON.parse(readFileSync(source, "utf8")) as { paths: JsonObject; components: JsonObject };
const paths: { [path: string]: JsonObject } = {};
for (const [method, path] of operations) {
  const operation = (document.paths[path] as JsonObject | undefined)?.[method] as JsonObject | undefined;
  if (operation === undefined) throw new Error(`GitHub's description has no ${method} ${path}`);
  const { parameters = [], requestBody = null, responses = {} } = operation;
  const good = Object.fromEntries(
    Object.entries(responses as JsonObject).filter(([status]) => status.startsWith("2")),
  );
  paths[path] = { ...paths[path], [method]: withoutProse({ parameters, requestBody, responses: good }) };
}
const components: { [kind: string]: JsonObject } = {};
const pending = new Set<string>();
references(paths as JsonObject, pending);
for (const reference of pending) {
  const [kind = "", name = ""] = reference.split("/");
  if (kind === "examples" || kind === "headers") continue;
  const component = withoutProse((document.components[kind] as JsonObject)[name] ?? {});
  components[kind] = { ...components[kind], [name]: component };
  references(component, pending);
}
writeFileSync(
  new URL("../test/support/github-openapi.json", import.meta.url),
  `${JSON.stringify({ paths, components })}\n`,
);
