/** Faults that a test injects: what goes wrong, at which request. */

export interface Fault {
  /** Answered instead of what was asked. */
  readonly status?: number;
  /** What the answer says; `fault` where nothing is given. */
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection ends before anything is done. */
  readonly cut?: boolean;
  /** It is done, but the answer does not arrive. */
  readonly cutAfter?: boolean;
  /** Ends the process that asks, when the fault happens. */
  readonly kill?: () => void;
  /** Nothing happens before. */
  readonly until?: Promise<void>;
}

interface FaultRule extends Fault {
  /** Which requests count: `POST .*\/pulls$`, matched against method and path. */
  readonly on: RegExp;
  /** The first that fails, counted from 1, of those that match; and how many fail from then on. */
  readonly nth?: number;
  readonly times?: number;
}

export interface Faults {
  rules: (FaultRule & { seen?: number })[];
  count: number;
}

/** What goes wrong with a request, if anything. */
export function faultFor(faults: Faults, method: string, path: string): Fault | undefined {
  faults.count++;
  for (const rule of faults.rules) {
    if (!rule.on.test(`${method} ${path}`)) continue;
    rule.seen = (rule.seen ?? 0) + 1;
    const first = rule.nth ?? 1;
    if (rule.seen >= first && rule.seen < first + (rule.times ?? 1)) return rule;
  }
  return undefined;
}
