import type { Cancellation } from "./cancellation.ts";
import type { Scope } from "./expressions.ts";
import type { JobRun, Variables } from "./job-run.ts";
import type { Conclusion, StepState } from "./run.ts";
import type { StepLog } from "./step-log.ts";
import { runStepProcess } from "./step-process.ts";
import type { StepFile } from "./workflow-file.ts";

/** A step to run. */
export interface StepWork {
  readonly run: JobRun;
  readonly file: StepFile;
  readonly step: StepState;
  readonly log: StepLog;
  readonly scope: Scope;
  /** Variables of the workflow, the job and the step. */
  readonly env: Variables;
  readonly cancellation: Cancellation;
}

export interface StepOutcome {
  readonly conclusion: Conclusion;
  readonly outputs: Variables;
  /** Runs when the job ends. */
  readonly post?: (() => Promise<void>) | undefined;
}

interface StepCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** In addition to the variables of every step in the job. */
  readonly env: Variables;
}

/** Runs a process whose output goes to the step's log. */
export async function runCommand(work: StepWork, { env, ...command }: StepCommand): Promise<Conclusion> {
  const { run, log, cancellation } = work;
  const exitCode = await runStepProcess({
    ...command,
    env: { ...run.processEnv(), ...work.env, ...env },
    onOutput: (chunk) => log.write(chunk),
    cancellation,
  });
  log.end();
  if (exitCode === 0) return "success";
  if (!cancellation.asked.aborted) log.annotate("error", `Process completed with exit code ${exitCode}.`);
  return "failure";
}
