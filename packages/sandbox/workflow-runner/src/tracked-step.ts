/** A step's visible state: status, log and duration. */
import type { JobRun } from "./job-run.ts";
import type { Conclusion, StepState } from "./run.ts";
import { messageOf } from "./run-record.ts";
import { StepLog } from "./step-log.ts";

/** An error with several messages, each of which becomes an annotation. */
export class StepError extends Error {
  readonly messages: readonly string[];

  constructor(...messages: readonly string[]) {
    super(messages.join("\n"));
    this.messages = messages;
  }
}

export function newStep({ request, masks }: JobRun, name: string): StepState {
  const step: StepState = {
    name: masks.apply(name),
    status: "queued",
    conclusion: undefined,
    log: [],
    summary: "",
    startedAt: undefined,
    completedAt: undefined,
  };
  request.job.steps.push(step);
  return step;
}

/** Runs a step's work and records its state and log. */
export async function track(
  run: JobRun,
  step: StepState,
  work: (log: StepLog) => Promise<Conclusion>,
): Promise<Conclusion> {
  const { job, changed } = run.request;
  const log = new StepLog({ step, job, masks: run.masks, changed });
  step.status = "in_progress";
  step.startedAt = Date.now();
  changed();
  let conclusion: Conclusion;
  try {
    conclusion = await work(log);
  } catch (error) {
    log.end();
    for (const message of error instanceof StepError ? error.messages : [messageOf(error)])
      log.annotate("error", message);
    conclusion = "failure";
  }
  log.end();
  step.status = "completed";
  step.conclusion = conclusion;
  step.completedAt = Date.now();
  changed();
  return conclusion;
}
