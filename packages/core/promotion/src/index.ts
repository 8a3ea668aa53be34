export { newBaseRepo, withCommit } from "./base-repo.ts";
export { type CommitStatusReport, placeOfStatus } from "./commit-status.ts";
export { decidePromotion, isUnchecked, promotedStatus, type Relation, statusContext } from "./decision.ts";
export { within } from "./environment-folder.ts";
export type { GatePolicy } from "./expectations.ts";
export {
  type ComplianceState,
  clusterTypeUnder,
  type FluxConfiguration,
  type FluxObject,
  type ReadyCondition,
} from "./flux-configuration.ts";
export { type GateDecision, newGate, stepGate } from "./gate.ts";
export type { Clock, Elsewhere, HealthSource, Reading, ReadOptions } from "./health.ts";
export { commitsOf, judge } from "./judge.ts";
export {
  type LedgerEntry,
  needsPromotedStatus,
  promotionMessage,
  promotionPullRequest,
  promotionRejected,
  readLedger,
  readPromotionMarker,
  withoutPromotion,
} from "./ledger.ts";
export { statusAfterProposal } from "./rejection.ts";
export { changesSince, configurationsTable } from "./report.ts";
export { commitOfRevision } from "./revision.ts";
export type { ExpectedType, Roster } from "./roster.ts";
export type { Application, ApplicationLookup } from "./trouble.ts";
export type { JudgeContext, Judged, Verdict } from "./verdict.ts";
