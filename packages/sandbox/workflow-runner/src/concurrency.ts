/**
 * Concurrency groups, by GitHub's rules: one member runs; of the waiting ones only the newest stays, or up to a hundred
 * in order with `queue: max`; `cancel-in-progress` cancels the running one.
 */

interface Holder {
  /** Called if a newer member replaces it, or the queue is full. */
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

  /** Whether a new member has to wait. */
  isHeld(name: string): boolean {
    return this.#group(name).running !== undefined;
  }

  /**
   * @param signal ends the wait
   * @returns whether it may run, in which case `leave` must be called; false if a newer member replaced it, the queue
   * is full, or the wait has ended
   */
  async enter(membership: Membership, holder: Holder, signal: AbortSignal): Promise<boolean> {
    const { group: name, cancelInProgress, queue } = membership;
    const group = this.#group(name);
    if (signal.aborted) return false;
    if (group.running === undefined) {
      group.running = holder;
      return true;
    }
    // With `queue: max` no member is replaced: if the queue is full, a new one does not wait.
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

  /** Lets the next in the queue run. */
  leave(name: string, holder: Holder): void {
    const group = this.#group(name);
    if (group.running !== holder) return;
    const next = group.waiting.shift();
    group.running = next?.holder;
    next?.admit(true);
  }

  /** Group names are case-insensitive. */
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
