export {
  CommitStatuses,
  type CommitStatusOptions,
  type ReportedStatus,
  type StatusReader,
} from "./commit-status-source.ts";
export { applicationLookup, changedTypes, expectedTypes } from "./expected.ts";
export type { CommitComparison } from "./relations.ts";
export { type CheckOutcome, type CheckRun, type PromotionStatus, runCheck } from "./run-check.ts";
export {
  type Checked,
  type CheckPorts,
  type CheckSettings,
  waitForClusters,
} from "./wait-for-clusters.ts";
