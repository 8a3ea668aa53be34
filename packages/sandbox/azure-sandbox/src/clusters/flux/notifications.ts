/** Flux's notification-controller with a provider of type `github`: which events become commit statuses. */
import type { CommitStatuses } from "../commit-statuses.ts";
import type { FluxEvent } from "./engine.ts";

/**
 * They report different events: 2.7 all of them, 2.8 (up to notification-controller 1.8.4) no failures, 2.9 the right
 * ones.
 */
export type FluxVersion = "2.7" | "2.8" | "2.9";

/** `HealthCheckFailed`: "health check failed". */
function wordsOf(reason: string): string {
  return reason.replaceAll(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, " ").toLowerCase();
}

/**
 * Whether a version turns an event into a status. Since 2.8, an info event counts only if a reconciliation has
 * finished.
 */
export function isToldBy(version: FluxVersion, { severity, reason }: FluxEvent): boolean {
  if (reason === "Progressing") return false;
  if (version === "2.7") return true;
  if (severity === "info") return reason === "ReconciliationSucceeded";
  return version === "2.9";
}

export async function notify(
  statuses: CommitStatuses,
  { severity, reason, revision }: FluxEvent,
  signal: AbortSignal,
): Promise<void> {
  const commit = revision.slice(revision.lastIndexOf(":") + 1);
  const state = severity === "info" ? "success" : "failure";
  await statuses.say(commit, { state, description: wordsOf(reason) }, signal);
}
