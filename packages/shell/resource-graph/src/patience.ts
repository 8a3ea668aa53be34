/** Retries temporary failures: limits, bursts of errors, invalid answers. */
import type { Clock } from "@kalypso-actions/promotion";
import { Unreadable } from "./pages.ts";

const longestDoubling = 60_000;

/** A request without an answer: a dropped connection, an unknown host. */
function isUnanswered({ code }: { readonly code?: unknown }): boolean {
  return typeof code === "string" && /^(?:REQUEST_SEND_ERROR|E[A-Z_]+)$/.test(code);
}

/** The milliseconds to wait before a retry; undefined if a retry would not help. */
function waitAfter(error: unknown, attempt: number): number | undefined {
  const doubling = Math.min(1_000 * 2 ** (attempt - 1), longestDoubling);
  if (error instanceof Unreadable) return doubling;
  const failure = (error ?? {}) as {
    readonly code?: unknown;
    readonly statusCode?: number;
    readonly response?: { readonly headers?: { get(name: string): string | undefined } };
  };
  const { statusCode, response } = failure;
  if (statusCode === 429)
    return quotaWait(response?.headers?.get("x-ms-user-quota-resets-after")) ?? doubling;
  if (statusCode === undefined) return isUnanswered(failure) ? doubling : undefined;
  return statusCode === 408 || statusCode >= 500 ? doubling : undefined;
}

/** `00:00:05` */
function quotaWait(asked: string | undefined): number | undefined {
  const [, hours, minutes, seconds] = /^(\d+):(\d+):(\d+)$/.exec(asked ?? "") ?? [];
  if (hours === undefined) return undefined;
  const told = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  return told > 0 ? told : undefined;
}

interface Patience {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** On the clock: no retries after this time. */
  readonly deadline: number;
  /** Receives a message for each retry. */
  readonly log: (line: string) => void;
}

/** @throws the last attempt's error */
export async function patiently<T>(ask: () => Promise<T>, patience: Patience): Promise<T> {
  const { clock, signal, deadline, log } = patience;
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const wait = signal.aborted ? undefined : waitAfter(error, attempt);
      if (wait === undefined || clock.now() + wait > deadline) throw error;
      const said = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
      log(`Azure Resource Graph: ${said}; retrying in ${Math.ceil(wait / 1_000)} s`);
      await clock.sleep(wait, signal);
    }
  }
}
