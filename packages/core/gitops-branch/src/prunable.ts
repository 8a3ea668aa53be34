/** Which files of an inventory a run may remove: whoever can write to the branch can write to its inventory as well. */
import type { FileTree, Modes } from "./file-tree.ts";
import { type Inventory, inventoryFiles, inventoryPath, tellsWhose } from "./inventory/index.ts";

/** What git, GitHub and this project read at the top of a branch or an environment's folder. */
const reserved = /^(?:\.git[^/]*|\.kalypso|CODEOWNERS)(?:\/|$)/i;

/** The folders of other environments, each with the slash at its end: they have inventories of their own. */
function environmentFolders(present: FileTree): ReadonlySet<string> {
  const end = `/${inventoryPath}`;
  return new Set(
    [...present.keys()].filter((path) => path.endsWith(end)).map((path) => path.slice(0, 1 - end.length)),
  );
}

function isBelowOneOf(folders: ReadonlySet<string>, path: string): boolean {
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1))
    if (folders.has(path.slice(0, at + 1))) return true;
  return false;
}

/**
 * The files that an inventory lists, are on the branch, and can be from a render. A render writes no links and no
 * submodules, nothing into an environment's folder below its own, and, for cluster types, nothing at the top.
 * @param present the branch's files below the GitOps path
 * @param modes by path; without them, every file counts as a plain one
 */
export function prunableFiles(
  present: FileTree,
  inventory: Inventory,
  modes: Modes | undefined,
): readonly string[] {
  const others = environmentFolders(present);
  const isOfRender = tellsWhose(inventory)
    ? (path: string) => path.includes("/") && !path.startsWith(".")
    : () => true;
  return [...inventoryFiles(inventory)].filter(
    (path) =>
      present.has(path) &&
      isOfRender(path) &&
      !reserved.test(path) &&
      !isBelowOneOf(others, path) &&
      (modes?.get(path) ?? "100644").startsWith("100"),
  );
}
