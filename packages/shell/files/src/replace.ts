import { renameSync, rmSync } from "node:fs";
import { outputFailed } from "./failure.ts";
import type { Neighbours } from "./neighbours.ts";
import { inventoryPath } from "./restore.ts";
import { letGo } from "./temporary.ts";

/** The operations that replace a folder; a test fails or kills each. */
export type Disk = Readonly<Record<"rename" | "remove", (path: string, to?: string) => void>>;

const disk: Disk = {
  rename: (from, to = "") => renameSync(from, to),
  remove: (path) => rmSync(path, { recursive: true, force: true }),
};

function renameIfThere({ rename }: Disk, from: string, to: string): boolean {
  try {
    rename(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

/** @returns whether everything is as it was */
function undo({ rename }: Disk, back: readonly (readonly [from: string, to: string])[]): boolean {
  try {
    for (const [from, to] of back) rename(from, to);
    return true;
  } catch {
    return false;
  }
}

/**
 * Puts a finished folder and its inventory in the place of earlier ones. They change together: the inventory tells a
 * later run what it may replace. Synchronous, so that no signal is handled in between; a process that is killed in
 * between leaves what `restoreOutput` needs.
 * @throws DiagnosticError output-failed: then nothing has changed
 */
export function replaceFolder(made: Neighbours, { rename, remove }: Disk = disk): void {
  const { output } = made;
  const [next, former, inventory] = [made.path("new"), made.path("former"), made.path("inventory")];
  const back: [string, string][] = [];
  try {
    if (renameIfThere({ rename, remove }, output, former)) back.unshift([former, output]);
    rename(next, output);
    back.unshift([output, next]);
    rename(inventory, inventoryPath(output));
  } catch (error) {
    throw outputFailed(output, error, undo({ rename, remove }, back));
  }
  for (const path of [next, inventory]) letGo(path);
  try {
    remove(former);
  } catch {
    // The new folder is in place; the next run removes the former.
  }
}
