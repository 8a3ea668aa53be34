import { info } from "@kalypso-actions/action-kit";
import { DiagnosticError, diagnosticsOf } from "@kalypso-actions/diagnostics";
import type { Commits, StatusState } from "@kalypso-actions/github";
import type { FluxConfiguration, GateDecision, GatePolicy } from "@kalypso-actions/promotion";
import { waitForClusters } from "./check.ts";

export interface CheckRun {
  readonly configurations: () => Promise<readonly FluxConfiguration[]>;
  /** The GitOps repository. */
  readonly commits: Pick<Commits, "changedPaths" | "compare">;
  /** The commit that the clusters are to apply. */
  readonly commit: string;
  /** @param changedPaths what the commit changes */
  readonly policy: (changedPaths: readonly string[]) => GatePolicy;
  /** Milliseconds between two polls. */
  readonly interval: number;
  /** Raised when the run is cancelled. */
  readonly signal: AbortSignal;
  /** Whether the commit's status says already that it is deployed: then it says so until it is found otherwise. */
  readonly isDeployed: () => Promise<boolean>;
  readonly status: (state: StatusState, description: string) => Promise<void>;
}

/**
 * Waits for the clusters, and tells the promoted commit's status before and after: whatever happens, none stays pending.
 * @throws DiagnosticError check-cancelled, azure-*, github-*
 */
export async function runCheck(run: CheckRun): Promise<GateDecision> {
  const { configurations, commits, interval, signal, status } = run;
  try {
    if (!(await run.isDeployed())) await status("pending", "Deploying");
    // What the commit changes is found by asking for it: the deadline counts from here.
    const policy = run.policy(await commits.changedPaths(run.commit));
    const ports = { configurations, commits, log: info, now: () => Date.now() };
    const decision = await waitForClusters(ports, policy, interval, signal);
    const isThrough = decision.kind === "success";
    await status(
      isThrough ? "success" : "failure",
      isThrough ? "Deployed" : `Failed to deploy: ${decision.reason}`,
    );
    return decision;
  } catch (error) {
    if (signal.aborted) {
      await status("error", "Check cancelled");
      const message = "the check was cancelled; what the clusters do is not known";
      throw new DiagnosticError({ severity: "error", code: "check-cancelled", message }, { cause: error });
    }
    await status("failure", `Failed to check: ${diagnosticsOf(error)[0]?.message ?? "unknown"}`);
    throw error;
  }
}
