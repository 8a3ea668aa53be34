import { mkdir, readdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { counted, type Diagnostic, DiagnosticError } from "@kalypso-actions/diagnostics";
import {
  discard,
  inventoryPath,
  keep,
  Neighbours,
  outputFailed,
  replaceFolder,
  restoreOutput,
} from "@kalypso-actions/files";
import {
  formatInventory,
  type Inventory,
  inventoryFiles,
  parseInventory,
} from "@kalypso-actions/gitops-branch";

export interface WrittenFolder {
  readonly path: string;
  readonly files: number;
  /** The inventory is next to the folder, so that the plain union of the shards' folders is the whole. */
  readonly inventory: string;
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const prefix = folder.length + 1;
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(prefix).replaceAll("\\", "/"));
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** The files that an earlier render wrote, according to the inventory next to the folder; none without a valid one. */
async function formerFiles(path: string): Promise<ReadonlySet<string>> {
  try {
    const { value } = parseInventory(await readFile(path, "utf8"), path);
    return new Set(value === undefined ? [] : inventoryFiles(value));
  } catch (error) {
    if (isMissing(error)) return new Set();
    throw error;
  }
}

/** A folder is only replaced if it is absent, empty, or contains nothing but an earlier render. */
async function occupation(folder: string, inventoryFile: string): Promise<Diagnostic | undefined> {
  let present: readonly string[];
  try {
    present = await listFiles(folder);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const written = await formerFiles(inventoryFile);
  const foreign = present.filter((path) => !written.has(path));
  if (foreign.length === 0) return undefined;
  const named = foreign.slice(0, 3).join(", ");
  return {
    severity: "error",
    code: "output-occupied",
    message: `${folder} contains ${counted(foreign.length, "file")} that no earlier render wrote (${named}${foreign.length > 3 ? ", ..." : ""}); nothing was changed`,
    hint: "Use an empty or new folder. To compare with a GitOps checkout, use `kalypso diff`.",
  };
}

/** Removes parent folders that were created and are empty again. */
async function removeEmpty(first: string, last: string): Promise<void> {
  for (let folder = last; folder.startsWith(first); folder = dirname(folder)) {
    const isRemoved = await rmdir(folder).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}

/**
 * Replaces a folder: everything is written next to it first and then renamed into place, so that a failed run keeps the
 * old content. Disposing removes anything that was not put in place.
 */
export class OutputFolder implements AsyncDisposable {
  readonly #path: string;
  readonly #made: Neighbours;
  /** The first parent folder that had to be created. */
  #firstParent: string | undefined;

  private constructor(path: string) {
    this.#path = path;
    this.#made = Neighbours.new(path);
  }

  /** @throws DiagnosticError output-failed */
  static async open(path: string): Promise<OutputFolder> {
    restoreOutput(path);
    const folder = new OutputFolder(path);
    keep(folder.temporary);
    folder.#firstParent = await folder.writing(() => mkdir(folder.temporary, { recursive: true }));
    return folder;
  }

  /** The folder to write to. */
  get temporary(): string {
    return this.#made.path("new");
  }

  /** @throws DiagnosticError output-failed if the work fails */
  async writing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw outputFailed(this.#path, error);
    }
  }

  /** Removes what was written into folders, and these. */
  async without(folders: Iterable<string>): Promise<void> {
    for (const folder of folders) await rm(join(this.temporary, folder), { recursive: true, force: true });
  }

  /**
   * @param inventory the inventory for proposing the files
   * @param files the number of files
   * @throws DiagnosticError output-occupied, output-failed
   */
  async takePlace(inventory: Inventory, files: number): Promise<WrittenFolder> {
    const { output } = this.#made;
    const inventoryFile = inventoryPath(output);
    const occupied = await this.writing(() => occupation(output, inventoryFile));
    if (occupied !== undefined) throw new DiagnosticError(occupied);
    const next = this.#made.path("inventory");
    keep(next);
    await this.writing(() => writeFile(next, formatInventory(inventory), { flag: "wx" }));
    replaceFolder(this.#made);
    return { path: output, files, inventory: inventoryFile };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // In this order, so that a run that is killed here does not look as if it had put the folder in place.
    await discard(this.#made.path("inventory"));
    await discard(this.temporary);
    if (this.#firstParent !== undefined) await removeEmpty(this.#firstParent, dirname(this.temporary));
  }
}
