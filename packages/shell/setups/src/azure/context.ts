/** What all drivers of Azure share. */
import { setTimeout as sleep } from "node:timers/promises";
import { duration, openEnd, type RunTime } from "@kalypso-actions/deadlines";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import type { ZodType } from "zod";
import { type Az, type AzCall, unreadable } from "./az.ts";
import { AzRefusal } from "./refusals.ts";

interface Clock {
  /** Milliseconds. */
  now(): number;
  /** @throws the signal's reason if it aborts first */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface AzureOptions {
  readonly clock?: Clock;
  readonly time?: RunTime;
  /** Asked once for the issuer of GitHub's OIDC tokens; that of github.com unless said otherwise. */
  readonly issuer?: () => Promise<string>;
  /** A text that is never used twice. */
  readonly unique?: () => string;
}

const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
};

/** Milliseconds between two looks at what is not there yet. */
const pause = 10_000;

/** Azure through its CLI, with the time that there is. */
export class AzureContext {
  readonly unique: () => string;
  readonly #askIssuer: () => Promise<string>;
  #issuer: Promise<string> | undefined;
  readonly #az: Az;
  readonly #clock: Clock;
  readonly #time: RunTime;

  constructor(az: Az, options: AzureOptions = {}) {
    this.#az = az;
    this.#clock = options.clock ?? systemClock;
    this.#time = options.time ?? openEnd;
    this.#askIssuer = options.issuer ?? (async () => "https://token.actions.githubusercontent.com");
    this.unique = options.unique ?? (() => crypto.randomUUID());
  }

  /** The issuer of GitHub's OIDC tokens. */
  issuer(): Promise<string> {
    this.#issuer ??= this.#askIssuer();
    return this.#issuer;
  }

  /** Runs a command for its effect. */
  async run(call: AzCall): Promise<void> {
    await this.#az.run(call);
  }

  /**
   * Runs a command for what it prints.
   * @throws DiagnosticError azure-cli-unreadable if that has another shape
   */
  async ask<T>(call: AzCall, shape: ZodType<T>): Promise<T> {
    const { success, data, error } = shape.safeParse(await this.#az.run(call));
    if (success) return data;
    const [issue] = error.issues;
    throw unreadable(call.command, `${issue?.path.join(".") || "the whole"}: ${issue?.message}`);
  }

  /** As `ask`, but undefined where az does not find something that the command names. */
  async find<T>(call: AzCall, shape: ZodType<T>): Promise<T | undefined> {
    return this.ifThere(() => this.ask(call, shape));
  }

  /** Undefined where az does not find something that the command names. */
  async ifThere<T>(doing: () => Promise<T>): Promise<T | undefined> {
    try {
      return await doing();
    } catch (error) {
      if (error instanceof AzRefusal && error.isNotFound) return undefined;
      throw error;
    }
  }

  /**
   * Repeats what fails only because Azure does not know everywhere yet what has just been made.
   * @param what for the message, if that takes too long
   * @throws DiagnosticError azure-timed-out
   */
  async spread<T>(what: string, isNotYet: RegExp, doing: () => Promise<T>): Promise<T> {
    return this.#until(this.#time.deadlines.azureSpread, what, async () => {
      try {
        return { value: await doing() };
      } catch (error) {
        if (error instanceof AzRefusal && isNotYet.test(error.said)) return undefined;
        throw error;
      }
    });
  }

  /** Looks until something has come to its end, which for a cluster takes minutes. */
  async settled<T>(what: string, look: () => Promise<{ readonly value: T } | undefined>): Promise<T> {
    return this.#until(this.#time.deadlines.azureCluster, what, look);
  }

  async #until<T>(
    milliseconds: number,
    what: string,
    look: () => Promise<{ readonly value: T } | undefined>,
  ): Promise<T> {
    const end = this.#clock.now() + milliseconds;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found.value;
      if (this.#clock.now() >= end)
        throw new DiagnosticError({
          severity: "error",
          code: "azure-timed-out",
          message: `${what} within ${duration(milliseconds)}`,
          hint: "Run again: what exists is kept, and the wait begins anew.",
        });
      await this.#clock.sleep(pause, this.#time.signal);
    }
  }
}
