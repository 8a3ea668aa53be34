/** Runs a workflow or a job once its concurrency group allows it. */
import type { Cancellation } from "./cancellation.ts";
import type { ConcurrencyGroups, Membership } from "./concurrency.ts";
import { evaluateText, type Scope } from "./expressions.ts";
import type { RunRecord } from "./run-record.ts";
import { entry, isMap, type Value } from "./value.ts";

/**
 * `concurrency:` of a workflow or a job.
 * @throws Error for options that exclude each other
 */
export function membershipOf(value: Value | undefined, scope: Scope): Membership | undefined {
  if (value === undefined) return undefined;
  const group = evaluateText(isMap(value) ? entry(value, "group") : value, scope);
  if (group === "") return undefined;
  const cancelInProgress = evaluateText(entry(value, "cancel-in-progress"), scope) === "true";
  const queue = evaluateText(entry(value, "queue"), scope) === "max" ? "max" : "single";
  if (cancelInProgress && queue === "max")
    throw new Error("'cancel-in-progress: true' cannot be combined with 'queue: max'");
  return { group, cancelInProgress, queue };
}

interface Entrance {
  readonly groups: ConcurrencyGroups;
  readonly record: RunRecord;
  readonly repository: string;
  readonly membership: Membership | undefined;
  readonly cancellation: Cancellation;
  /** Groups already held by the enclosing workflow or job. */
  readonly held: readonly string[];
  /** Receives what it waits for, or why it gave up. */
  readonly tell: (reason: string | undefined) => void;
}

/** Runs work once its group allows it; undefined if it never does. */
export async function within<T>(entrance: Entrance, work: () => Promise<T>): Promise<T | undefined> {
  const { groups, record, repository, membership, cancellation, held, tell } = entrance;
  if (membership === undefined) return work();
  const { group } = membership;
  if (held.includes(group.toLowerCase())) {
    tell(`Canceling since a deadlock was detected for concurrency group: '${group}'`);
    return undefined;
  }
  const key = `${repository} ${group}`;
  const cancel = () => {
    const reason = `Canceling since a higher priority waiting request for '${group}' exists`;
    tell(reason);
    cancellation.ask(reason);
  };
  const holder = { cancel };
  if (groups.isHeld(key)) tell(`waiting for the concurrency group ${group}`);
  const enter = () => groups.enter({ ...membership, group: key }, holder, cancellation.asked);
  if (!(await record.during(() => record.waiting(enter)))) return undefined;
  tell(undefined);
  try {
    return await work();
  } finally {
    groups.leave(key, holder);
  }
}
