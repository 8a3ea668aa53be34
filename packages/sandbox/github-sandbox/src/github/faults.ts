/** Faults injected by a test: what goes wrong, and at which request. */

export interface Fault {
  /** Answer with this status instead. */
  readonly status?: number;
  /** What the answer says; `fault` where nothing is given. */
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Close the connection before the request has any effect. */
  readonly cut?: boolean;
  /** Process the request, but do not send the answer. */
  readonly cutAfter?: boolean;
  /** Called at the fault to end the requesting process. */
  readonly kill?: () => void;
  /** Wait for this first. */
  readonly until?: Promise<void>;
}

interface FaultRule extends Fault {
  /** The requests that count, such as `POST .*\/pulls$`, matched against method and path. */
  readonly on: RegExp;
  /** The first matching request that fails, counted from 1; and how many fail from there on. */
  readonly nth?: number;
  readonly times?: number;
}

export interface Faults {
  rules: (FaultRule & { seen?: number })[];
  count: number;
}

/** The fault to inject into a request, if any. */
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
