/** One step: a script, an unmodified action, or a stand-in. */
import { join } from "node:path";
import { Cancellation } from "./cancellation.ts";
import { evaluateCondition, evaluateText, evaluateTexts, type Scope } from "./expressions.ts";
import type { JobRun } from "./job-run.ts";
import { runNodeAction } from "./node-action.ts";
import { resolveAction } from "./resolve-action.ts";
import type { Conclusion } from "./run.ts";
import { runScript } from "./script.ts";
import { runStandIn } from "./stand-in-action.ts";
import { StepFiles } from "./step-files.ts";
import type { StepOutcome, StepWork } from "./step-work.ts";
import { newStep, StepError, track } from "./tracked-step.ts";
import type { StepFile } from "./workflow-file.ts";

const skipped: StepOutcome = { conclusion: "skipped", outputs: {} };

function nameOf(file: StepFile, scope: Scope): string {
  const given = evaluateText(file.name, scope);
  if (given !== "") return given;
  if (file.uses !== undefined) return `Run ${file.uses}`;
  return `Run ${evaluateText(file.run, scope).split("\n")[0]}`;
}

/** A name that cannot be evaluated fails the step, which is then shown with the name as written. */
function shownName(run: JobRun, file: StepFile): string {
  try {
    return nameOf(file, run.scope(run.jobEnv()));
  } catch {
    return file.uses === undefined ? "Run" : `Run ${file.uses}`;
  }
}

/** Runs the step if its `if` allows it. */
async function runInTime(
  run: JobRun,
  file: StepFile,
  { step, log }: Pick<StepWork, "step" | "log">,
): Promise<StepOutcome> {
  const env = () => {
    const jobEnv = run.jobEnv();
    return { ...jobEnv, ...evaluateTexts(file.env, run.scope(jobEnv)) };
  };
  const { cancellation: whole } = run.request;
  const isWanted = () => !whole.forced.aborted && evaluateCondition(file.condition, run.scope(env()));
  if (!isWanted()) return skipped;
  const scope = run.scope(env());
  const cancellation = new Cancellation(whole, isWanted);
  const minutes = Number(evaluateText(file.timeoutMinutes, scope));
  const timedOut = `The action '${step.name}' has timed out after ${minutes} minutes.`;
  const end = () => cancellation.ask(timedOut);
  const timer = minutes > 0 ? setTimeout(end, Math.min(minutes * 60_000, 2 ** 31 - 1)) : undefined;
  try {
    const outcome = await runStep({ run, file, step, log, scope, env: env(), cancellation });
    if (cancellation.asked.reason === timedOut) log.annotate("error", timedOut);
    else if (cancellation.asked.aborted) log.annotate("error", "The operation was canceled.");
    if (!cancellation.asked.aborted) return outcome;
    return { ...outcome, conclusion: cancellation.asked.reason === timedOut ? "failure" : "cancelled" };
  } finally {
    clearTimeout(timer);
  }
}

async function runStep(work: StepWork): Promise<StepOutcome> {
  const { run, file, step } = work;
  const { sources, job } = run.request;
  const action = file.uses === undefined ? undefined : resolveAction(file.uses, sources, run.workspace);
  if (action?.kind === "stand-in") return runStandIn(work, action.standIn);
  const files = await StepFiles.create(join(run.temp, `step-${job.steps.length}`));
  const conclusion =
    action === undefined ? await runScript(work, files) : await runNodeAction(work, action.folder, files);
  const results = await files.read();
  step.summary = run.masks.apply(results.summary);
  Object.assign(run.exported, results.env);
  // The last path goes first.
  run.paths.unshift(...results.paths.toReversed());
  if (results.problems.length > 0) throw new StepError(...results.problems);
  return { conclusion, outputs: results.outputs };
}

/** Runs a step from the file and records its results. */
export async function runFileStep(run: JobRun, file: StepFile): Promise<void> {
  const step = newStep(run, shownName(run, file));
  let result = skipped;
  const outcome: Conclusion = await track(run, step, async (log) => {
    result = await runInTime(run, file, { step, log });
    if (result.post !== undefined) run.posts.push({ name: `Post ${step.name}`, post: result.post });
    return result.conclusion;
  });
  const isForgiven = outcome === "failure" && continuesOnError(run, file);
  if (outcome === "failure" && !isForgiven) run.hasFailed = true;
  const conclusion = isForgiven ? "success" : outcome;
  if (file.id !== undefined) run.records[file.id] = { outputs: result.outputs, outcome, conclusion };
}

function continuesOnError(run: JobRun, { continueOnError }: StepFile): boolean {
  return evaluateText(continueOnError, run.scope(run.jobEnv())) === "true";
}
