import type { FileTree } from "./file-tree.ts";
import { formatInventory, type Inventory, inventoryPath, plainInventory } from "./inventory/index.ts";
import { diffTrees, isUnchanged, type TreeDiff } from "./tree-diff.ts";

/** Where the promoted commit of main is told on a GitOps branch (KALYPSO.md, Files in the GitOps repo). */
export const trackingPath = ".github/tracking/Promoted_Commit_Id";

/** A branch as it is, and the folder that is to be on it. Contents are git's object ids. */
export interface BranchPlanInput {
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
  /** Texts of files that come with the change: the inventory, the tracking file. */
  readonly texts: ReadonlyMap<string, string>;
  readonly isPromotion: boolean;
  /** Whether there is anything to propose. A promoted commit alone is nothing: the manifests are what they were. */
  readonly isEmpty: boolean;
}

function below(folder: string, path: string): string {
  return folder === "" ? path : `${folder}/${path}`;
}

/**
 * Whether a branch without an inventory was last written by the Kalypso operator. Only a render for cluster types may
 * adopt one: other folders remove nothing that they did not write.
 */
function mayAdopt(wanted: FileTree, readme: string): boolean {
  return [...wanted].some(([path, content]) => /^[^/]+\/README\.md$/.test(path) && content === readme);
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
  const local = diffTrees(there, wanted, inventory, readme);
  const named = (changes: TreeDiff["added"]) =>
    changes.map((change) => ({ ...change, path: below(targetPath, change.path) }));
  const diff = { added: named(local.added), modified: named(local.modified), removed: named(local.removed) };
  const isPromotion = promoted.after !== undefined && promoted.after !== promoted.before;
  const texts = new Map([[below(targetPath, inventoryPath), formatInventory(input.written)]]);
  if (promoted.after !== undefined) texts.set(trackingPath, promoted.after);
  return { diff, texts, isPromotion, isEmpty: isUnchanged(diff) };
}
