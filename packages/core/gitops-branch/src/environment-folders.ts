import { inventoryPath } from "./inventory/index.ts";

/** The environments' folders on a branch: those with an inventory. The empty string is the root. */
export function environmentFolders(paths: readonly string[]): readonly string[] {
  return paths
    .filter((path) => path === inventoryPath || path.endsWith(`/${inventoryPath}`))
    .map((path) => path.slice(0, -inventoryPath.length).replace(/\/$/, ""))
    .sort();
}

function holds(folder: string, path: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

/** The folders with changes. A file in a nested folder belongs to the inner one. */
export function changedFolders(folders: readonly string[], changes: readonly string[]): readonly string[] {
  const inner = [...folders].sort((a, b) => b.length - a.length);
  const changed = new Set(changes.map((path) => inner.find((folder) => holds(folder, path))));
  return folders.filter((folder) => changed.has(folder));
}
