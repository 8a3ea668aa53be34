/** Runs a workflow or a job when its concurrency group allows it. */
import type { Cancellation } from "./cancellation.ts";
import type { ConcurrencyGroups, Membership } from "./concurrency.ts";
import { evaluateText, type Scope } from "./expressions.ts";
import type { RunRecord } from "./run-record.ts";
import { entry, isMap, type Value } from "./value.ts";

/** `concurrency:` of a workflow or a job. @throws Error where it asks for what excludes each other */
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
  /** Those that are held by what this is a part of. */
  readonly held: readonly string[];
  /** Told what is waited for, or why it is in vain. */
  readonly tell: (reason: string | undefined) => void;
}

/** Does something when its group lets it; undefined where it does not. */
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
