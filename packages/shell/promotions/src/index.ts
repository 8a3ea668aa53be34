export { demandPinned } from "./deployed.ts";
export type { CommitPort, PromotionRequest } from "./ports.ts";
export { acknowledge, promote } from "./promote.ts";
