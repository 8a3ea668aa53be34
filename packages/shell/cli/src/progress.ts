import { visible } from "@kalypso-actions/diagnostics";
import { fitting } from "./width.ts";

export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** @returns a function that ends it */
  every(milliseconds: number, action: () => void): () => void;
}

/** Something under way, until it is disposed. */
interface Doing extends Disposable {
  update(what: string): void;
}

export interface Progress {
  doing(what: string): Doing;
}

export const silent: Progress = { doing: () => ({ update: () => {}, [Symbol.dispose]: () => {} }) };

interface StatusLineOptions {
  readonly columns: number;
  readonly write: (text: string) => void;
  readonly clock: Clock;
}

/** What is done faster needs no progress. */
const quiet = 1_000;
const interval = 100;
const clearLine = "\r\u001b[2K";

/** One line on a terminal that says what is under way, from the first second on, and is gone before anything is printed. */
export class StatusLine implements Progress {
  readonly #options: StatusLineOptions;
  readonly #started: number;
  readonly #current = new Map<symbol, string>();
  readonly #stop: () => void;
  #shown = "";
  #drawn = 0;

  constructor(options: StatusLineOptions) {
    this.#options = options;
    this.#started = options.clock.now();
    this.#stop = options.clock.every(interval, () => this.#draw());
  }

  doing(what: string): Doing {
    const id = Symbol(what);
    const update = (text: string) => {
      this.#current.set(id, text);
      // Work that does not let timers run tells its progress here.
      if (this.#options.clock.now() - this.#drawn >= interval) this.#draw();
    };
    update(what);
    return { update, [Symbol.dispose]: () => this.#current.delete(id) };
  }

  /** Clears the line for good. */
  end(): void {
    this.#stop();
    this.#current.clear();
    this.#show("");
  }

  #draw(): void {
    const now = this.#options.clock.now();
    if (now - this.#started < quiet) return;
    this.#drawn = now;
    const [first, ...more] = this.#current.values();
    const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
    this.#show(first === undefined ? "" : `${first}${others}...`);
  }

  #show(text: string): void {
    // A line that reaches the last column would wrap, and could not be cleared.
    const line = fitting(visible(text), this.#options.columns - 1);
    if (line === this.#shown) return;
    this.#options.write(this.#shown === "" ? line : clearLine + line);
    this.#shown = line;
  }
}
