export {
  CommitStatuses,
  type CommitStatusOptions,
  type ReportedStatus,
  type StatusReader,
} from "./commit-status-source.ts";
export { type Expectation, type GitOpsReader, readExpectation } from "./expectation.ts";
export { applicationLookup, changedTypes, expectedTypes } from "./expected.ts";
export { type EnvironmentVariables, type NextEnvironment, nextEnvironment } from "./next-environment.ts";
export { gatePolicy, type PolicyInputs } from "./policy.ts";
export { type CommitStatusPort, promotionStatus } from "./promotion-status.ts";
export type { CommitComparison } from "./relations.ts";
export { type CheckOutcome, type CheckRun, type PromotionStatus, runCheck } from "./run-check.ts";
export {
  type Checked,
  type CheckPorts,
  type CheckSettings,
  waitForClusters,
} from "./wait-for-clusters.ts";
