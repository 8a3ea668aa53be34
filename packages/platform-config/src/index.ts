export { conditionsOf, type Destination, LabelIndex } from "./applies.ts";
export { type ComposedConfig, ConfigComposer, type Contribution } from "./compose.ts";
export { mergeValues } from "./merge.ts";
export { ConfigValidator, coerce, type Violation } from "./validate.ts";
export { type ConfigData, type ParsedValue, parseConfigValue } from "./value.ts";
