import { TimedOut } from "@kalypso-actions/deadlines";
import { type Diagnostic, diagnosticsOf } from "@kalypso-actions/diagnostics";
import { type Checked, type CheckPorts, type CheckSettings, waitForClusters } from "./wait-for-clusters.ts";

type StatusState = "pending" | "success" | "failure" | "error";

/** The promoted commit's status for the environment being checked. */
export interface PromotionStatus {
  /** Whether it already says Deployed: then it stays until a check finds a failure. */
  isDeployed(): Promise<boolean>;
  set(state: StatusState, description: string): Promise<void>;
}

interface Prepared extends Pick<CheckPorts, "sources"> {
  readonly settings: CheckSettings;
  /** How much of the environment is held; the status says so. */
  readonly held?: number;
}

export interface CheckRun extends Omit<CheckPorts, "sources"> {
  readonly status: PromotionStatus;
  /** What to wait for, and the health sources; resolved after the status says that the check has started. */
  readonly prepare: () => Promise<Prepared>;
  /** Raised when the run is cancelled. */
  readonly signal: AbortSignal;
}

export interface CheckOutcome {
  /** The verdict or, if an error ended the check, the last known state. */
  readonly checked: Checked | undefined;
  /** Whether there is a verdict. */
  readonly isDecided: boolean;
  /** Problems that ended the check without a verdict, or that do not affect the verdict. */
  readonly diagnostics: readonly Diagnostic[];
}

const cancelled: Diagnostic = {
  severity: "error",
  code: "check-cancelled",
  message: "the check was cancelled; the state of the clusters is unknown",
};

const late: Diagnostic = {
  severity: "error",
  code: "action-timed-out",
  message: "the check did not end in time; the state of the clusters is unknown",
  hint: "Run it again: the check continues from the clusters' current state.",
};

/** Why a check was stopped; undefined if it was not. */
function stopped({ aborted, reason }: AbortSignal): Diagnostic | undefined {
  if (!aborted) return undefined;
  return reason instanceof TimedOut ? late : cancelled;
}

/** Sets a status. A failure to do so does not hide other problems. */
async function trySet(
  status: PromotionStatus,
  state: StatusState,
  description: string,
): Promise<readonly Diagnostic[]> {
  try {
    await status.set(state, description);
    return [];
  } catch (error) {
    return diagnosticsOf(error);
  }
}

/** Ends a check with a verdict. */
async function decided({ status }: CheckRun, checked: Checked, held: number): Promise<CheckOutcome> {
  const { kind, reason } = checked.decision;
  const isThrough = kind === "success";
  const deployed = held === 0 ? "Deployed" : `Deployed, ${held} held`;
  const description = isThrough ? deployed : `Failed to deploy: ${reason}`;
  const diagnostics = await trySet(status, isThrough ? "success" : "failure", description);
  return { checked, isDecided: true, diagnostics };
}

/** Ends a check without a verdict. A Deployed status stays, because nothing contradicts it. */
async function undecided(
  { status, signal }: CheckRun,
  error: unknown,
  wasDeployed: boolean,
): Promise<Omit<CheckOutcome, "checked">> {
  const stop = stopped(signal);
  const problems = stop === undefined ? diagnosticsOf(error) : [stop];
  if (wasDeployed) return { isDecided: false, diagnostics: problems };
  const told =
    stop === cancelled
      ? await trySet(status, "error", "Check cancelled")
      : await trySet(status, "failure", `Failed to check: ${problems[0]?.message ?? "unknown"}`);
  return { isDecided: false, diagnostics: [...problems, ...told] };
}

/**
 * Waits for the clusters, and sets the promoted commit's status before and after. No status stays pending, whatever
 * happens. The outcome reports what ended the check, along with the last known state.
 */
export async function runCheck(run: CheckRun): Promise<CheckOutcome> {
  const { status } = run;
  let wasDeployed = false;
  let last: Checked | undefined;
  try {
    wasDeployed = await status.isDeployed();
    if (!wasDeployed) await status.set("pending", "Deploying");
    const { sources, settings, held = 0 } = await run.prepare();
    const checked = await waitForClusters({ ...run, sources }, settings, (seen) => {
      last = seen;
    });
    return await decided(run, checked, held);
  } catch (error) {
    return { checked: last, ...(await undecided(run, error, wasDeployed)) };
  }
}
