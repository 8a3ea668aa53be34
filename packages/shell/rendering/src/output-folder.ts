import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { counted, type Diagnostic, DiagnosticError } from "@kalypso-actions/diagnostics";
import { discard, outputFailed, prepareFile, type ReadyFile } from "@kalypso-actions/files";
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

/** A folder and its inventory change together or not at all: the inventory tells a later run what it may replace. */
async function replaceFolder(folder: string, replacement: string, inventory: ReadyFile): Promise<void> {
  const former = `${folder}.former-${randomUUID()}`;
  const existed = await rename(folder, former).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    },
  );
  try {
    await rename(replacement, folder);
    await inventory.takePlace();
  } catch (error) {
    // If the folder is already in place, it is moved back to be cleaned up.
    await rename(folder, replacement).catch(() => undefined);
    if (existed) await rename(former, folder);
    throw error;
  }
  await rm(former, { recursive: true, force: true });
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
  /** The folder to write to. */
  readonly temporary: string;
  readonly #path: string;
  readonly #folder: string;
  /** The first parent folder that had to be created. */
  readonly #made: string | undefined;
  #isDone = false;

  private constructor(path: string, temporary: string, made: string | undefined) {
    this.#path = path;
    this.#folder = resolve(path);
    this.temporary = temporary;
    this.#made = made;
  }

  /** @throws DiagnosticError output-failed */
  static async open(path: string): Promise<OutputFolder> {
    const folder = resolve(path);
    const temporary = join(dirname(folder), `.${basename(folder)}.${randomUUID()}.tmp`);
    try {
      return new OutputFolder(path, temporary, await mkdir(temporary, { recursive: true }));
    } catch (error) {
      throw outputFailed(path, error);
    }
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
    const folder = this.#folder;
    const inventoryFile = `${folder}.inventory.json`;
    const occupied = await this.writing(() => occupation(folder, inventoryFile));
    if (occupied !== undefined) throw new DiagnosticError(occupied);
    const ready = await prepareFile(inventoryFile, formatInventory(inventory));
    try {
      await this.writing(() => replaceFolder(folder, this.temporary, ready));
    } catch (error) {
      await ready.discard();
      throw error;
    }
    this.#isDone = true;
    return { path: folder, files, inventory: inventoryFile };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isDone) return;
    await discard(this.temporary);
    if (this.#made !== undefined) await removeEmpty(this.#made, dirname(this.temporary));
  }
}
