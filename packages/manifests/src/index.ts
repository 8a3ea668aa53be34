export {
  type AssignmentIssue,
  assignmentIssues,
  issueMarkerPrefix,
  issueSolved,
} from "./assignment-issues.ts";
export { type BranchPlan, type BranchPlanInput, planBranch, trackingPath } from "./branch-plan.ts";
export { type FileTree, inPathOrder } from "./file-tree.ts";
export {
  assignmentOfObject,
  type FoundAssignment,
  formatInventory,
  type Inventory,
  type InventoryAssignment,
  inventoryFiles,
  inventoryPath,
  joinInventories,
  maxWrittenOut,
  parseInventory,
  plainInventory,
  type Registration,
  type Roster,
} from "./inventory/index.ts";
export { checkManifests, type ManifestProblem } from "./manifest-check.ts";
export { scanManifests } from "./manifest-scan.ts";
export {
  type ConfigChange,
  configChanges,
  type PullRequestFacts,
  pullRequestBody,
  pullRequestMarker,
} from "./pull-request.ts";
export { clusterTypeReadme, type Rendering, render } from "./render.ts";
export { inShard, parseShard, type Shard } from "./shard.ts";
export { diffTrees, type FileChange, isUnchanged, type TreeDiff } from "./tree-diff.ts";
