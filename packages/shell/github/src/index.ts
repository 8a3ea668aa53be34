export { type GitHubOptions, GitHubRepository, type GitHubServer } from "./client.ts";
export {
  type CommitStatus,
  Commits,
  type Relation,
  type ReportedStatus,
  type StatusState,
} from "./commits.ts";
export { Contents, type RemoteFile } from "./contents.ts";
export { Dispatches } from "./dispatches.ts";
export { Environments } from "./environments.ts";
export { type IssueChanges, Issues, type MarkedIssue } from "./issues.ts";
export {
  type MergeMethod,
  type MergeOutcome,
  type PullRequest,
  PullRequests,
  type PullRequestText,
} from "./pull-requests.ts";
export {
  formatRepositoryName,
  gitAddress,
  parseRepositoryName,
  type RepositoryName,
} from "./repository-name.ts";
