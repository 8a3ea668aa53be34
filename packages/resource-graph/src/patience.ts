/** Asks again what may be answered the next time: limits, bursts of errors, answers that are none. */
import type { Clock } from "@kalypso-actions/promotion";
import { Unreadable } from "./pages.ts";

/** How an attempt ended: a wait in milliseconds before the next one; undefined where another one would end the same. */
function waitAfter(error: unknown, attempt: number): number | undefined {
  const doubling = 1_000 * 2 ** (attempt - 1);
  if (error instanceof Unreadable) return doubling;
  const { statusCode, response } = (error ?? {}) as {
    readonly statusCode?: number;
    readonly response?: { readonly headers?: { get(name: string): string | undefined } };
  };
  if (statusCode === 429)
    return quotaWait(response?.headers?.get("x-ms-user-quota-resets-after")) ?? doubling;
  return statusCode !== undefined && statusCode >= 500 ? doubling : undefined;
}

/** `00:00:05` */
function quotaWait(asked: string | undefined): number | undefined {
  const [, hours, minutes, seconds] = /^(\d+):(\d+):(\d+)$/.exec(asked ?? "") ?? [];
  if (hours === undefined) return undefined;
  const told = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  return told > 0 ? told : undefined;
}

export interface Patience {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** On the clock: what cannot be asked again before it is not. */
  readonly deadline: number;
  /** Attempts in all, where the deadline is far. */
  readonly attempts: number;
}

/** @throws whatever the last attempt threw */
export async function patiently<T>(ask: () => Promise<T>, patience: Patience): Promise<T> {
  const { clock, signal, deadline, attempts } = patience;
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const wait = signal.aborted || attempt >= attempts ? undefined : waitAfter(error, attempt);
      if (wait === undefined || clock.now() + wait > deadline) throw error;
      await clock.sleep(wait, signal);
    }
  }
}
