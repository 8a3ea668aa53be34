export {
  type AssignmentIssue,
  assignmentIssues,
  issueMarkerPrefix,
  issueSolved,
} from "./assignment-issues.ts";
export { type BranchPlan, type BranchPlanInput, planBranch } from "./branch-plan.ts";
export { changedFolders, environmentFolders } from "./environment-folders.ts";
export { type FileTree, inPathOrder } from "./file-tree.ts";
export { below, trackingPath } from "./gitops-paths.ts";
export {
  assignmentOfObject,
  type FoundAssignment,
  formatInventory,
  type Inventory,
  type InventoryAssignment,
  type InventoryChange,
  inventoryChanges,
  inventoryFiles,
  inventoryPath,
  isInventoryNews,
  joinInventories,
  maxWrittenOut,
  parseInventory,
  plainInventory,
  type Registration,
  type Roster,
} from "./inventory/index.ts";
export { checkManifests, type ManifestProblem } from "./manifest-check.ts";
export { manifestObjects } from "./manifest-objects.ts";
export { scanManifests } from "./manifest-scan.ts";
export {
  type ConfigChange,
  configChanges,
  type PullRequestFacts,
  pullRequestBody,
  pullRequestMarker,
} from "./pull-request.ts";
export { clusterTypeReadme, type Rendering, render } from "./render.ts";
export { inventoryOf, type RenderedFiles } from "./rendered-inventory.ts";
export { inShard, parseShard, type Shard } from "./shard.ts";
export { diffTrees, type FileChange, isUnchanged, type TreeDiff } from "./tree-diff.ts";
