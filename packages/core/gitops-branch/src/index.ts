export { adoptedFiles } from "./adoption/adopted.ts";
export { type ExplainedDifference, explainAdoption } from "./adoption/differences.ts";
export { pathBlocked } from "./blocked-paths.ts";
export { type BranchPlan, planBranch } from "./branch-plan.ts";
export { type ConfigChange, configChanges } from "./config-changes.ts";
export { changedFolders, environmentFolders } from "./environment-folders.ts";
export { type FileTree, inPathOrder } from "./file-tree.ts";
export { below, clusterTypeReadme, trackingPath } from "./gitops-paths.ts";
export {
  assignmentOfObject,
  formatInventory,
  type HeldRegistration,
  type Inventory,
  type InventoryAssignment,
  type InventoryChange,
  type InventoryShard,
  inventoryFiles,
  inventoryPath,
  isUnowned,
  joinInventories,
  maxInventoryBytes,
  maxWrittenOut,
  parseInventory,
  plainInventory,
  type Registration,
  type Roster,
  settledInventory,
  tellsWhose,
} from "./inventory/index.ts";
export { proposalContent, pullRequestMarker, readMarker, withoutDigest } from "./marker.ts";
export { changedOnBothSides, type Files } from "./mechanical-merge.ts";
export { heldCells, pullRequestText } from "./pull-request.ts";
export {
  allowedRemovals,
  type ExceededRemovals,
  exceededRemovals,
  formatRemovalLimit,
  parseRemovalLimit,
  type RemovalLimit,
  type Removals,
  readRemovalsMarker,
  removalsContext,
  removalsLabel,
} from "./removals.ts";
export { objectShared } from "./shared-objects.ts";
export { diffTrees, type FileChange, isUnchanged, modeOf, type TreeDiff } from "./tree-diff.ts";
