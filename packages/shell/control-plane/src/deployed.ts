/** What the GitOps branch has, by its inventory: holds and notices about removals are decided from it. */
import type { SnapshotReader } from "@kalypso-actions/git";
import {
  below,
  type Inventory,
  inventoryPath,
  isUnowned,
  maxInventoryBytes,
  parseInventory,
  tellsWhose,
} from "@kalypso-actions/gitops-branch";
import { normalisePath } from "@kalypso-actions/names";
import type { Resource } from "@kalypso-actions/resources";
import type { DeployedAssignment } from "@kalypso-actions/scheduling";

/** The contents of the GitOps branch; `isKnown` if all of their owners are known. */
export type Deployed = { readonly inventory: Inventory | undefined; readonly isKnown: boolean };

/** A branch without folders has nothing to hold. One whose inventory does not record owners may contain anything. */
export async function readDeployed(
  reader: SnapshotReader,
  gitops: Resource<"GitOpsRepo"> | undefined,
): Promise<Deployed> {
  if (gitops === undefined) return { inventory: undefined, isKnown: false };
  const { repo, branch } = gitops.data.spec;
  const path = normalisePath(gitops.data.spec.path);
  const file = below(path, inventoryPath);
  const read = await reader.read({ repo, ref: branch }, (name) => name === file, {
    fileBytes: maxInventoryBytes,
  });
  if (read.value === undefined)
    return { inventory: undefined, isKnown: read.diagnostics[0]?.code === "git-ref-missing" };
  const { files } = read.value;
  const found = files.find((each) => each.path === file);
  if (found === undefined) {
    const inFolders = files.some((each) => isInFolder(each.path, path));
    return { inventory: undefined, isKnown: !inFolders };
  }
  const inventory = found.text === undefined ? undefined : parseInventory(found.text, file).value;
  if (inventory === undefined || !tellsWhose(inventory)) return { inventory: undefined, isKnown: false };
  return { inventory, isKnown: !Object.keys(inventory.files).some(isUnowned(inventory)) };
}

/** The assignments of the branch; undefined if they are not known. */
export function deployedAssignments({ inventory }: Deployed): readonly DeployedAssignment[] | undefined {
  if (inventory === undefined) return undefined;
  return Object.entries(inventory.assignments).map(([key, { workload, registration, policies }]) => {
    const slash = key.indexOf("/");
    return {
      clusterType: key.slice(0, slash),
      deploymentTarget: key.slice(slash + 1),
      workload,
      registration,
      policies,
    };
  });
}

/** In a folder that could belong to a cluster type. */
function isInFolder(file: string, path: string): boolean {
  if (path !== "" && !file.startsWith(`${path}/`)) return false;
  const local = path === "" ? file : file.slice(path.length + 1);
  return local.includes("/") && !local.startsWith(".");
}
