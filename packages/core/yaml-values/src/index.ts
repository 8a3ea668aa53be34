export { type ReadValue, readConfigValue } from "./config-value.ts";
export { type Difference, type Reading, readBlockScalar, readNested } from "./read.ts";
export {
  type ConfigValue,
  isList,
  isMap,
  type JsonValue,
  keyText,
  numberText,
  shownText,
  toJson,
  toWholeJson,
  type ValueKey,
  ValueMap,
} from "./value.ts";
