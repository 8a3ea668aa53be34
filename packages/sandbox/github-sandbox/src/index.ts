export { clickThrough } from "./click.ts";
export { BareRepository, createBareRepository } from "./git/bare-repository.ts";
export { type FaultName, faultKinds, faultNames, faultRule } from "./github/fault-kinds.ts";
export { type Fault, type FaultRule, type Faults, failsAtOnce, faultFor, sendWith } from "./github/faults.ts";
export { matchesPatterns } from "./github/filter-patterns.ts";
export { globalRoutes } from "./github/global-routes.ts";
export { type Answer, close, listen, readBody, send } from "./github/http.ts";
export type { RecordedRequest } from "./github/hub.ts";
export type { PageAnswer, PageRequest } from "./github/pages.ts";
export { routes as githubRoutes } from "./github/routes.ts";
export {
  GitHubServer,
  type GitHubSnapshot,
  type WorkflowDispatch,
} from "./github/server.ts";
export {
  type App,
  defaultBranch,
  type EnvironmentState,
  type IssueState,
  newEnvironment,
  type Permissions,
  type PullState,
  type RepositoryState,
  type StatusState,
  type Token,
} from "./github/state.ts";
export { type WorkflowRun, workflowFolder } from "./github/triggers.ts";
export { type TemporaryFolder, temporaryFolder } from "./temporary.ts";
export { type BranchMove, type Change, sampleHost, World, type WorldSnapshot } from "./world.ts";
