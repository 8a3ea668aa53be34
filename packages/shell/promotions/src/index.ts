export type { CommitPort, PromotionRequest } from "./ports.ts";
export { acknowledge, promote } from "./promote.ts";
