export {
  type AssignmentIssue,
  assignmentIssues,
  isIssueOf,
  issueSolved,
} from "./assignment-issues.ts";
export type { RenderedAssignment } from "./assignment-renderer.ts";
export { checkManifests, type ManifestProblem } from "./manifest-check.ts";
export { manifestObjects, objectsOf } from "./manifest-objects.ts";
export { type ManifestObject, scanManifests } from "./manifest-scan.ts";
export {
  clusterTypeFiles,
  joinProblems,
  type PartProblems,
  PartRenderer,
  type Rendering,
  render,
} from "./render.ts";
export {
  InventoryEntries,
  inventoryOf,
  inventoryShard,
  inventoryWith,
  type RenderedFiles,
} from "./rendered-inventory.ts";
export type { ScannedDocument } from "./scan-nodes.ts";
export type { Token, TokenKind } from "./scan-tokens.ts";
export { type ServedApi, servedApis } from "./served-apis.ts";
export { inShard, parseShard, type Shard } from "./shard.ts";
export { type ScannedText, scanDocuments, scanTokens } from "./yaml-scan.ts";
