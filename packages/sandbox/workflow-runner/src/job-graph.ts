/** Runs the jobs of a workflow, including called workflows, once their needs are met. */

import { calledFrame, callOutputs } from "./call.ts";
import { Cancellation } from "./cancellation.ts";
import type { Context } from "./contexts.ts";
import { evaluateCondition, evaluateText, type Scope } from "./expressions.ts";
import { type Frame, recordOf } from "./frame.ts";
import { membershipOf, within } from "./groups.ts";
import type { JobOutcome } from "./job.ts";
import type { LoadedWorkflow } from "./load-workflow.ts";
import type { Conclusion } from "./run.ts";
import type { JobPlace, JobResult, RunParts } from "./run-parts.ts";
import { jobError, messageOf } from "./run-record.ts";
import { runStepsJob } from "./steps-job.ts";
import { jobName, type Strategy, strategyOf } from "./strategy.ts";
import type { JobFile } from "./workflow-file.ts";

export function worst(conclusions: Iterable<Conclusion>): Conclusion {
  const given = new Set(conclusions);
  const order = ["failure", "cancelled", "success"] as const;
  return order.find((conclusion) => given.has(conclusion)) ?? "skipped";
}

export async function runJobs(parts: RunParts, frame: Frame): Promise<ReadonlyMap<string, JobResult>> {
  const { jobs } = frame.workflow.file;
  const promises = new Map<string, Promise<JobResult>>();
  const resultOf = (job: JobFile): Promise<JobResult> => {
    const known = promises.get(job.id);
    if (known !== undefined) return known;
    const needed = jobs
      .filter(({ id }) => job.needs.includes(id))
      .map(async (each) => [each.id, await resultOf(each)] as const);
    const promise = Promise.all(needed).then((needs) => runJob(parts, frame, { job, needs: new Map(needs) }));
    promises.set(job.id, promise);
    return promise;
  };
  return new Map(await Promise.all(jobs.map(async (job) => [job.id, await resultOf(job)] as const)));
}

async function runJob(
  parts: RunParts,
  frame: Frame,
  { job, needs }: { readonly job: JobFile; readonly needs: ReadonlyMap<string, JobResult> },
): Promise<JobResult> {
  const before = [...needs.values()];
  const success = before.every(({ allSucceeded }) => allSucceeded);
  const failure = before.some(({ anyFailed }) => anyFailed);
  const context = Object.fromEntries(
    [...needs].map(([id, { conclusion, outputs }]) => [id, { result: conclusion, outputs }]),
  );
  const { asked, forced } = frame.cancellation;
  const scope = parts.scopes.of(frame, { needs: context });
  const isWanted = () =>
    !forced.aborted &&
    evaluateCondition(job.condition, { ...scope, status: { success, failure, cancelled: asked.aborted } });
  const { conclusion, outputs } = await outcomeOf(parts, { frame, job, needs: context, scope, isWanted });
  return {
    conclusion,
    outputs,
    allSucceeded: success && conclusion === "success",
    anyFailed: failure || conclusion === "failure",
  };
}

interface Wanted {
  readonly frame: Frame;
  readonly job: JobFile;
  readonly needs: Context;
  readonly scope: Scope;
  /** Evaluates its `if`, at the time of the call. */
  readonly isWanted: () => boolean;
}

async function outcomeOf(parts: RunParts, wanted: Wanted): Promise<JobOutcome> {
  const { frame, job, scope, isWanted } = wanted;
  try {
    if (isWanted()) return await runMatrix(parts, wanted, strategyOf(job.strategy, scope));
    const name = job.strategy === undefined ? evaluateText(job.name, scope) : "";
    const conclusion = frame.cancellation.asked.aborted ? "cancelled" : "skipped";
    return conclude(parts, recordOf(frame, job, name || job.id), { conclusion });
  } catch (error) {
    return conclude(parts, recordOf(frame, job, job.id), { conclusion: "failure", why: messageOf(error) });
  }
}

