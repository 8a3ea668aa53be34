import type { Cancellation } from "./cancellation.ts";
import type { Context } from "./contexts.ts";
import type { LoadedWorkflow } from "./load-workflow.ts";
import type { JobFile } from "./workflow-file.ts";

/** A workflow in a run: the run's own, or one called by a job. */
export interface Frame {
  readonly workflow: LoadedWorkflow;
  readonly inputs: Context;
  readonly secrets: Context;
  /** Whether its jobs get the secrets of the environments that they name. */
  readonly hasEnvironmentSecrets: boolean;
  /** Keys and names of the calling jobs, outermost first. */
  readonly path: readonly string[];
  readonly names: readonly string[];
  /** The concurrency groups held by the calling jobs. */
  readonly groups: readonly string[];
  readonly cancellation: Cancellation;
}

/** The name under which a job of the frame is recorded. */
export function recordOf({ path, names }: Frame, job: JobFile, name: string) {
  return { key: [...path, job.id].join(" / "), name: [...names, name].join(" / ") };
}
