/** Where health comes from: Azure, commit statuses, or both. */
import type { Configuration } from "./judge.ts";

/** Injected time: tests and simulations use their own. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** @throws the signal's reason if it aborts first */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface ReadOptions {
  readonly signal: AbortSignal;
  /** On the clock: the latest time to wait until. */
  readonly deadline: number;
}

/** A configuration that follows a repository with the same owner and name on another server. */
export interface Elsewhere {
  readonly cluster: string;
  readonly name: string;
  readonly repository: string;
}

/** A source's report in one poll. */
export interface Reading {
  readonly configurations: readonly Configuration[];
  readonly elsewhere: readonly Elsewhere[];
  /** The minimum milliseconds before the next poll, to stay within a rate limit. */
  readonly pause?: number;
}

/** One source of health for one branch of a GitOps repository. */
export interface HealthSource {
  /** Who is asked. */
  readonly service: "azure" | "github";
  /** @throws DiagnosticError */
  read(options: ReadOptions): Promise<Reading>;
}
