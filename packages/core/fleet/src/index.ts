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
