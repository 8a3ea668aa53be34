/** Signals changes in a world, so that waiters re-check on a change instead of polling. */
export class Changes {
  readonly #waiting = new Set<() => void>();

  tell(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /**
   * Resolves as soon as a condition holds.
   * @param signal ends the wait, with its reason
   */
  async until(holds: () => boolean, signal?: AbortSignal): Promise<void> {
    while (!holds()) {
      signal?.throwIfAborted();
      await new Promise<void>((wake, giveUp) => {
        this.#waiting.add(wake);
        signal?.addEventListener("abort", () => giveUp(signal.reason), { once: true });
      });
    }
  }
}
