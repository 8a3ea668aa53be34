import type { FileTree } from "./file-tree.ts";
import { attributes, attributesPath, below, trackingPath } from "./gitops-paths.ts";
import {
  formatInventory,
  type HeldRegistration,
  heldFiles,
  type Inventory,
  type InventoryChange,
  inventoryChanges,
  inventoryPath,
  isInHeldFolder,
  isInventoryNews,
  mayRemove,
  plainInventory,
  withoutHolds,
  withSpared,
} from "./inventory/index.ts";
import { diffTrees, isUnchanged, type TreeDiff } from "./tree-diff.ts";

/** A branch as it is, and the folder that is to be on it. Contents are git's object ids. */
interface BranchPlanInput {
  /** The whole branch. */
  readonly present: FileTree;
  /** The folder's files, by their path in it. */
  readonly wanted: FileTree;
  /** What the last render wrote; undefined for a branch that has no inventory. */
  readonly inventory: Inventory | undefined;
  /** What this one wrote. */
  readonly written: Inventory;
  /** Where the folder goes; the empty string for the root. */
  readonly targetPath: string;
  /** The id of the README that Kalypso generates for a cluster type. */
  readonly readme: string;
  /** The promoted commit that the branch tells, and the one that it is to tell. */
  readonly promoted: { readonly before: string | undefined; readonly after: string | undefined };
}

/** What a pull request has to change. Paths are the repository's. */
export interface BranchPlan {
  readonly diff: TreeDiff;
  /** What changes that no manifest shows: rosters, registrations. */
  readonly inventory: readonly InventoryChange[];
  /** Registrations whose assignments stay as they are. */
  readonly held: readonly HeldRegistration[];
  /** Texts of files that come with the change: the inventory, the tracking file. */
  readonly texts: ReadonlyMap<string, string>;
  /** Files that go with the change: a tracking file that stood at the root though the environment has a folder. */
  readonly moved: readonly string[];
  readonly isPromotion: boolean;
  /** Whether there is anything to propose. A commit alone is nothing: the manifests are what they were. */
  readonly isEmpty: boolean;
}

/**
 * Whether a branch without an inventory was last written by the Kalypso operator. Only a render for cluster types may
 * adopt one: other folders remove nothing that they did not write.
 */
function mayAdopt(wanted: FileTree, readme: string): boolean {
  return [...wanted].some(([path, content]) => /^[^/]+\/README\.md$/.test(path) && content === readme);
}

/** The tracking file at the root is the folder's, unless an environment has the root itself. */
function movedTracking(present: FileTree, targetPath: string): readonly string[] {
  if (targetPath === "" || present.has(inventoryPath)) return [];
  return present.has(trackingPath) ? [trackingPath] : [];
}

/** Decides what has to change on a branch so that it holds a folder. */
export function planBranch(input: BranchPlanInput): BranchPlan {
  const { present, wanted, targetPath, readme, promoted } = input;
  const prefix = targetPath === "" ? "" : `${targetPath}/`;
  const there = new Map(
    [...present].flatMap(([path, content]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), content] as const] : [],
    ),
  );
  const isForeign = input.inventory === undefined && !mayAdopt(wanted, readme);
  const inventory = isForeign ? plainInventory({}) : input.inventory;
  // What is held is wanted as it is there.
  const held = heldFiles(input.written, input.inventory).flatMap((path) => {
    const content = there.get(path);
    return content === undefined ? [] : [[path, content] as const];
  });
  const isHeld = isInHeldFolder(input.written);
  const free = [...wanted].filter(([path]) => !isHeld(path));
  const compared = diffTrees(there, new Map([...free, ...held]), inventory, readme);
  const spared = mayRemove(input.written, input.inventory) ? [] : compared.removed;
  const local = spared.length === 0 ? compared : { ...compared, removed: [] };
  const named = (changes: TreeDiff["added"]) =>
    changes.map((change) => ({ ...change, path: below(targetPath, change.path) }));
  const diff = { added: named(local.added), modified: named(local.modified), removed: named(local.removed) };
  const isPromotion = promoted.after !== undefined && promoted.after !== promoted.before;
  const kept = new Map(spared.map(({ path, before = "" }) => [path, before]));
  const own = withSpared(withoutHolds(input.written, input.inventory), input.inventory, kept);
  const written = { ...own, promotedCommit: promoted.after ?? own.promotedCommit };
  const texts = new Map([
    [below(targetPath, inventoryPath), formatInventory(written)],
    [below(targetPath, attributesPath), attributes],
  ]);
  if (promoted.after !== undefined) texts.set(below(targetPath, trackingPath), promoted.after);
  return {
    diff,
    inventory: inventoryChanges(input.inventory, written),
    held: input.written.held ?? [],
    texts,
    moved: promoted.after === undefined ? [] : movedTracking(present, targetPath),
    isPromotion,
    isEmpty: isUnchanged(diff) && !isInventoryNews(input.inventory, written),
  };
}
