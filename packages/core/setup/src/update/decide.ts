/** What a new release does to each workflow that a platform has copied. */

/** Git object ids; undefined where there is none. */
interface WorkflowVersions {
  /** What the platform got from the release that it has; undefined if that is not known. */
  readonly base: string | undefined;
  readonly present: string | undefined;
  readonly next: string;
}

/**
 * - `same`: it is the release's text already.
 * - `add`, `replace`: nobody has worked on it.
 * - `merge`: somebody has changed it, and the release has, too.
 * - `kept`: somebody has changed it, and the release has not.
 * - `deleted`: somebody has deleted it.
 * - `unknown`: it is another text, and nobody knows from which release it was made.
 */
export type WorkflowChange = "same" | "add" | "replace" | "merge" | "kept" | "deleted" | "unknown";

export function decideWorkflow({ base, present, next }: WorkflowVersions): WorkflowChange {
  if (present === undefined) return base === undefined ? "add" : "deleted";
  if (present === next) return "same";
  if (base === undefined) return "unknown";
  if (present === base) return "replace";
  return base === next ? "kept" : "merge";
}
