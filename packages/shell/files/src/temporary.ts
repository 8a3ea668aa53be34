/** What exists only while the process runs: it is removed when a signal ends the process, too. */
import { mkdtempSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { reasonOf } from "./failure.ts";

const kept = new Set<string>();

/** Removes a path if a signal ends the process. */
export function keep(path: string): void {
  kept.add(path);
}

/** Stops tracking a path that has been removed or put in its place. */
export function letGo(path: string): void {
  kept.delete(path);
}

/** Removes a temporary path. If this fails, the user need not know. */
export async function discard(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  letGo(path);
}

function discardAll(): void {
  for (const path of kept)
    try {
      rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // The next run removes it.
    }
}

/** Ends the process by the signal itself, whose handler is gone. */
function end(name: NodeJS.Signals): void {
  discardAll();
  process.kill(process.pid, name);
}

/**
 * Handles the signals by which a terminal or a runner stops the process.
 * @param stop what to do; by default, the process ends at once and leaves nothing unfinished
 */
export function handleSignals(stop: (name: NodeJS.Signals) => void = end): void {
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, stop);
}

/**
 * A new folder among the system's temporary ones; `discard` removes it.
 * @throws DiagnosticError temporary-failed
 */
export async function temporaryFolder(prefix: string): Promise<string> {
  try {
    // At once, so that no signal comes in between.
    const folder = mkdtempSync(join(tmpdir(), prefix));
    keep(folder);
    return folder;
  } catch (cause) {
    throw new DiagnosticError(
      {
        severity: "error",
        code: "temporary-failed",
        message: `no temporary folder could be created in ${tmpdir()}: ${reasonOf(cause)}`,
        hint: "Set TMPDIR to a folder that exists, can be written, and has space left.",
      },
      { cause },
    );
  }
}
