/** The inventory of a branch that the Kalypso operator has written, so that the first render knows what is there. */
import { planBranch } from "../branch-plan.ts";
import type { FileTree } from "../file-tree.ts";
import { attributes, attributesPath, below, clusterTypeReadme, trackingPath } from "../gitops-paths.ts";
import { formatInventory, type Inventory, inventoryPath } from "../inventory/index.ts";

interface Adopting {
  /** The whole branch, texts by path. */
  readonly present: FileTree;
  /** The render's files, below the environment's path. */
  readonly wanted: FileTree;
  readonly targetPath: string;
  /** Makes an inventory of those of the render's files that are on the branch, with the branch's texts. */
  readonly inventoryOf: (files: FileTree) => Inventory;
  readonly objectId: (text: string) => string;
}

/**
 * The files that the actions keep beside the manifests. The inventory lists what is on the branch of what a render makes, and
 * what nothing schedules any more, so that the first pull request removes that and nothing else.
 * @returns texts by path in the repository
 */
export function adoptedFiles(adopting: Adopting): Readonly<Record<string, string>> {
  const { present, wanted, targetPath, objectId } = adopting;
  const prefix = targetPath === "" ? "" : `${targetPath}/`;
  const there = new Map(
    [...present].flatMap(([path, text]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), text] as const] : [],
    ),
  );
  const kept = new Map(
    [...wanted.keys()].flatMap((path) => (there.has(path) ? [[path, there.get(path) ?? ""]] : [])),
  );
  const own = adopting.inventoryOf(kept);
  const assignments = Object.entries(own.assignments).filter(
    ([, { files }]) => Object.keys(files).length > 0,
  );
  const promotedCommit = (there.get(trackingPath) ?? present.get(trackingPath))?.trim() || null;
  const identified = (files: FileTree) => new Map([...files].map(([path, text]) => [path, objectId(text)]));
  const { diff } = planBranch({
    present: identified(present),
    wanted: identified(wanted),
    inventory: undefined,
    written: adopting.inventoryOf(wanted),
    targetPath,
    readme: objectId(clusterTypeReadme),
    promoted: { before: undefined, after: undefined },
  });
  const leaving = diff.removed.map(({ path, before = "" }) => [path.slice(prefix.length), before]);
  const inventory = {
    ...own,
    promotedCommit,
    assignments: Object.fromEntries(assignments),
    files: { ...own.files, ...Object.fromEntries(leaving) },
  };
  return {
    [below(targetPath, inventoryPath)]: formatInventory(inventory),
    [below(targetPath, attributesPath)]: attributes,
  };
}
