export type { Annotation, Conclusion, JobState, RunState, RunStatus, StepState } from "./run.ts";
export { standIns } from "./stand-ins/index.ts";
export type { Services, StandIn } from "./stand-ins/stand-in.ts";
export { type RunnerOptions, type RunnerSnapshot, WorkflowRunner } from "./workflow-runner.ts";
