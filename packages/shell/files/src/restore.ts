import { renameSync, rmSync, statSync } from "node:fs";
import { outputFailed } from "./failure.ts";
import { Neighbours, type Purpose } from "./neighbours.ts";

/** The inventory of a folder of manifests is next to it, so that the plain union of the shards' folders is the whole. */
export function inventoryPath(folder: string): string {
  return `${folder}.inventory.json`;
}

/**
 * What to do about a run that left neighbours:
 * - `leave`: it is still running, and has not begun to replace the output;
 * - `discard`: it was stopped before it began;
 * - `take back`: it had moved the former folder away, and not yet put the new one in its place;
 * - `complete`: the new folder is in place, its inventory is not;
 * - `tidy`: all is in place, only the former folder is left.
 */
type Restoration = "leave" | "discard" | "take back" | "complete" | "tidy";

interface Remains {
  readonly has: ReadonlySet<Purpose>;
  /** Whether the output itself is there. */
  readonly isThere: boolean;
  /** Whether the process that left them is still running. */
  readonly isRunning: boolean;
}

/** Follows the order of {@link replaceFolder}. */
export function restorationOf({ has, isThere, isRunning }: Remains): Restoration {
  if (has.has("former")) {
    if (!isThere) return "take back";
    return has.has("inventory") && !has.has("new") ? "complete" : "tidy";
  }
  if (has.has("inventory") && !has.has("new") && isThere) return "complete";
  return isRunning ? "leave" : "discard";
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Inventory first: without it, a new folder that is left does not look as if it had been put in place. */
const inOrder = ["inventory", "new", "former"] as const;

function restoreOne(made: Neighbours, restoration: Restoration): void {
  if (restoration === "leave") return;
  if (restoration === "take back") renameSync(made.path("former"), made.output);
  if (restoration === "complete") renameSync(made.path("inventory"), inventoryPath(made.output));
  for (const purpose of inOrder) rmSync(made.path(purpose), { recursive: true, force: true });
}

/**
 * Completes or undoes what a killed run left of replacing an output, so that it is whole: the old or the new.
 * @throws DiagnosticError output-failed
 */
export function restoreOutput(path: string): void {
  for (const [made, has] of Neighbours.of(path))
    try {
      const remains = { has, isThere: exists(made.output), isRunning: isRunning(made.process) };
      restoreOne(made, restorationOf(remains));
    } catch (error) {
      throw outputFailed(path, error, exists(made.output));
    }
}
