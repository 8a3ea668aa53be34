import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { Schedule, Template } from "@kalypso-actions/resources";
import { type CompiledTemplate, compileTemplate } from "@kalypso-actions/templates";

/** A Template with its parsed manifests and their places. */
export interface ReadyTemplate {
  readonly template: Template;
  /** Undefined if a manifest could not be parsed. */
  readonly manifests: readonly (CompiledTemplate | undefined)[];
}

/** The Templates that the environment's cluster types use, parsed once for all assignments. */
export interface TemplateSet {
  readonly byName: ReadonlyMap<string, ReadyTemplate>;
  readonly diagnostics: readonly Diagnostic[];
}

export function compileTemplates({
  clusterTypes,
  templates,
}: Pick<Schedule, "clusterTypes" | "templates">): TemplateSet {
  const used = new Set(
    clusterTypes.flatMap((type) => [type.reconciler, type.namespaceService, type.configType]),
  );
  const byName = new Map<string, ReadyTemplate>();
  const diagnostics: Diagnostic[] = [];
  for (const template of templates.filter(({ name }) => used.has(name))) {
    const manifests = template.manifests.map(({ text, origin }) => {
      const compiled = compileTemplate({
        name: template.name,
        text,
        origin,
        contentType: template.contentType,
      });
      diagnostics.push(...compiled.diagnostics);
      return compiled.value;
    });
    byName.set(template.name, { template, manifests });
  }
  return { byName, diagnostics };
}
