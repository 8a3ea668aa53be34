import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { type Diagnostic, DiagnosticError } from "@kalypso-actions/diagnostics";
import {
  type FileTree,
  formatInventory,
  type Inventory,
  inventoryFiles,
  parseInventory,
} from "@kalypso-actions/gitops-branch";
import { discard, outputFailed, writeWholeFile } from "./write-file.ts";

export interface WrittenFolder {
  readonly path: string;
  readonly files: number;
  /** Where the inventory is: beside the folder, so that the folders of several shards join by plain union. */
  readonly inventory: string;
}

/** The id that git gives a file of this content. */
export function objectId(content: string | Uint8Array): string {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
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

/** What a former render wrote, by the inventory beside it; nothing where that is none. */
async function formerFiles(path: string): Promise<ReadonlySet<string>> {
  try {
    const { value } = parseInventory(await readFile(path, "utf8"), path);
    return new Set(value === undefined ? [] : inventoryFiles(value));
  } catch (error) {
    if (isMissing(error)) return new Set();
    throw error;
  }
}

/** A folder is replaced only if it is empty, absent, or holds nothing but what a former render wrote. */
async function occupation(folder: string, inventoryFile: string): Promise<Diagnostic | undefined> {
  let present: readonly string[];
  try {
    present = await listFiles(folder);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw outputFailed(folder, error);
  }
  const written = await formerFiles(inventoryFile);
  const foreign = present.filter((path) => !written.has(path));
  if (foreign.length === 0) return undefined;
  const named = foreign.slice(0, 3).join(", ");
  return {
    severity: "error",
    code: "output-occupied",
    message: `${folder} holds ${foreign.length} file${foreign.length === 1 ? "" : "s"} that no former render wrote (${named}${foreign.length > 3 ? ", ..." : ""}); nothing was changed`,
    hint: "Give an empty or new folder. To compare with a GitOps checkout, use `kalypso diff`.",
  };
}

/**
 * Folders first, then files, one after the other: for many small files the file system's own calls cost less than
 * handing each of them to another thread and back.
 */
function writeTree(folder: string, files: FileTree): void {
  const folders = new Set([...files.keys()].map((path) => dirname(path)));
  for (const path of folders) mkdirSync(join(folder, path), { recursive: true });
  for (const [path, text] of files) writeFileSync(`${folder}/${path}`, text, { flag: "wx" });
}

async function replaceFolder(folder: string, replacement: string): Promise<void> {
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
  } catch (error) {
    if (existed) await rename(former, folder);
    throw error;
  }
  await rm(former, { recursive: true, force: true });
}

/**
 * Replaces a folder by a file tree: everything is written beside it first, then takes its place by a rename, so that
 * a failed run leaves what was there.
 * @param inventory what the files are, for whoever proposes them
 * @throws DiagnosticError output-occupied, output-failed
 */
export async function writeOutputFolder(
  path: string,
  files: FileTree,
  inventory: Inventory,
): Promise<WrittenFolder> {
  const folder = resolve(path);
  const inventoryFile = `${folder}.inventory.json`;
  const occupied = await occupation(folder, inventoryFile);
  if (occupied !== undefined) throw new DiagnosticError(occupied);
  const temporary = join(dirname(folder), `.${basename(folder)}.${randomUUID()}.tmp`);
  try {
    await mkdir(temporary, { recursive: true });
    writeTree(temporary, files);
    await replaceFolder(folder, temporary);
  } catch (error) {
    await discard(temporary);
    throw outputFailed(path, error);
  }
  await writeWholeFile(inventoryFile, formatInventory(inventory));
  return { path: folder, files: files.size, inventory: inventoryFile };
}
