/** The inventory on the GitOps branch, from which holds are decided. */
import type { SnapshotReader } from "@kalypso-actions/git";
import {
  below,
  type Inventory,
  inventoryPath,
  maxInventoryBytes,
  parseInventory,
  tellsWhose,
} from "@kalypso-actions/gitops-branch";
import { normalisePath } from "@kalypso-actions/names";
import type { Resource } from "@kalypso-actions/resources";

/** What is on the GitOps branch; `isKnown` where it is sure whose it is. */
type Read = { readonly inventory: Inventory | undefined; readonly isKnown: boolean };

/** A branch that has no folder has nothing to hold. One without an inventory that tells whose its folders are may have anything. */
export async function readInventory(
  reader: SnapshotReader,
  gitops: Resource<"GitOpsRepo"> | undefined,
): Promise<Read> {
  if (gitops === undefined) return { inventory: undefined, isKnown: false };
  const { repo, branch } = gitops.data.spec;
  const path = normalisePath(gitops.data.spec.path);
  const file = below(path, inventoryPath);
  const read = await reader.read({ repo, ref: branch }, (name) => name === file, maxInventoryBytes);
  if (read.value === undefined)
    return { inventory: undefined, isKnown: read.diagnostics[0]?.code === "git-ref-missing" };
  const { files } = read.value;
  const found = files.find((each) => each.path === file);
  if (found === undefined) {
    const inFolders = files.some((each) => isInFolder(each.path, path));
    return { inventory: undefined, isKnown: !inFolders };
  }
  const inventory = found.text === undefined ? undefined : parseInventory(found.text, file).value;
  return inventory !== undefined && tellsWhose(inventory)
    ? { inventory, isKnown: true }
    : { inventory: undefined, isKnown: false };
}

/** In a folder that could be a cluster type's. */
function isInFolder(file: string, path: string): boolean {
  if (path !== "" && !file.startsWith(`${path}/`)) return false;
  const local = path === "" ? file : file.slice(path.length + 1);
  return local.includes("/") && !local.startsWith(".");
}
