export type { TemplateText } from "./exec/frame.ts";
export type { ParsedTemplate } from "./exec/statements.ts";
export { OutputTrace, type OutputWriters, type WrittenBy } from "./exec/trace.ts";
export { encodeBase64 } from "./format/base64.ts";
export { formatFloat } from "./format/float.ts";
export { functions } from "./functions/catalogue.ts";
export { decodingFunctions, makesCharacters } from "./functions/decoding.ts";
export { shellWord } from "./functions/kalypso.ts";
export { type DataFunction, type GoData, GoRecord } from "./plain-data.ts";
export {
  compatibleOptions,
  type GoFailure,
  type GoResult,
  isFailure,
  parse,
  render,
  strictOptions,
  traceOutput,
} from "./render.ts";
export { stringLiterals } from "./syntax/string-literals.ts";
export { TemplateSet } from "./template-set.ts";
export { GoError } from "./values/function.ts";
export { toBytes } from "./values/text.ts";
export type { GoFunction } from "./values/value.ts";
export { dictionary, GoInteger, GoMap, GoStruct, list, type Value } from "./values/value.ts";
export { stringScalar } from "./yaml/scalar.ts";
export { sortKeys } from "./yaml/sort.ts";
