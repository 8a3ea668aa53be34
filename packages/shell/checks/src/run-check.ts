import { type Diagnostic, diagnosticsOf } from "@kalypso-actions/diagnostics";
import { type Checked, type CheckPorts, type CheckSettings, waitForClusters } from "./wait-for-clusters.ts";

type StatusState = "pending" | "success" | "failure" | "error";

/** The status of the promoted commit, for the environment that is checked. */
export interface PromotionStatus {
  /** Whether it says already that the commit is deployed: then it says so until a check finds otherwise. */
  isDeployed(): Promise<boolean>;
  set(state: StatusState, description: string): Promise<void>;
}

export interface CheckRun extends Omit<CheckPorts, "sources"> {
  readonly status: PromotionStatus;
  /** What is waited for, and who tells: found out when the status says that the check has begun. */
  readonly prepare: () => Promise<Pick<CheckPorts, "sources"> & { readonly settings: CheckSettings }>;
  /** Raised when the run is cancelled. */
  readonly signal: AbortSignal;
}

export interface CheckOutcome {
  /** The verdict; where an error ended the check, what was known by then. */
  readonly checked: Checked | undefined;
  /** Whether there is a verdict. */
  readonly isDecided: boolean;
  /** What ended the check without a verdict, or went wrong beside it: the verdict stands nevertheless. */
  readonly diagnostics: readonly Diagnostic[];
}

const cancelled: Diagnostic = {
  severity: "error",
  code: "check-cancelled",
  message: "the check was cancelled; the state of the clusters is unknown",
};

/** Sets a status, whose own problem hides nothing. */
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

/** How a check ends that has a verdict. */
async function decided({ status }: CheckRun, checked: Checked): Promise<CheckOutcome> {
  const { kind, reason } = checked.decision;
  const isThrough = kind === "success";
  const description = isThrough ? "Deployed" : `Failed to deploy: ${reason}`;
  const diagnostics = await trySet(status, isThrough ? "success" : "failure", description);
  return { checked, isDecided: true, diagnostics };
}

/** How a check ends that has none. What is deployed stays so: nothing was found that says otherwise. */
async function undecided(
  { status, signal }: CheckRun,
  error: unknown,
  wasDeployed: boolean,
): Promise<Omit<CheckOutcome, "checked">> {
  const problems = signal.aborted ? [cancelled] : diagnosticsOf(error);
  if (wasDeployed) return { isDecided: false, diagnostics: problems };
  const told = signal.aborted
    ? await trySet(status, "error", "Check cancelled")
    : await trySet(status, "failure", `Failed to check: ${problems[0]?.message ?? "unknown"}`);
  return { isDecided: false, diagnostics: [...problems, ...told] };
}

/**
 * Waits for the clusters, and tells the promoted commit's status before and after: whatever happens, none stays pending.
 * What ends a check is in the outcome, beside what was known by then.
 */
export async function runCheck(run: CheckRun): Promise<CheckOutcome> {
  const { status } = run;
  let wasDeployed = false;
  let last: Checked | undefined;
  try {
    wasDeployed = await status.isDeployed();
    if (!wasDeployed) await status.set("pending", "Deploying");
    const { sources, settings } = await run.prepare();
    const checked = await waitForClusters({ ...run, sources }, settings, (seen) => {
      last = seen;
    });
    return await decided(run, checked);
  } catch (error) {
    return { checked: last, ...(await undecided(run, error, wasDeployed)) };
  }
}
