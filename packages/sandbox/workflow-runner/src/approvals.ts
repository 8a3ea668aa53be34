/** Jobs that wait for their environment's approval. */

type Decide = (isApproved: boolean) => void;

export class Approvals {
  readonly #waiting = new Map<string, Set<Decide>>();

  /** @returns whether it was approved; false if the wait was cancelled */
  async wait(environment: string, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    const waiting = this.#waiting.get(environment) ?? new Set();
    this.#waiting.set(environment, waiting);
    return new Promise((resolve) => {
      const decide = (isApproved: boolean) => {
        waiting.delete(decide);
        resolve(isApproved);
      };
      waiting.add(decide);
      signal.addEventListener("abort", () => decide(false), { once: true });
    });
  }

  /**
   * Decides for all jobs that wait for the environment.
   * @returns whether there were any
   */
  decide(environment: string, isApproved: boolean): boolean {
    const waiting = [...(this.#waiting.get(environment) ?? [])];
    for (const decide of waiting) decide(isApproved);
    return waiting.length > 0;
  }
}
