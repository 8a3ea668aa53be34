import { expect } from "vitest";
import type { Outcome } from "./in-process.ts";

/** A failure that only says what happened: no crash of ours, no text of the language. */
export function expectPlain({ log, hints, exitCode }: Outcome, codes: RegExp): void {
  const told = [log, ...hints].join("\n");
  expect(told).not.toMatch(/Cannot read|is not (?:a function|iterable)|undefined|internal-error|TypeError/);
  expect(log).toMatch(codes);
  expect(exitCode).toBe(1);
}
