import { duration } from "./duration.ts";

/** A deadline that has passed. */
export class TimedOut extends Error {
  override readonly name = "TimedOut";
  /** `60 s`, `the action's 30 min` */
  readonly time: string;

  constructor(milliseconds: number, whose = "") {
    const time = `${whose}${duration(milliseconds)}`;
    super(`no end within ${time}`);
    this.time = time;
  }
}

/**
 * Ends with the work, at its deadline or with an earlier signal, even if the work heeds neither.
 * @param work receives a signal that is aborted at the end of its time
 * @throws TimedOut at the deadline; the signal's reason
 */
export async function within<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const own = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = (reason: unknown) => {
    own.abort(reason);
    reject(reason);
  };
  const stop = () => end(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  // A longer timer would fire at once.
  const timer = setTimeout(() => end(new TimedOut(milliseconds)), Math.min(milliseconds, 2 ** 31 - 1));
  const working = work(own.signal);
  // Once its time is over, nobody waits for its error.
  working.catch(() => {});
  try {
    return await Promise.race([ended, working]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}
