export { readConfigValue } from "./config-value.ts";
export { type Difference, readBlockScalar, readNested } from "./read.ts";
export { type PlainType, plainType, plainValue, YamlDate } from "./resolve.ts";
export {
  type ConfigValue,
  isList,
  isMap,
  type JsonValue,
  keyText,
  shownText,
  toJson,
  toWholeJson,
  type ValueKey,
  ValueMap,
} from "./value.ts";
