import { lstatSync, renameSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { outputFailed } from "./failure.ts";
import { Neighbours } from "./neighbours.ts";
import { restoreOutput } from "./restore.ts";
import { discard, keep, letGo } from "./temporary.ts";

/**
 * Writes a file atomically: to a new file next to it, which then replaces it. A link is replaced, too; a device, a pipe
 * or a folder is not.
 * @throws DiagnosticError output-failed
 */
export async function writeWholeFile(path: string, text: string): Promise<void> {
  restoreOutput(path);
  const made = Neighbours.new(path);
  const next = made.path("new");
  keep(next);
  try {
    const former = lstatSync(made.output, { throwIfNoEntry: false });
    const isReplaceable = former === undefined || former.isFile() || former.isSymbolicLink();
    if (!isReplaceable) throw new Error("it is not a regular file");
    await mkdir(dirname(made.output), { recursive: true });
    await writeFile(next, text, { flag: "wx" });
    renameSync(next, made.output);
    letGo(next);
  } catch (error) {
    await discard(next);
    throw outputFailed(path, error);
  }
}
