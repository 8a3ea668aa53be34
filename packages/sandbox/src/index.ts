export { type AssignmentPlace, type RunningApplication, runningApplication, visit } from "./application.ts";
export { type ClusterOptions, FluxCluster } from "./azure/cluster.ts";
export {
  type FluxRecord,
  type FluxRecordState,
  fluxRecord,
  type KustomizationSettings,
} from "./azure/record.ts";
export { AzureServer } from "./azure/server.ts";
export { ArgoCluster, type ArgoClusterOptions } from "./clusters/argo/cluster.ts";
export type { Behaviour, Cluster } from "./clusters/cluster.ts";
export type { StatusReport } from "./clusters/commit-statuses.ts";
export type { FluxVersion } from "./clusters/flux/notifications.ts";
export type { Trouble, Troubles } from "./clusters/trouble.ts";
export type { Fault, FaultRule, Faults } from "./github/faults.ts";
export { routes as githubRoutes } from "./github/routes.ts";
export { GitHubServer, type RecordedRequest } from "./github/server.ts";
export {
  type App,
  type EnvironmentState,
  newEnvironment,
  type RepositoryEvent,
  type RepositoryState,
  type Token,
} from "./github/state.ts";
export type { WorkflowRun } from "./github/triggers.ts";
export type { ClusterView, PageAnswer, PageRequest, PageWorld } from "./pages/page.ts";
export { answerPage } from "./pages/router.ts";
export type { Annotation, Conclusion, JobState, RunState, RunStatus, StepState } from "./runner/run.ts";
export { standIns } from "./runner/stand-ins/index.ts";
export type { Services, StandIn } from "./runner/stand-ins/stand-in.ts";
export { type RunnerOptions, WorkflowRunner } from "./runner/workflow-runner.ts";
export { type TemporaryFolder, temporaryFolder } from "./temporary.ts";
export { openTutorial, pushStep, type TutorialStep, tutorialSteps } from "./tutorial.ts";
export { type TutorialSnapshot, TutorialWorld, type TutorialWorldOptions } from "./tutorial-world.ts";
export { type BranchMove, type Change, sampleHost, World, type WorldSnapshot } from "./world.ts";
