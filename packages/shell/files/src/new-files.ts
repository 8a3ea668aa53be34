/** Several new files in folders that others own: all of them or none, and none in the place of another. */
import { constants, copyFileSync, linkSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { outputFailed } from "./failure.ts";
import { Neighbours } from "./neighbours.ts";
import { restoreOutput } from "./restore.ts";
import { keep, letGo } from "./temporary.ts";

interface NewFileOnDisk {
  readonly path: string;
  readonly text: string;
}

/** The operations that put files in their places; a test fails each. */
export type Places = Readonly<Record<"link" | "copy", (from: string, to: string) => void>>;

const places: Places = {
  link: linkSync,
  copy: (from, to) => copyFileSync(from, to, constants.COPYFILE_EXCL),
};

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** File systems without hard links. */
const linkless: readonly unknown[] = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"];

/** Unlike a rename, neither replaces what somebody else has put there meanwhile. */
function place(from: string, to: string, { link, copy }: Places): void {
  try {
    link(from, to);
  } catch (error) {
    if (!linkless.includes(codeOf(error))) throw error;
    copy(from, to);
  }
}

/** The folders that do not exist yet, innermost first. */
class MadeFolders {
  readonly #made: string[] = [];

  make(folder: string): void {
    const first = mkdirSync(folder, { recursive: true });
    if (first === undefined) return;
    for (let made = resolve(folder); made.length >= resolve(first).length; made = dirname(made))
      this.#made.push(made);
  }

  /** Those that are empty. */
  remove(): void {
    for (const folder of this.#made.sort((a, b) => b.length - a.length))
      try {
        rmdirSync(folder);
      } catch {
        // Somebody else has put something into it.
      }
  }
}

/**
 * Writes all files next to their places first, so that a full disk changes nothing, and then puts each in its place.
 * Synchronous, so that no signal is handled in between.
 * @throws DiagnosticError output-failed: then no file and no folder is left
 */
export function writeNewFiles(files: readonly NewFileOnDisk[], disk: Places = places): void {
  const folders = new MadeFolders();
  const staged: string[] = [];
  const placed: string[] = [];
  let current = "";
  let isWhole = false;
  try {
    const pairs = files.map(({ path, text }) => {
      current = path;
      restoreOutput(path);
      folders.make(dirname(path));
      const made = Neighbours.new(path);
      const next = made.path("new");
      keep(next);
      staged.push(next);
      writeFileSync(next, text, { flag: "wx" });
      return [next, made.output] as const;
    });
    for (const [from, to] of pairs) {
      current = to;
      place(from, to, disk);
      placed.push(to);
    }
    isWhole = true;
  } catch (error) {
    for (const path of placed) rmSync(path, { force: true });
    throw outputFailed(current, error);
  } finally {
    for (const path of staged) {
      rmSync(path, { force: true });
      letGo(path);
    }
    if (!isWhole) folders.remove();
  }
}
