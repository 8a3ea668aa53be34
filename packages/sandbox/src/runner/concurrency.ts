/**
 * Concurrency groups, by GitHub's rules: one runs; of those that wait only the newest, or up to a hundred in order with
 * `queue: max`; `cancel-in-progress` ends the one that runs.
 */

export interface Holder {
  /** Told that somebody newer takes its place. */
  readonly cancel: (reason: string) => void;
}

export interface Membership {
  readonly group: string;
  readonly cancelInProgress: boolean;
  readonly queue: "single" | "max";
}

interface Waiting {
  readonly holder: Holder;
  readonly admit: (isAdmitted: boolean) => void;
}

interface Group {
  running: Holder | undefined;
  readonly waiting: Waiting[];
}

const maxQueue = 100;

export class ConcurrencyGroups {
  readonly #groups = new Map<string, Group>();

  /** @returns whether it may run; then `leave` has to be called. False where somebody newer took its place. */
  async enter({ group: name, cancelInProgress, queue }: Membership, holder: Holder): Promise<boolean> {
    const group = this.#groups.get(name.toLowerCase()) ?? { running: undefined, waiting: [] };
    this.#groups.set(name.toLowerCase(), group);
    if (group.running === undefined) {
      group.running = holder;
      return true;
    }
    const reason = `a newer run waits for the concurrency group ${name}`;
    if (queue === "single" || group.waiting.length >= maxQueue)
      for (const { holder: older, admit } of group.waiting.splice(0)) {
        older.cancel(reason);
        admit(false);
      }
    const admitted = new Promise<boolean>((admit) => group.waiting.push({ holder, admit }));
    if (cancelInProgress) group.running.cancel(reason);
    return admitted;
  }

  /** The next in line runs; one that only waits leaves the line. */
  leave(name: string, holder: Holder): void {
    const group = this.#groups.get(name.toLowerCase());
    if (group === undefined) return;
    const position = group.waiting.findIndex((waiting) => waiting.holder === holder);
    if (position >= 0) {
      for (const { admit } of group.waiting.splice(position, 1)) admit(false);
      return;
    }
    if (group.running !== holder) return;
    const next = group.waiting.shift();
    group.running = next?.holder;
    next?.admit(true);
  }
}
