import { lstat, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { counted, type Diagnostic, DiagnosticError } from "@kalypso-actions/diagnostics";
import { objectId, restoreOutput } from "@kalypso-actions/files";
import {
  type Inventory,
  inventoryFiles,
  joinInventories,
  parseInventory,
  plainInventory,
} from "@kalypso-actions/gitops-branch";

/** A folder of manifests on disk. */
export interface ManifestFolder {
  readonly path: string;
  /** The files' paths in the folder, in path order. */
  readonly names: readonly string[];
  /** Git modes by path; none on Windows, whose files have no executable bit. */
  readonly modes: ReadonlyMap<string, string>;
  readonly inventory: Inventory;
}

function problem(code: Diagnostic["code"], message: string, hint: string): DiagnosticError {
  return new DiagnosticError({ severity: "error", code, message, hint });
}

async function list(path: string): Promise<readonly (readonly [string, string])[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  const found: (readonly [string, string])[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const file = join(entry.parentPath, entry.name);
    const name = file.slice(path.length + 1).replaceAll("\\", "/");
    if (!entry.isFile())
      throw problem(
        "folder-unfit",
        `${path} contains ${name}, which is not a regular file; expected only regular files`,
        "Replace links with copies of their targets: links are not followed.",
      );
    if (/[\n\r\0]/.test(name) || name.split("/").includes(".git"))
      throw problem(
        "folder-unfit",
        `${path} contains a file name that git does not accept: ${JSON.stringify(name)}`,
        "Rename it.",
      );
    const { mode } = await lstat(file);
    found.push([name, (mode & 0o100) === 0 ? "100644" : "100755"]);
  }
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}

async function inventoryOf(path: string, names: Iterable<string>): Promise<Inventory> {
  const files: [name: string, id: string][] = [];
  for (const name of names) files.push([name, objectId(await readFile(join(path, name)))]);
  // A file may be called `__proto__`.
  return plainInventory(Object.fromEntries(files));
}

async function readInventory(file: string): Promise<Inventory> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined)
    throw problem(
      "inventory-invalid",
      `the inventory ${file} cannot be read`,
      "Pass the output `inventory` of the render action.",
    );
  const { value, diagnostics } = parseInventory(text, file);
  if (value === undefined) throw new DiagnosticError(diagnostics);
  return value;
}

/** Joins the inventories of a render, or of all of its shards. */
async function readInventories(files: readonly string[], names: ReadonlySet<string>): Promise<Inventory> {
  const { value: inventory, diagnostics } = joinInventories(await Promise.all(files.map(readInventory)));
  if (inventory === undefined) throw new DiagnosticError(diagnostics);
  const absent = [...inventoryFiles(inventory)].filter((name) => !names.has(name));
  if (absent.length > 0)
    throw problem(
      "inventory-invalid",
      `${files.join(", ")} lists ${counted(absent.length, "file")} missing from the folder, such as ${absent[0]}`,
      "Pass the inventory of this folder, or omit it to list every file in the folder.",
    );
  return inventory;
}

/**
 * Reads the folder to propose.
 * @param inventories the inventories that render wrote, one per shard; none to list the folder itself
 * @throws DiagnosticError folder-missing, folder-unfit, inventory-invalid, output-failed
 */
export async function readManifestFolder(
  path: string,
  inventories: readonly string[] = [],
): Promise<ManifestFolder> {
  restoreOutput(path);
  const status = await stat(path).catch(() => undefined);
  if (!status?.isDirectory())
    throw problem(
      "folder-missing",
      `the folder ${path} does not exist`,
      "Pass the output `path` of the render action.",
    );
  const found = await list(path);
  const names = found.map(([name]) => name);
  if (names.length === 0)
    throw problem(
      "folder-unfit",
      `the folder ${path} is empty; expected manifests`,
      "An empty folder would remove every manifest on the branch. If you intend that, remove them by hand.",
    );
  const inventory =
    inventories.length === 0
      ? await inventoryOf(path, names)
      : await readInventories(inventories, new Set(names));
  return { path, names, modes: new Map(process.platform === "win32" ? [] : found), inventory };
}
