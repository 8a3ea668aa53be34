export { BareRepository, createBareRepository } from "./git/bare-repository.ts";
export { type Fault, type Faults, faultFor } from "./github/faults.ts";
export { close, listen, readBody, send } from "./github/http.ts";
export type { PageAnswer, PageRequest } from "./github/pages.ts";
export { routes as githubRoutes } from "./github/routes.ts";
export {
  GitHubServer,
  type GitHubSnapshot,
  type RecordedRequest,
  type WorkflowDispatch,
} from "./github/server.ts";
export {
  type App,
  type EnvironmentState,
  type IssueState,
  newEnvironment,
  type Permissions,
  type PullState,
  type RepositoryState,
  type StatusState,
} from "./github/state.ts";
export { defaultBranch, type WorkflowRun, workflowFolder } from "./github/triggers.ts";
export { type TemporaryFolder, temporaryFolder } from "./temporary.ts";
export { type BranchMove, type Change, sampleHost, World, type WorldSnapshot } from "./world.ts";
