import { deadlines, openEnd, type RunTime } from "@kalypso-actions/deadlines";
import type { FaultName } from "@kalypso-actions/github-sandbox";

const small = { ...deadlines, answerBytes: 128 * 1024 };

/** The product's deadlines, which no test reaches, and answers of at most 128 KiB. */
export const patient: RunTime = { ...openEnd, deadlines: small };

/** For what never answers: its deadline is the only way out. */
export const hasty: RunTime = {
  ...openEnd,
  deadlines: { ...small, request: 100, login: 300, lastPoll: 1_000 },
};

/** For a git server that never answers. */
export const hastyGit: RunTime = { ...openEnd, deadlines: { ...small, git: 400 } };

/** Short deadlines only for the faults that end by one, so that no other outcome depends on how busy the machine is. */
export function timeFor(fault: FaultName): RunTime {
  return fault === "silent" || fault === "trickling" ? hasty : patient;
}

/** The short deadlines, in milliseconds, of requests that this process answers itself. */
const own: ReadonlySet<unknown> = new Set([hasty.deadlines.request, hasty.deadlines.login]);
const steps = 20;

/**
 * Lets the short deadlines pass only while this process runs. On a busy machine it stands still for longer than they are,
 * and its servers with it.
 */
export function passOwnTimeOnly(): void {
  const { setTimeout: start, clearTimeout: stop } = globalThis;
  const current = new WeakMap<NodeJS.Timeout, NodeJS.Timeout>();
  const stepwise = (end: () => void, milliseconds: number) => {
    const first = start(() => next(steps - 1), milliseconds / steps);
    const next = (left: number) => {
      if (left === 0) end();
      else
        current.set(
          first,
          start(() => next(left - 1), milliseconds / steps),
        );
    };
    return first;
  };
  globalThis.setTimeout = Object.assign(
    (end: () => void, milliseconds?: number, ...rest: readonly unknown[]) =>
      own.has(milliseconds) && rest.length === 0
        ? stepwise(end, Number(milliseconds))
        : start(end, milliseconds, ...(rest as [])),
    start,
  ) as typeof start;
  globalThis.clearTimeout = (timer) => {
    stop(timer);
    if (typeof timer === "object" && timer !== null) stop(current.get(timer as NodeJS.Timeout));
  };
}
