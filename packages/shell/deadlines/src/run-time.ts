import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { type Deadlines, deadlines } from "./deadlines.ts";
import { duration } from "./duration.ts";
import { TimedOut, within } from "./within.ts";

/** The time of a run, for everything in it that waits. */
export interface RunTime {
  readonly deadlines: Deadlines;
  /** Aborted when the run's time is over, with a {@link TimedOut}, or when the run is cancelled. */
  readonly signal: AbortSignal;
  /** Milliseconds. */
  left(): number;
}

/** A run that only people end, as on the command line: each of its waits still has its own deadline. */
export const openEnd: RunTime = {
  deadlines,
  signal: new AbortController().signal,
  left: () => Number.POSITIVE_INFINITY,
};

/**
 * Does something within the time of an action. What waits then ends with its own problem; if something else does not,
 * the action ends without it.
 * @throws DiagnosticError action-timed-out
 */
export async function inTime<T>(
  work: (time: RunTime) => Promise<T>,
  limits: Deadlines = deadlines,
): Promise<T> {
  const { action, farewell } = limits;
  const end = performance.now() + action;
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(new TimedOut(action, "the action's ")), action);
  const left = () => Math.max(end - performance.now(), 0);
  try {
    return await within(action + farewell, undefined, () =>
      work({ deadlines: limits, signal: over.signal, left }),
    );
  } catch (cause) {
    if (!(cause instanceof TimedOut)) throw cause;
    const diagnostic = {
      severity: "error",
      code: "action-timed-out",
      message: `the action did not end within ${duration(action)}`,
      hint: "Run it again: it continues with what is outstanding. If that takes as long, divide the work, for example with the input `shard` of render.",
    } as const;
    throw new DiagnosticError(diagnostic, { cause });
  } finally {
    clearTimeout(timer);
  }
}
