/** Keeps the visible state of a run. */
import type { Annotation, Conclusion, JobState, RunState } from "./run.ts";

interface NewJob {
  readonly key: string;
  readonly name: string;
}

export class RunRecord {
  readonly run: RunState;
  readonly #nextJobId: () => number;
  readonly #changed: (run: RunState) => void;
  #active = 0;
  #waiting = 0;

  constructor(run: RunState, nextJobId: () => number, changed: (run: RunState) => void) {
    this.run = run;
    this.#nextJobId = nextJobId;
    this.#changed = changed;
  }

  job({ key, name }: NewJob): JobState {
    const state: JobState = {
      id: this.#nextJobId(),
      key,
      name,
      status: "queued",
      conclusion: undefined,
      environment: undefined,
      environmentUrl: undefined,
      reason: undefined,
      steps: [],
      annotations: [],
      startedAt: undefined,
      completedAt: undefined,
    };
    this.run.jobs.push(state);
    this.changed();
    return state;
  }

  /** The job has started on its runner. */
  begin(job: JobState): void {
    job.reason = undefined;
    job.status = "in_progress";
    job.startedAt = Date.now();
    this.changed();
  }

  end(job: JobState, conclusion: Conclusion): void {
    job.status = "completed";
    job.conclusion = conclusion;
    job.completedAt = Date.now();
    this.changed();
  }

  complete(conclusion: Conclusion): void {
    this.run.status = "completed";
    this.run.conclusion = conclusion;
    this.run.completedAt = Date.now();
    this.changed();
  }

  /** Marks activity. A run is waiting while all of its activity is. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#active++;
    this.#refresh();
    try {
      return await work();
    } finally {
      this.#active--;
      this.#refresh();
    }
  }

  /** Marks a wait for an approval or a group, as part of an activity. */
  async waiting<T>(wait: () => Promise<T>): Promise<T> {
    this.#waiting++;
    this.#refresh();
    try {
      return await wait();
    } finally {
      this.#waiting--;
      this.#refresh();
    }
  }

  changed(): void {
    this.#changed(this.run);
  }

  #refresh(): void {
    this.run.status = this.#waiting > 0 && this.#waiting === this.#active ? "waiting" : "in_progress";
    this.changed();
  }
}

/** An error of a job that belongs to none of its steps. */
export function jobError(message: string): Annotation {
  return { level: "error", message, title: undefined, file: undefined, line: undefined };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
