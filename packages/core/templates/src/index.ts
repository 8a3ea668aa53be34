export { compileTemplate } from "./compile.ts";
export { configText, isWritable, yamlScalar } from "./mustache/view.ts";
export type { CompiledTemplate, OutputOrigins, TemplateData, WrittenFrom } from "./template.ts";
