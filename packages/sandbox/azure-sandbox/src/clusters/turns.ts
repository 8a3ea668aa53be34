/** Runs one turn at a time: anything that happens during a turn causes one more. */
export class Turns {
  readonly #turn: (signal: AbortSignal) => Promise<void>;
  readonly #ended = new AbortController();
  #running: Promise<void> | undefined;
  #isStale = false;

  constructor(turn: (signal: AbortSignal) => Promise<void>) {
    this.#turn = turn;
  }

  wake(): void {
    this.#isStale = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Resolves once everything so far is processed. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** Aborts the current turn. */
  async end(): Promise<void> {
    this.#ended.abort(new Error("the cluster was removed"));
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#ended;
    while (this.#isStale && !signal.aborted) {
      this.#isStale = false;
      await this.#turn(signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  }
}

/** Waits for a promise, but no longer than until the signal aborts. */
export async function unlessEnded<T>(signal: AbortSignal, wanted: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(signal.reason);
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    return await Promise.race([wanted, promise]);
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}
