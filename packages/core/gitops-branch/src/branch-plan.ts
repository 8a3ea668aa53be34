import { type BlockedPath, blockedPaths } from "./blocked-paths.ts";
import type { FileTree, Modes } from "./file-tree.ts";
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
  isSpared,
  plainInventory,
  settleHolds,
  withHolds,
  withSpared,
} from "./inventory/index.ts";
import { type Removals, removedAssignments } from "./removals.ts";
import { type SharedObject, sharedObjects } from "./shared-objects.ts";
import { type ComparedModes, diffTrees, isUnchanged, type TreeDiff } from "./tree-diff.ts";

/** A branch and the folder to put on it. Contents are git object IDs. */
interface BranchPlanInput {
  /** The whole branch. */
  readonly present: FileTree;
  /** The folder's files, by their path in it. */
  readonly wanted: FileTree;
  /** What the last render wrote; undefined if the branch has no inventory. */
  readonly inventory: Inventory | undefined;
  /** What this render wrote. */
  readonly written: Inventory;
  /** Where the folder goes; the empty string for the root. */
  readonly targetPath: string;
  /** The object ID of the README that Kalypso generates for a cluster type. */
  readonly readme: string;
  /** The promoted commit that the branch records, and the one to record. */
  readonly promoted: { readonly before: string | undefined; readonly after: string | undefined };
  /** Git modes; without them only contents are compared. */
  readonly modes?: {
    /** By path on the branch. */
    readonly present: Modes;
    /** By path in the folder. */
    readonly wanted: Modes;
  };
}

/** The changes for a pull request. Paths are relative to the repository. */
export interface BranchPlan {
  readonly diff: TreeDiff;
  /** Changes that no manifest shows: rosters, registrations. */
  readonly inventory: readonly InventoryChange[];
  /** Assignments of the branch's inventory that are no longer there. */
  readonly removals: Removals;
  /** Registrations whose assignments stay unchanged. */
  readonly held: readonly HeldRegistration[];
  /** Files to write with the change: the inventory, the tracking file. */
  readonly texts: ReadonlyMap<string, string>;
  /** Files to remove with the change: a tracking file at the root of a branch whose environment has its own folder. */
  readonly moved: readonly string[];
  /** Files that cannot be written while something else is in their place. */
  readonly blocked: readonly BlockedPath[];
  /** Objects that two assignments of a cluster type would both contain. */
  readonly shared: readonly SharedObject[];
  readonly isPromotion: boolean;
  /** Whether there is nothing to propose. A new commit alone changes no manifest and is not proposed. */
  readonly isEmpty: boolean;
}

/**
 * Whether a branch without an inventory was last written by the Kalypso operator. Only a render for cluster types may
 * adopt it: in other folders, nothing is removed that the render did not write.
 */
function mayAdopt(wanted: FileTree, readme: string): boolean {
  return [...wanted].some(([path, content]) => /^[^/]+\/README\.md$/.test(path) && content === readme);
}

/** The tracking file at the root belongs to the folder, unless an environment uses the root itself. */
function movedTracking(present: FileTree, targetPath: string): readonly string[] {
  if (targetPath === "" || present.has(inventoryPath)) return [];
  return present.has(trackingPath) ? [trackingPath] : [];
}

/** The modes below the environment's folder. Held files keep theirs. */
function comparedModes(
  { modes }: BranchPlanInput,
  prefix: string,
  held: ReadonlySet<string>,
): ComparedModes | undefined {
  if (modes === undefined) return undefined;
  const present = new Map(
    [...modes.present].flatMap(([path, mode]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), mode] as const] : [],
    ),
  );
  const kept = [...held].flatMap((path) => [[path, present.get(path) ?? ""] as const]);
  return { present, wanted: new Map([...modes.wanted, ...kept]) };
}

/** Decides what has to change on a branch so that it contains a folder. */
export function planBranch(input: BranchPlanInput): BranchPlan {
  const { present, wanted, targetPath, readme, promoted } = input;
  const rendered = settleHolds(input.written);
  const prefix = targetPath === "" ? "" : `${targetPath}/`;
  const there = new Map(
    [...present].flatMap(([path, content]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), content] as const] : [],
    ),
  );
  const isForeign = input.inventory === undefined && !mayAdopt(wanted, readme);
  const inventory = isForeign ? plainInventory({}) : input.inventory;
  // Held files must stay as they are on the branch.
  const held = heldFiles(rendered, input.inventory).flatMap((path) => {
    const content = there.get(path);
    return content === undefined ? [] : [[path, content] as const];
  });
  const isHeld = isInHeldFolder(rendered);
  const free = [...wanted].filter(([path]) => !isHeld(path));
  const modes = comparedModes(input, prefix, new Set(held.map(([path]) => path)));
  const next = new Map([...free, ...held]);
  const compared = diffTrees(there, next, { inventory, readme, modes });
  const isKept = isSpared(rendered, input.inventory);
  const spared = compared.removed.filter(({ path }) => isKept(path));
  const local = { ...compared, removed: compared.removed.filter(({ path }) => !isKept(path)) };
  const named = (changes: TreeDiff["added"]) =>
    changes.map((change) => ({ ...change, path: below(targetPath, change.path) }));
  const diff = { added: named(local.added), modified: named(local.modified), removed: named(local.removed) };
  const isPromotion = promoted.after !== undefined && promoted.after !== promoted.before;
  const kept = new Map(spared.map(({ path, before = "" }) => [path, before]));
  const own = withSpared(withHolds(rendered, input.inventory), input.inventory, kept);
  const written = { ...own, promotedCommit: promoted.after ?? own.promotedCommit };
  const texts = new Map([
    [below(targetPath, inventoryPath), formatInventory(written)],
    [below(targetPath, attributesPath), attributes],
  ]);
  if (promoted.after !== undefined) texts.set(below(targetPath, trackingPath), promoted.after);
  const moved = promoted.after === undefined ? [] : movedTracking(present, targetPath);
  const paths = [...[...next.keys()].map((path) => below(targetPath, path)), ...texts.keys()];
  const gone = [...diff.removed.map(({ path }) => path), ...moved];
  return {
    diff,
    blocked: blockedPaths(present.keys(), paths, gone),
    shared: sharedObjects(written, input.inventory),
    inventory: inventoryChanges(input.inventory, written),
    removals: removedAssignments(input.inventory, written),
    held: rendered.held ?? [],
    texts,
    moved,
    isPromotion,
    isEmpty: isUnchanged(diff) && !isInventoryNews(input.inventory, written),
  };
}
