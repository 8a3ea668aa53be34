import type { StatusState } from "@kalypso-actions/github-sandbox";

/** The newest status of each context. */
export function newestStatuses(statuses: readonly StatusState[]): readonly StatusState[] {
  return [...new Map(statuses.map((status) => [status.context, status])).values()];
}

/** The combined state of a commit, by GitHub's rules; undefined without statuses. */
export function combinedState(statuses: readonly StatusState[]): string | undefined {
  const states = newestStatuses(statuses).map(({ state }) => state);
  if (states.length === 0) return undefined;
  if (states.some((state) => state === "failure" || state === "error")) return "failure";
  return states.every((state) => state === "success") ? "success" : "pending";
}
