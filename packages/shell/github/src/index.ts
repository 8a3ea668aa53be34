export { type GitHubOptions, GitHubRepository, type GitHubServer } from "./client.ts";
export { Commits } from "./commits.ts";
export { Contents } from "./contents.ts";
export { Dispatches } from "./dispatches.ts";
export { Environments } from "./environments.ts";
export { Issues } from "./issues.ts";
export { ruleHint } from "./problems.ts";
export { type MergeMethod, type PullRequest, PullRequests } from "./pull-requests.ts";
