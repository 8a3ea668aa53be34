export { compileTemplate } from "./compile.ts";
export { configText, isWritable, yamlScalar } from "./mustache/view.ts";
export type { CompiledTemplate, TemplateData } from "./template.ts";
