export { compileTemplate } from "./compile.ts";
export { detectLanguage, type TemplateLanguage } from "./language.ts";
export { configText, yamlScalar } from "./mustache/view.ts";
export type { CompiledTemplate, TemplateData, TemplateSource } from "./template.ts";
