export { type BranchPlan, planBranch } from "./branch-plan.ts";
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
  joinInventories,
  maxInventoryBytes,
  maxWrittenOut,
  parseInventory,
  plainInventory,
  type Registration,
  type Roster,
  tellsWhose,
} from "./inventory/index.ts";
export {
  type ConfigChange,
  configChanges,
  heldCells,
  pullRequestBody,
  pullRequestMarker,
} from "./pull-request.ts";
export { diffTrees, type FileChange, isUnchanged, type TreeDiff } from "./tree-diff.ts";
