export { noLimits, parseLimits } from "./preview/limits.ts";
export {
  type EnvironmentPreview,
  type EnvironmentReadings,
  type EnvironmentState,
  previewOf,
} from "./preview/preview.ts";
export {
  blastRadius,
  limitTexts,
  type PreviewFrame,
  previewComment,
  previewSummary,
} from "./preview/preview-text.ts";
export { type Cell, type WorkloadRow, workloadRows } from "./state/cells.ts";
export { fleetOf } from "./state/fleet.ts";
export type { Fleet, FleetAssignment, FleetEnvironment, Health } from "./state/model.ts";
export { inPromotionOrder } from "./state/promotion-order.ts";
export type { EnvironmentReading, OpenPullRequest, PromotionReport } from "./state/reading.ts";
