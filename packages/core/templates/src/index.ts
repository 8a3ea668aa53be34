export { compileTemplate } from "./compile.ts";
export { configText, isWritable, yamlScalar } from "./mustache/view.ts";
export {
  type Change,
  entriesToBlame,
  fieldText,
  harmless,
  harmlessForm,
  isHarmless,
  onlyAsWritten,
} from "./team-text.ts";
export type { CompiledTemplate, OutputOrigins, TemplateData, WrittenFrom } from "./template.ts";
