import type { Cancellation } from "./cancellation.ts";
import type { Context } from "./contexts.ts";
import type { LoadedWorkflow } from "./load-workflow.ts";
import type { JobFile } from "./workflow-file.ts";

/** A workflow in a run: the run's own, or one that a job calls. */
export interface Frame {
  readonly workflow: LoadedWorkflow;
  readonly inputs: Context;
  readonly secrets: Context;
  /** Keys and names of the jobs that lead here. */
  readonly path: readonly string[];
  readonly names: readonly string[];
  /** The concurrency groups that those hold who lead here. */
  readonly groups: readonly string[];
  readonly cancellation: Cancellation;
}

/** Under which a job of the frame is kept. */
export function recordOf({ path, names }: Frame, job: JobFile, name: string) {
  return { key: [...path, job.id].join(" / "), name: [...names, name].join(" / ") };
}
