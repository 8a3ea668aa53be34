export type { CompiledTemplate, ConfigValue, TemplateData, TemplateSource } from "./template.ts";
