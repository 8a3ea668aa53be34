/**
 * Two ways to stop work: a cancelled job may go on, for example with `always()`; a force-cancelled one may not
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-cancellation).
 */

function follow(signal: AbortSignal, act: (reason: string) => void): void {
  if (signal.aborted) act(String(signal.reason));
  else signal.addEventListener("abort", () => act(String(signal.reason)), { once: true });
}

/** If the condition cannot be evaluated, treat it as false. */
function isSure(question: () => boolean): boolean {
  try {
    return question();
  } catch {
    return false;
  }
}

export class Cancellation {
  readonly #asked = new AbortController();
  readonly #forced = new AbortController();

  /**
   * @param whole the work that this is a part of, and is cancelled with
   * @param goesOn whether the part continues although the whole was cancelled
   */
  constructor(whole?: Cancellation, goesOn: () => boolean = () => false) {
    if (whole === undefined) return;
    follow(whole.forced, (reason) => this.force(reason));
    follow(whole.asked, (reason) => {
      if (!isSure(goesOn)) this.ask(reason);
    });
  }

  get asked(): AbortSignal {
    return this.#asked.signal;
  }

  get forced(): AbortSignal {
    return this.#forced.signal;
  }

  ask(reason: string): void {
    this.#asked.abort(reason);
  }

  force(reason: string): void {
    this.#asked.abort(reason);
    this.#forced.abort(reason);
  }
}
