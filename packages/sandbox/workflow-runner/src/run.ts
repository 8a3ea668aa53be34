/** The state of a workflow run, during and after it. */

type RunStatus = "queued" | "waiting" | "in_progress" | "completed";

export type Conclusion = "success" | "failure" | "cancelled" | "skipped" | "startup_failure";

export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly title: string | undefined;
  readonly file: string | undefined;
  readonly line: number | undefined;
}

export interface StepState {
  readonly name: string;
  status: RunStatus;
  conclusion: Conclusion | undefined;
  /** As the step printed it, its secrets masked and its commands taken out. */
  readonly log: string[];
  /** Markdown that the step wrote to the job's summary. */
  summary: string;
  startedAt: number | undefined;
  completedAt: number | undefined;
}

export interface JobState {
  readonly id: number;
  /** Its id in the file, behind the id of the job that calls the file, if one does: `promote / promote`. */
  readonly key: string;
  name: string;
  status: RunStatus;
  conclusion: Conclusion | undefined;
  /** The GitHub environment that it runs in. */
  environment: string | undefined;
  environmentUrl: string | undefined;
  /** What it waits for, or why it was skipped or ended. */
  reason: string | undefined;
  readonly steps: StepState[];
  readonly annotations: Annotation[];
  startedAt: number | undefined;
  completedAt: number | undefined;
}

export interface RunState {
  readonly id: number;
  readonly repository: string;
  /** The workflow's file, without its folder. */
  readonly workflow: string;
  /** As the file calls itself. */
  name: string;
  title: string;
  readonly event: string;
  readonly actor: string;
  /** The branch and commit whose file it is. */
  readonly ref: string;
  readonly sha: string;
  readonly payload: Readonly<Record<string, unknown>>;
  status: RunStatus;
  conclusion: Conclusion | undefined;
  /** Counted from 1; a run that is run again keeps its id. */
  attempt: number;
  /** Why GitHub would not start it. */
  readonly problems: string[];
  readonly jobs: JobState[];
  readonly createdAt: number;
  completedAt: number | undefined;
}
