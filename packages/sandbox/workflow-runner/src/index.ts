export type { Annotation, Conclusion, JobState, RunState, RunStatus, StepState } from "./run.ts";
export type { RunnerOptions } from "./run-parts.ts";
export { standIns } from "./stand-ins/index.ts";
export type { Services, StandIn } from "./stand-ins/stand-in.ts";
export { type RunnerSnapshot, WorkflowRunner } from "./workflow-runner.ts";
