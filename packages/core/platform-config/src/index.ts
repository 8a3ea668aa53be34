export { conditionsOf, type Destination, LabelIndex } from "./applies.ts";
export { type ComposedConfig, ConfigComposer, type ConfigData, type Contribution } from "./compose.ts";
export { mergeValues } from "./merge.ts";
export { ConfigValidator, coerce, type Violation } from "./validate.ts";
