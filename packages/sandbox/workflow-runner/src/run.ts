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
  /** As printed by the step, with secrets masked and commands removed. */
  readonly log: string[];
  /** Markdown that the step wrote to the job summary. */
  summary: string;
  startedAt: number | undefined;
  completedAt: number | undefined;
}

export interface JobState {
  readonly id: number;
  /** The job's ID in the file, after the ID of the calling job, if any: `promote / promote`. */
  readonly key: string;
  name: string;
  status: RunStatus;
  conclusion: Conclusion | undefined;
  /** The GitHub environment that it runs in. */
  environment: string | undefined;
  environmentUrl: string | undefined;
  /** What it waits for, or why it was skipped or cancelled. */
  reason: string | undefined;
  readonly steps: StepState[];
  readonly annotations: Annotation[];
  startedAt: number | undefined;
  completedAt: number | undefined;
}

export interface RunState {
  readonly id: number;
  readonly repository: string;
  /** The file name, without its folder. */
  readonly workflow: string;
  /** The name declared in the file. */
  name: string;
  title: string;
  readonly event: string;
  readonly actor: string;
  /** The branch and commit that the file comes from. */
  readonly ref: string;
  readonly sha: string;
  readonly payload: Readonly<Record<string, unknown>>;
  status: RunStatus;
  conclusion: Conclusion | undefined;
  /** Counted from 1; a re-run keeps its run's ID. */
  attempt: number;
  /** Why GitHub would refuse to start it. */
  readonly problems: string[];
  readonly jobs: JobState[];
  readonly createdAt: number;
  completedAt: number | undefined;
}
