/** Retries temporary failures: limits, bursts of errors, invalid answers. */
import { duration, TimedOut } from "@kalypso-actions/deadlines";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import type { Clock } from "@kalypso-actions/promotion";
import { Unreadable } from "./pages.ts";

const longestDoubling = 60_000;

/** A request without an answer: a dropped connection, an unknown host. */
function isUnanswered({ code }: { readonly code?: unknown }): boolean {
  return typeof code === "string" && /^(?:REQUEST_SEND_ERROR|E[A-Z_]+)$/.test(code);
}

interface Wait {
  readonly milliseconds: number;
  /** Whether the service named the time. */
  readonly isAsked: boolean;
}

/** How long to wait before a retry; undefined if a retry would not help. */
function waitAfter(error: unknown, attempt: number): Wait | undefined {
  const doubling = { milliseconds: Math.min(1_000 * 2 ** (attempt - 1), longestDoubling), isAsked: false };
  if (error instanceof Unreadable || error instanceof TimedOut) return doubling;
  const failure = (error ?? {}) as {
    readonly code?: unknown;
    readonly statusCode?: number;
    readonly response?: { readonly headers?: { get(name: string): string | undefined } };
  };
  const { statusCode, response } = failure;
  if (statusCode === undefined) return isUnanswered(failure) ? doubling : undefined;
  if (statusCode === 429 || statusCode === 503) {
    const { headers } = response ?? {};
    const asked =
      quotaWait(headers?.get("x-ms-user-quota-resets-after")) ?? secondsWait(headers?.get("retry-after"));
    return asked === undefined ? doubling : { milliseconds: asked, isAsked: true };
  }
  return statusCode === 408 || statusCode >= 500 ? doubling : undefined;
}

/** `00:00:05` */
function quotaWait(asked: string | undefined): number | undefined {
  const [, hours, minutes, seconds] = /^(\d+):(\d+):(\d+)$/.exec(asked ?? "") ?? [];
  if (hours === undefined) return undefined;
  const told = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  return told > 0 ? told : undefined;
}

function secondsWait(asked: string | undefined): number | undefined {
  return /^\d+$/.test(asked ?? "") ? Number(asked) * 1_000 : undefined;
}

/** A wait that the service asks for, and for which there is no time. */
function tooLong(error: unknown, wait: number, left: number): DiagnosticError {
  const diagnostic = {
    severity: "error",
    code: "azure-limited",
    message: `Azure Resource Graph asks to wait ${duration(wait)} because of its limit, and ${duration(Math.max(left, 0))} are left`,
    hint: "Run again after that time, or set a longer `timeout`: the check continues from the clusters' current state.",
  } as const;
  return new DiagnosticError(diagnostic, { cause: error });
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
      if (wait === undefined) throw error;
      const left = deadline - clock.now();
      if (wait.milliseconds > left) throw wait.isAsked ? tooLong(error, wait.milliseconds, left) : error;
      const said = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
      log(`Azure Resource Graph: ${said}; retrying in ${Math.ceil(wait.milliseconds / 1_000)} s`);
      await clock.sleep(wait.milliseconds, signal);
    }
  }
}
