/** Where health comes from: Azure, commit statuses, or both. */
import type { Configuration } from "./judge.ts";

/** Time, handed in: tests and simulations have their own. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** @throws the signal's reason where it is raised first */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface ReadOptions {
  readonly signal: AbortSignal;
  /** On the clock: nothing is waited for that long. */
  readonly deadline: number;
}

/** A configuration that follows a repository with our owner and name on another server. */
export interface Elsewhere {
  readonly cluster: string;
  readonly name: string;
  readonly repository: string;
}

/** What a source tells at one poll. */
export interface Reading {
  readonly configurations: readonly Configuration[];
  readonly elsewhere: readonly Elsewhere[];
  /** Milliseconds to wait at least before the next poll, so that a limit is kept. */
  readonly pause?: number;
}

/** One source of health for one branch of a GitOps repository. */
export interface HealthSource {
  /** @throws DiagnosticError */
  read(options: ReadOptions): Promise<Reading>;
}
