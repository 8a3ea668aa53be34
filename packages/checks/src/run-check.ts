import { type Diagnostic, DiagnosticError, diagnosticsOf } from "@kalypso-actions/diagnostics";
import { type Checked, type CheckPorts, type CheckSettings, waitForClusters } from "./wait-for-clusters.ts";

type StatusState = "pending" | "success" | "failure" | "error";

/** The status of the promoted commit, for the environment that is checked. */
export interface PromotionStatus {
  /** Whether it says already that the commit is deployed: then it says so until it is found otherwise. */
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

export interface CheckOutcome extends Checked {
  /** What went wrong beside the verdict: it stands nevertheless. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The verdict is there, and its status could not be set: the verdict is told all the same. */
async function lastStatus(status: PromotionStatus, { decision }: Checked): Promise<readonly Diagnostic[]> {
  const isThrough = decision.kind === "success";
  try {
    await status.set(
      isThrough ? "success" : "failure",
      isThrough ? "Deployed" : `Failed to deploy: ${decision.reason}`,
    );
    return [];
  } catch (error) {
    return diagnosticsOf(error);
  }
}

/** Sets a status on the way out of an error, which it must not hide. */
async function leave(
  status: PromotionStatus,
  state: StatusState,
  description: string,
  problem: DiagnosticError,
) {
  try {
    await status.set(state, description);
    return problem;
  } catch (error) {
    return new DiagnosticError([...problem.diagnostics, ...diagnosticsOf(error)], { cause: problem });
  }
}

/**
 * Waits for the clusters, and tells the promoted commit's status before and after: whatever happens, none stays pending.
 * @throws DiagnosticError check-cancelled, azure-*, github-*
 */
export async function runCheck(run: CheckRun): Promise<CheckOutcome> {
  const { signal, status } = run;
  let checked: Checked;
  try {
    if (!(await status.isDeployed())) await status.set("pending", "Deploying");
    const { sources, settings } = await run.prepare();
    checked = await waitForClusters({ ...run, sources }, settings);
  } catch (error) {
    if (signal.aborted) {
      const message = "the check was cancelled; what the clusters do is not known";
      const cancelled = new DiagnosticError(
        { severity: "error", code: "check-cancelled", message },
        { cause: error },
      );
      throw await leave(status, "error", "Check cancelled", cancelled);
    }
    const problem =
      error instanceof DiagnosticError ? error : new DiagnosticError(diagnosticsOf(error), { cause: error });
    throw await leave(
      status,
      "failure",
      `Failed to check: ${problem.diagnostics[0]?.message ?? "unknown"}`,
      problem,
    );
  }
  return { ...checked, diagnostics: await lastStatus(status, checked) };
}
