export type { CommitPort, Ports, PromotionRequest } from "./ports.ts";
export { type Promotion, promote } from "./promote.ts";
