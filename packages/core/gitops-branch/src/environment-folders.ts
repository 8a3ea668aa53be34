import { inventoryPath } from "./inventory/index.ts";

/** The folders of environments on a branch, which are those that hold an inventory; the empty string is the root. */
export function environmentFolders(paths: readonly string[]): readonly string[] {
  return paths
    .filter((path) => path === inventoryPath || path.endsWith(`/${inventoryPath}`))
    .map((path) => path.slice(0, -inventoryPath.length).replace(/\/$/, ""))
    .sort();
}

function holds(folder: string, path: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

/** Those of the folders in which something changed. What is in a folder inside another is the inner one's. */
export function changedFolders(folders: readonly string[], changes: readonly string[]): readonly string[] {
  const inner = [...folders].sort((a, b) => b.length - a.length);
  const changed = new Set(changes.map((path) => inner.find((folder) => holds(folder, path))));
  return folders.filter((folder) => changed.has(folder));
}
