export { type BaseRepoSpec, newBaseRepo, withCommit } from "./base-repo.ts";
export {
  decidePromotion,
  type PromotionDecision,
  type PromotionQuestion,
  type Relation,
  statusContext,
} from "./decision.ts";
