export type { CommitPort, PromotionRequest } from "./ports.ts";
export { promote } from "./promote.ts";
