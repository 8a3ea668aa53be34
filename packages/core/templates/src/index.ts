export { compileTemplate } from "./compile.ts";
export { configText, isWritable, yamlScalar } from "./mustache/view.ts";
export { entriesToBlame, harmless, harmlessForm, isHarmless, onlyAsWritten } from "./team-text.ts";
export type { CompiledTemplate, OutputOrigins, TemplateData, WrittenFrom } from "./template.ts";
