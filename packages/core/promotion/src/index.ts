export { type BaseRepoSpec, newBaseRepo, withCommit } from "./base-repo.ts";
export { type CommitStatusReport, placeOfStatus, statusPrefix } from "./commit-status.ts";
export {
  decidePromotion,
  isUnchecked,
  type PromotionDecision,
  type PromotionQuestion,
  promotedStatus,
  type Relation,
  statusContext,
} from "./decision.ts";
export { within } from "./environment-folder.ts";
export type { GatePolicy } from "./expectations.ts";
export {
  type ComplianceState,
  clusterTypeUnder,
  type FluxConfiguration,
  type FluxObject,
  type ObjectName,
  objectKey,
  type ReadyCondition,
} from "./flux-configuration.ts";
export { type GateDecision, type GateState, newGate, type Poll, stepGate } from "./gate.ts";
export type { Clock, Elsewhere, HealthSource, Reading, ReadOptions } from "./health.ts";
export { type Configuration, commitsOf, judge } from "./judge.ts";
export { changesSince, configurationsTable } from "./report.ts";
export { nameOnServer, normaliseRepository, repositoryPath } from "./repository-address.ts";
export { commitOfRevision } from "./revision.ts";
export type { ExpectedType, Roster } from "./roster.ts";
export { type Application, type ApplicationLookup, formatTrouble, type Trouble } from "./trouble.ts";
export type { JudgeContext, Judged, Verdict } from "./verdict.ts";
