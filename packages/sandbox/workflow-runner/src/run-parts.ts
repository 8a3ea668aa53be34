/** The inputs of runs, jobs and steps. */
import type { Approvals } from "./approvals.ts";
import type { Cancellation } from "./cancellation.ts";
import type { ConcurrencyGroups } from "./concurrency.ts";
import type { Context } from "./contexts.ts";
import type { Scope } from "./expressions.ts";
import type { Frame } from "./frame.ts";
import type { JobOutcome } from "./job.ts";
import type { ActionSources } from "./resolve-action.ts";
import type { RunState } from "./run.ts";
import type { RunRecord } from "./run-record.ts";
import type { RunScopes } from "./run-scopes.ts";
import type { Services } from "./stand-ins/stand-in.ts";
import type { JobFile } from "./workflow-file.ts";

export interface RunnerOptions {
  readonly services: Services;
  readonly sources: ActionSources;
  /** Folders put first on every process's path. */
  readonly tools: readonly string[];
  /** Variables set for every process. */
  readonly env: Readonly<Record<string, string>>;
}

/** What each run needs from the runner. */
export interface Shared extends RunnerOptions {
  readonly groups: ConcurrencyGroups;
  readonly nextJobId: () => number;
  readonly changed: (run: RunState) => void;
}

/** Shared by all jobs of a run. */
export interface RunParts {
  readonly run: RunState;
  readonly shared: Shared;
  readonly record: RunRecord;
  readonly approvals: Approvals;
  readonly scopes: RunScopes;
}

/** The result of a job, across all its combinations. */
export interface JobResult extends JobOutcome {
  /** The status of the job and everything it depends on, for `success()` and `failure()` in jobs that need it. */
  readonly allSucceeded: boolean;
  readonly anyFailed: boolean;
}

/** A job of a matrix, or the only one. */
export interface JobPlace {
  readonly frame: Frame;
  readonly job: JobFile;
  readonly name: string;
  readonly needs: Context;
  readonly matrix: Context;
  readonly strategy: Context;
  readonly scope: Scope;
  readonly cancellation: Cancellation;
}
