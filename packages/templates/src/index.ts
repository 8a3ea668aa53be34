export { compileTemplate } from "./compile.ts";
export type { TemplateText } from "./go/exec/expressions.ts";
export { GoError } from "./go/functions/function.ts";
export { type DataFunction, type GoData, GoRecord } from "./go/plain-data.ts";
export type { GoFailure, GoResult } from "./go/render.ts";
export { TemplateSet } from "./go/template-set.ts";
export { detectLanguage, type TemplateLanguage } from "./language.ts";
export { configText, isWritable, yamlScalar } from "./mustache/view.ts";
export type { CompiledTemplate, TemplateData, TemplateSource } from "./template.ts";
