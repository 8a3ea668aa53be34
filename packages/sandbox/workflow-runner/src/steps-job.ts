/** A job with steps, from its concurrency group and approval to its end. */
import { Cancellation } from "./cancellation.ts";
import { evaluate, evaluateText, type Scope } from "./expressions.ts";
import { membershipOf, within } from "./groups.ts";
import { type JobOutcome, runJob } from "./job.ts";
import type { JobState } from "./run.ts";
import type { JobPlace, RunParts } from "./run-parts.ts";
import { jobError, messageOf } from "./run-record.ts";
import { entry, isMap } from "./value.ts";
import type { JobFile } from "./workflow-file.ts";

const cancelled: JobOutcome = { conclusion: "cancelled", outputs: {} };
const failed: JobOutcome = { conclusion: "failure", outputs: {} };

/** Minutes; the default for a job. */
const longest = 360;

export async function runStepsJob(parts: RunParts, place: JobPlace, state: JobState): Promise<JobOutcome> {
  const { record, run, shared } = parts;
  const { frame, job, scope, cancellation } = place;
  const tell = (reason: string | undefined) => {
    state.reason = reason;
    record.changed();
  };
  let result = cancelled;
  try {
    const entrance = {
      groups: shared.groups,
      record,
      repository: run.repository,
      cancellation,
      membership: membershipOf(job.concurrency, scope),
      held: frame.groups,
      tell,
    };
    result =
      (await within(entrance, () => record.during(() => admitAndRun(parts, place, state)))) ?? cancelled;
  } catch (error) {
    state.annotations.push(jobError(messageOf(error)));
    result = failed;
  }
  if (result.conclusion === "cancelled" && cancellation.asked.aborted)
    state.reason ??= String(cancellation.asked.reason);
  record.end(state, result.conclusion);
  return result;
}

async function admitAndRun(parts: RunParts, place: JobPlace, state: JobState): Promise<JobOutcome> {
  const { job, scope, cancellation } = place;
  demandRunner(job, scope);
  const name = environmentName(job, scope);
  if (name !== "") {
    state.environment = name;
    const refusal = parts.scopes.refusal(name);
    if (refusal !== undefined) throw new Error(refusal);
    const isAdmitted = await admit(parts, state, { environment: name, signal: cancellation.asked });
    if (!isAdmitted && !cancellation.asked.aborted) return failed;
  }
  if (cancellation.asked.aborted) return cancelled;
  parts.record.begin(state);
  return runInTime(parts, place, state);
}

/**
 * GitHub would wait a day for a matching runner.
 * @throws Error if there is none here
 */
function demandRunner(job: JobFile, scope: Scope): void {
  const labels = isMap(job.runsOn) ? entry(job.runsOn, "labels") : job.runsOn;
  const missing = [evaluate(labels ?? null, scope)].flat().filter((label) => !/^ubuntu-/.test(String(label)));
  if (missing.length > 0)
    throw new Error(`the sandbox has no runner for '${missing.join(", ")}'; it has only \`ubuntu-*\``);
}

function environmentName({ environment }: JobFile, scope: Scope): string {
  return evaluateText(isMap(environment) ? entry(environment, "name") : environment, scope);
}

/** Waits for an approval if the environment requires one. */
async function admit(
  { record, scopes, approvals }: RunParts,
  state: JobState,
  { environment, signal }: { readonly environment: string; readonly signal: AbortSignal },
): Promise<boolean> {
  if (!scopes.environment(environment).needsApproval) return true;
  state.status = "waiting";
  state.reason = `waiting for approval of ${environment}`;
  const isApproved = await record.waiting(() => approvals.wait(environment, signal));
  state.status = "queued";
  state.reason = isApproved || signal.aborted ? undefined : `${environment} was not approved`;
  return isApproved;
}

async function runInTime(parts: RunParts, place: JobPlace, state: JobState): Promise<JobOutcome> {
  const { shared, run, record, scopes } = parts;
  const { frame, job, needs, matrix, strategy, scope } = place;
  const minutes = Number(evaluateText(job.timeoutMinutes, scope) || longest);
  const cancellation = new Cancellation(place.cancellation);
  const reason = `The job has exceeded the maximum execution time of ${minutes} minutes.`;
  const timer = setTimeout(() => cancellation.ask(reason), Math.min(minutes * 60_000, 2 ** 31 - 1));
  const own = frame.hasEnvironmentSecrets ? scopes.environmentSecrets(state.environment) : {};
  const secrets = { ...frame.secrets, ...own };
  try {
    const outcome = await runJob({
      services: shared.services,
      sources: shared.sources,
      tools: shared.tools,
      env: shared.env,
      run,
      job: state,
      file: job,
      workflow: frame.workflow.file,
      cancellation,
      permissions: frame.workflow.permissions.get(job.id) ?? {},
      contexts: {
        vars: scopes.variables(state.environment),
        secrets,
        inputs: frame.inputs,
        needs,
        matrix,
        strategy,
      },
      changed: () => record.changed(),
    });
    if (cancellation.asked.reason === reason) {
      state.annotations.push(jobError(reason));
      state.reason = reason;
    }
    return outcome;
  } finally {
    clearTimeout(timer);
  }
}
