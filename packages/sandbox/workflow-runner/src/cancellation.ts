/**
 * How work is ended. Who is asked to end may go on, as what says `always()` does; who is ended at once may not
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
   * @param whole what this is a part of, and ends with
   * @param goesOn whether the part goes on although the whole was asked to end
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