/** Concludes a job that does not run. */
function conclude(
  { record }: RunParts,
  place: ReturnType<typeof recordOf>,
  { conclusion, why }: { readonly conclusion: Conclusion; readonly why?: string | undefined },
): JobOutcome {
  const state = record.job(place);
  if (conclusion === "failure" && why !== undefined) state.annotations.push(jobError(why));
  else state.reason = why;
  record.end(state, conclusion);
  return { conclusion, outputs: {} };
}

async function runMatrix(parts: RunParts, wanted: Wanted, strategy: Strategy): Promise<JobOutcome> {
  const { frame, job, needs, isWanted } = wanted;
  const places = strategy.combinations.map(({ matrix, context }): JobPlace => {
    const scope = parts.scopes.of(frame, { needs, matrix: matrix ?? {}, strategy: context });
    const cancellation = new Cancellation(frame.cancellation, isWanted);
    const name = jobName(job, matrix, scope);
    return { frame, job, name, needs, scope, matrix: matrix ?? {}, strategy: context, cancellation };
  });
  const todo = places.map((place) => prepare(parts, place));
  const results: JobOutcome[] = [];
  const worker = async () => {
    for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
      const result = await next();
      results.push(result);
      if (!strategy.failFast || result.conclusion !== "failure") continue;
      for (const { cancellation } of places) cancellation.ask("another job of the matrix has failed");
    }
  };
  await Promise.all(Array.from({ length: Math.min(strategy.limit, places.length) }, worker));
  return { conclusion: worst(results.map((result) => result.conclusion)), outputs: joined(results) };
}

/** The outputs of a matrix's jobs combined: an empty one does not overwrite another. */
function joined(results: readonly JobOutcome[]): JobOutcome["outputs"] {
  const outputs: Record<string, string> = {};
  for (const [name, value] of results.flatMap((result) => Object.entries(result.outputs)))
    if (value !== "" || !Object.hasOwn(outputs, name)) outputs[name] = value;
  return outputs;
}

/** A job's state exists before its turn comes; the state of a call consists of its jobs. */
function prepare(parts: RunParts, place: JobPlace): () => Promise<JobOutcome> {
  const { frame, job, scope } = place;
  const callee = frame.workflow.calls.get(job.id);
  if (callee !== undefined) return () => runCall(parts, place, callee);
  const state = parts.record.job(recordOf(frame, job, place.name));
  return async () => {
    const result = await runStepsJob(parts, place, state);
    // The conclusion that counts for the run; the job's own state keeps the failure.
    const continues = evaluateText(job.continueOnError, scope) === "true";
    return continues && result.conclusion === "failure" ? { ...result, conclusion: "success" } : result;
  };
}

async function runCall(parts: RunParts, place: JobPlace, callee: LoadedWorkflow): Promise<JobOutcome> {
  const { frame, job, name, cancellation } = place;
  const { record, run, shared, scopes } = parts;
  let told: string | undefined;
  const entrance = {
    groups: shared.groups,
    record,
    repository: run.repository,
    cancellation,
    tell: (reason: string | undefined) => {
      told = reason;
    },
  };
  try {
    const own = membershipOf(job.concurrency, place.scope);
    const called = calledFrame(place, callee);
    const inner = membershipOf(callee.file.concurrency, scopes.of(called));
    const outcome = await within({ ...entrance, held: frame.groups, membership: own }, () =>
      within({ ...entrance, held: groupsOf(frame.groups, own), membership: inner }, async () => {
        const groups = groupsOf(frame.groups, own, inner);
        const results = await runJobs(parts, { ...called, groups });
        const conclusion = worst([...results.values()].map((result) => result.conclusion));
        return { conclusion, outputs: callOutputs(callee, results, scopes.of(called)) };
      }),
    );
    return outcome ?? conclude(parts, recordOf(frame, job, name), { conclusion: "cancelled", why: told });
  } catch (error) {
    return conclude(parts, recordOf(frame, job, name), { conclusion: "failure", why: messageOf(error) });
  }
}

/** The held groups, in the form used for comparison. */
export function groupsOf(
  held: readonly string[],
  ...memberships: readonly ({ readonly group: string } | undefined)[]
): readonly string[] {
  return [...held, ...memberships.flatMap((each) => (each === undefined ? [] : [each.group.toLowerCase()]))];
}
