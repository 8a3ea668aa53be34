export type { Fault, FaultRule, Faults } from "./github/faults.ts";
export { GitHubServer, type RecordedRequest } from "./github/server.ts";
export type { RepositoryEvent, RepositoryState, Token } from "./github/state.ts";
export type { WorkflowRun } from "./github/workflow-routes.ts";
export { type TemporaryFolder, temporaryFolder } from "./temporary.ts";
export { openTutorial, pushStep, type TutorialStep, tutorialSteps } from "./tutorial.ts";
export { type Change, sampleHost, World } from "./world.ts";
