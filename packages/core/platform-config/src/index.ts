export { type Destination, LabelIndex } from "./applies.ts";
export {
  type ComposedConfig,
  ConfigComposer,
  type ConfigData,
  type Contribution,
  oversized,
} from "./compose.ts";
export { type KeptAway, keptAway } from "./kept-away.ts";
export { mergeValues } from "./merge.ts";
export { type Bringer, ConfigValidator, type Violation } from "./validate.ts";
