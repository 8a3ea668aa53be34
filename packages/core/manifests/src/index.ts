export { assignmentIssues, isIssueOf, issueSolved } from "./assignment-issues.ts";
export type { RenderedAssignment } from "./assignment-renderer.ts";
export { withoutFollowUps } from "./follow-ups.ts";
export { heldIssues, isHeldIssue, nothingHeld } from "./held-issue.ts";
export { checkManifests } from "./manifest-check.ts";
export { manifestObjects, objectsOf } from "./manifest-objects.ts";
export { scanManifests } from "./manifest-scan.ts";
export {
  asksOthers,
  clusterTypeFiles,
  joinProblems,
  type PartProblems,
  PartRenderer,
  type Rendering,
  render,
} from "./render.ts";
export { InventoryEntries, inventoryOf, inventoryShard, inventoryWith } from "./rendered-inventory.ts";
export type { Token } from "./scan-tokens.ts";
export { type ServedApi, servedApis } from "./served-apis.ts";
export { inShard, parseShard, type Shard } from "./shard.ts";
export { renderingSummary } from "./summary.ts";
export { scanDocuments, scanTokens } from "./yaml-scan.ts";
