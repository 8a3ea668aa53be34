/** The supported REST calls; `{name}` matches one segment of the path, `{*name}` the rest of it. */
import * as commits from "./commit-routes.ts";
import type { Context } from "./context.ts";
import * as environments from "./environment-routes.ts";
import type { Answer } from "./http.ts";
import * as issues from "./issue-routes.ts";
import * as labels from "./label-routes.ts";
import * as pulls from "./pull-routes.ts";
import * as releases from "./release-routes.ts";
import * as repositories from "./repository-routes.ts";
import * as rules from "./rule-routes.ts";
import * as settings from "./settings-routes.ts";
import * as values from "./value-routes.ts";
import * as workflows from "./workflow-routes.ts";

type Handler = (context: Context) => Answer;

/** The permissions a token needs to read; handlers check permissions to write. */
type Reads = readonly string[];

const pullReads = ["pull_requests"];
const issueReads = ["issues", "pull_requests"];

type RouteRow = readonly [method: string, path: string, handler: Handler, reads?: Reads];

const policies = "environments/{environment}/deployment-branch-policies";

/** The values of a repository and of an environment. */
function valueRoutes(place: string): readonly RouteRow[] {
  return [
    ["GET", `${place}/variables`, values.listVariables],
    ["POST", `${place}/variables`, values.createVariable],
    ["GET", `${place}/variables/{name}`, values.getVariable],
    ["PATCH", `${place}/variables/{name}`, values.updateVariable],
    ["DELETE", `${place}/variables/{name}`, values.deleteVariable],
    ["GET", `${place}/secrets`, values.listSecrets],
    ["GET", `${place}/secrets/public-key`, values.publicKey],
    ["GET", `${place}/secrets/{name}`, values.getSecret],
    ["PUT", `${place}/secrets/{name}`, values.putSecret],
    ["DELETE", `${place}/secrets/{name}`, values.deleteSecret],
  ];
}

/** Below `/repos/{owner}/{repo}`. */
export const routes: readonly RouteRow[] = [
  ["GET", "", repositories.getRepository],
  ["PATCH", "", repositories.updateRepository],
  ["DELETE", "", repositories.deleteRepository],
  ["GET", "pulls", pulls.listPulls, pullReads],
  ["POST", "pulls", pulls.createPull],
  ["GET", "pulls/{number}", pulls.getPull, pullReads],
  ["PATCH", "pulls/{number}", pulls.updatePull],
  ["PUT", "pulls/{number}/merge", pulls.mergePull],
  ["GET", "issues", issues.listIssues, issueReads],
  ["POST", "issues", issues.createIssue],
  ["PATCH", "issues/{number}", issues.updateIssue],
  ["GET", "issues/{number}/comments", issues.listComments, issueReads],
  ["POST", "issues/{number}/comments", issues.createComment],
  ["PATCH", "issues/comments/{comment}", issues.updateComment],
  ["GET", "issues/{number}/events", issues.listEvents, issueReads],
  ["POST", "issues/{number}/labels", issues.addLabels],
  ["DELETE", "issues/{number}/labels/{name}", issues.removeLabel],
  ["GET", "labels", labels.listLabels, issueReads],
  ["POST", "labels", labels.createLabel],
  ["GET", "labels/{name}", labels.getLabel, issueReads],
  ["PATCH", "labels/{name}", labels.updateLabel],
  ["DELETE", "labels/{name}", labels.deleteLabel],
  ["GET", "collaborators/{username}/permission", issues.getPermission],
  ["GET", "commits/{ref}/status", commits.combinedStatus, ["statuses"]],
  ["GET", "commits/{ref}/statuses", commits.listStatuses, ["statuses"]],
  ["GET", "commits/{ref}", commits.getCommit, ["contents"]],
  ["POST", "statuses/{sha}", commits.createStatus],
  ["GET", "compare/{*basehead}", commits.compare, ["contents"]],
  ["GET", "branches/{*branch}", commits.getBranch, ["contents"]],
  ["POST", "git/commits", commits.createCommit],
  ["GET", "git/ref/{*ref}", commits.getRef, ["contents"]],
  ["GET", "git/matching-refs/{*ref}", commits.matchingRefs, ["contents"]],
  ["POST", "git/refs", commits.createRef],
  ["PATCH", "git/refs/{*ref}", commits.updateRef],
  ["GET", "contents/{*path}", commits.getContents, ["contents"]],
  ["PUT", "contents/{*path}", commits.putContents],
  ["GET", "releases/tags/{tag}", releases.getReleaseByTag, ["contents"]],
  ["POST", "releases", releases.createRelease],
  ["GET", "environments", environments.listEnvironments, ["actions"]],
  ["GET", "environments/{environment}", environments.getEnvironment, ["actions"]],
  ["PUT", "environments/{environment}", environments.putEnvironment],
  ["DELETE", "environments/{environment}", environments.deleteEnvironment],
  ["GET", policies, environments.listPolicies],
  ["POST", policies, environments.createPolicy],
  ["DELETE", `${policies}/{policy}`, environments.deletePolicy],
  ...["actions", "environments/{environment}"].flatMap(valueRoutes),
  ["GET", "rulesets", rules.listRulesets],
  ["POST", "rulesets", rules.createRuleset],
  ["GET", "rulesets/{ruleset}", rules.getRuleset],
  ["PUT", "rulesets/{ruleset}", rules.updateRuleset],
  ["DELETE", "rulesets/{ruleset}", rules.deleteRuleset],
  ["GET", "actions/permissions", settings.getPermissions, ["administration"]],
  ["PUT", "actions/permissions", settings.putPermissions],
  ["GET", "actions/permissions/selected-actions", settings.getSelected, ["administration"]],
  ["PUT", "actions/permissions/selected-actions", settings.putSelected],
  ["GET", "actions/permissions/workflow", settings.getWorkflow, ["administration"]],
  ["PUT", "actions/permissions/workflow", settings.putWorkflow],
  ["GET", "actions/permissions/access", settings.getAccess, ["administration"]],
  ["PUT", "actions/permissions/access", settings.putAccess],
  ["GET", "actions/organization-variables", values.listSharedVariables],
  ["GET", "actions/organization-secrets", values.listSharedSecrets],
  ["GET", "actions/oidc/customization/sub", settings.getSubject, ["actions"]],
  ["PUT", "actions/oidc/customization/sub", settings.putSubject],
  ["POST", "dispatches", workflows.dispatchRepository],
  ["POST", "actions/workflows/{workflow}/dispatches", workflows.dispatchWorkflow],
  ["GET", "actions/workflows/{workflow}/runs", workflows.listRuns, ["actions"]],
];

export function patternOf(path: string): RegExp {
  const source = path.replace(/\{(\*?)(\w+)\}/g, (_, star: string, name: string) =>
    star === "" ? `(?<${name}>[^/]+)` : `(?<${name}>.+)`,
  );
  return new RegExp(`^${source}$`);
}

const compiled = routes.map(([method, path, handler, reads]) => {
  return { method, pattern: patternOf(path), handler, reads };
});

interface Route {
  readonly handler: Handler;
  readonly params: Readonly<Record<string, string>>;
  readonly reads: Reads | undefined;
}

/** @param path the decoded path after the repository's name */
export function findRoute(method: string, path: string): Route | undefined {
  for (const { method: own, pattern, handler, reads } of compiled) {
    const match = own === method ? pattern.exec(path) : null;
    if (match !== null) return { handler, params: match.groups ?? {}, reads };
  }
  return undefined;
}
