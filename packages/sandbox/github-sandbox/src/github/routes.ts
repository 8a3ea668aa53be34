/** The supported REST calls; `{name}` matches one segment of the path, `{*name}` the rest of it. */
import * as commits from "./commit-routes.ts";
import type { Context } from "./context.ts";
import type { Answer } from "./http.ts";
import * as issues from "./issue-routes.ts";
import * as pulls from "./pull-routes.ts";
import * as releases from "./release-routes.ts";
import * as workflows from "./workflow-routes.ts";

type Handler = (context: Context) => Answer;

/** The permissions a token needs to read; handlers check permissions to write. */
type Reads = readonly string[];

const pullReads = ["pull_requests"];
const issueReads = ["issues", "pull_requests"];

/** Below `/repos/{owner}/{repo}`. */
export const routes: readonly (readonly [method: string, path: string, handler: Handler, reads?: Reads])[] = [
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
  ["GET", "issues/{number}/events", issues.listEvents, issueReads],
  ["POST", "issues/{number}/labels", issues.addLabels],
  ["DELETE", "issues/{number}/labels/{name}", issues.removeLabel],
  ["GET", "labels/{name}", issues.getLabel, issueReads],
  ["POST", "labels", issues.createLabel],
  ["GET", "collaborators/{username}/permission", issues.getPermission],
  ["GET", "commits/{ref}/status", commits.combinedStatus, ["statuses"]],
  ["GET", "commits/{ref}/statuses", commits.listStatuses, ["statuses"]],
  ["GET", "commits/{ref}", commits.getCommit, ["contents"]],
  ["POST", "statuses/{sha}", commits.createStatus],
  ["GET", "compare/{*basehead}", commits.compare, ["contents"]],
  ["POST", "git/commits", commits.createCommit],
  ["GET", "git/ref/{*ref}", commits.getRef, ["contents"]],
  ["GET", "git/matching-refs/{*ref}", commits.matchingRefs, ["contents"]],
  ["POST", "git/refs", commits.createRef],
  ["PATCH", "git/refs/{*ref}", commits.updateRef],
  ["GET", "contents/{*path}", commits.getContents, ["contents"]],
  ["PUT", "contents/{*path}", commits.putContents],
  ["GET", "releases/tags/{tag}", releases.getReleaseByTag, ["contents"]],
  ["POST", "releases", releases.createRelease],
  ["GET", "environments/{environment}/variables", workflows.listVariables],
  ["GET", "environments/{environment}/variables/{name}", workflows.getVariable],
  ["POST", "dispatches", workflows.dispatchRepository],
  ["POST", "actions/workflows/{workflow}/dispatches", workflows.dispatchWorkflow],
  ["GET", "actions/workflows/{workflow}/runs", workflows.listRuns, ["actions"]],
];

function patternOf(path: string): RegExp {
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
