export {
  type AssignmentIssue,
  assignmentIssues,
  isIssueOf,
  issueSolved,
} from "./assignment-issues.ts";
export { checkManifests, type ManifestProblem } from "./manifest-check.ts";
export { manifestObjects, objectsOf } from "./manifest-objects.ts";
export { type ManifestObject, scanManifests } from "./manifest-scan.ts";
export { type Rendering, render } from "./render.ts";
export { inventoryOf, type RenderedFiles } from "./rendered-inventory.ts";
export { type ServedApi, servedApis } from "./served-apis.ts";
export { inShard, parseShard, type Shard } from "./shard.ts";
