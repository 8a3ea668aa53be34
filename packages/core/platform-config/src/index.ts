export { LabelIndex } from "./applies.ts";
export { type ComposedConfig, ConfigComposer, type ConfigData, type Contribution } from "./compose.ts";
export { mergeValues } from "./merge.ts";
export { ConfigValidator, type Violation } from "./validate.ts";
