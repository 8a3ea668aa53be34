export type { Annotation, JobState, RunState, StepState } from "./run.ts";
export { standIns } from "./stand-ins/index.ts";
export type { StandIn } from "./stand-ins/stand-in.ts";
export { type RunnerSnapshot, WorkflowRunner } from "./workflow-runner.ts";
