export { compileTemplate } from "./compile.ts";
export { detectLanguage, type TemplateLanguage } from "./language.ts";
export { configText, isWritable, yamlScalar } from "./mustache/view.ts";
export type { CompiledTemplate, TemplateData, TemplateSource } from "./template.ts";
