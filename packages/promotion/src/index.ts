export { type BaseRepoSpec, newBaseRepo, withCommit } from "./base-repo.ts";
export {
  decidePromotion,
  isUnchecked,
  type PromotionDecision,
  type PromotionQuestion,
  promotedStatus,
  type Relation,
  statusContext,
} from "./decision.ts";
export {
  type ComplianceState,
  clusterTypeUnder,
  commitOfRevision,
  type FluxConfiguration,
  type FluxStatus,
  nameOnServer,
  normaliseRepository,
} from "./flux-configuration.ts";
export { decideGate, type GateDecision, type GatePolicy, type Poll } from "./gate.ts";
export { changesSince, configurationsTable } from "./report.ts";
export { type Judged, judge, type Observed, type Verdict } from "./verdict.ts";
