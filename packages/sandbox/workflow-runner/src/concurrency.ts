/**
 * Concurrency groups, by GitHub's rules: one runs; of those that wait only the newest, or up to a hundred in order with
 * `queue: max`; `cancel-in-progress` ends the one that runs.
 */

interface Holder {
  /** Told that somebody newer takes its place, or that there is no place left. */
  readonly cancel: () => void;
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

  /** Whether who enters now has to wait. */
  isHeld(name: string): boolean {
    return this.#group(name).running !== undefined;
  }

  /**
   * @param signal ends the wait
   * @returns whether it may run; then `leave` has to be called. False where somebody newer took its place,
   * the line is full, or the wait has ended.
   */
  async enter(membership: Membership, holder: Holder, signal: AbortSignal): Promise<boolean> {
    const { group: name, cancelInProgress, queue } = membership;
    const group = this.#group(name);
    if (signal.aborted) return false;
    if (group.running === undefined) {
      group.running = holder;
      return true;
    }
    // With `queue: max` nobody's place is taken: who finds the line full does not wait.
    if (queue === "max" && group.waiting.length >= maxQueue) {
      holder.cancel();
      return false;
    }
    for (const older of queue === "max" ? [] : group.waiting.splice(0)) {
      older.holder.cancel();
      older.admit(false);
    }
    const admitted = new Promise<boolean>((admit) => group.waiting.push({ holder, admit }));
    signal.addEventListener("abort", () => this.#giveUp(group, holder), { once: true });
    if (cancelInProgress) group.running.cancel();
    return admitted;
  }

  /** The next in line runs. */
  leave(name: string, holder: Holder): void {
    const group = this.#group(name);
    if (group.running !== holder) return;
    const next = group.waiting.shift();
    group.running = next?.holder;
    next?.admit(true);
  }

  /** Their names' case does not count. */
  #group(name: string): Group {
    const key = name.toLowerCase();
    const group = this.#groups.get(key) ?? { running: undefined, waiting: [] };
    this.#groups.set(key, group);
    return group;
  }

  #giveUp({ waiting }: Group, holder: Holder): void {
    const position = waiting.findIndex((each) => each.holder === holder);
    if (position < 0) return;
    for (const { admit } of waiting.splice(position, 1)) admit(false);
  }
}
