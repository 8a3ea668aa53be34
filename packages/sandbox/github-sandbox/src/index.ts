export { BareRepository, createBareRepository } from "./git/bare-repository.ts";
export { type Fault, type FaultRule, type Faults, faultFor } from "./github/faults.ts";
export { close, listen, readBody, send } from "./github/http.ts";
export type { PageAnswer, PageRequest, Pages } from "./github/pages.ts";
export { routes as githubRoutes } from "./github/routes.ts";
export { GitHubServer, type GitHubSnapshot, type RecordedRequest } from "./github/server.ts";
export {
  type App,
  type EnvironmentState,
  type IssueState,
  newEnvironment,
  type Permissions,
  type PullState,
  type RepositoryEvent,
  type RepositoryState,
  type StatusState,
  type Token,
} from "./github/state.ts";
export { defaultBranch, type WorkflowRun, workflowFolder } from "./github/triggers.ts";
export { type TemporaryFolder, temporaryFolder } from "./temporary.ts";
export { type BranchMove, type Change, sampleHost, World, type WorldSnapshot } from "./world.ts";
