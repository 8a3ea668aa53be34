export { CommitStatuses, type ReportedStatus } from "./commit-status-source.ts";
export { readExpectation } from "./expectation.ts";
export { applicationLookup, changedTypes, expectedTypes } from "./expected.ts";
export { type NextEnvironment, nextEnvironment } from "./next-environment.ts";
export { gatePolicy } from "./policy.ts";
export { promotionStatus, withFreshToken } from "./promotion-status.ts";
export { Relations } from "./relations.ts";
export { type CheckOutcome, type CheckRun, runCheck } from "./run-check.ts";
export type { CheckSettings } from "./wait-for-clusters.ts";
