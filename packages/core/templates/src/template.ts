import type { Outcome, TextOrigin } from "@kalypso-actions/diagnostics";
import type { ConfigValue } from "@kalypso-actions/yaml-values";

/**
 * All data that a template can use (docs/decisions/templates.md#data). Field names are part of the template
 * language.
 */
export interface TemplateData {
  /** `<workload>-<target>` */
  readonly DeploymentTargetName: string;
  /** `<environment>-<cluster type>-<deployment target name>` */
  readonly Namespace: string;
  readonly Environment: string;
  readonly Workspace: string;
  readonly Workload: string;
  readonly ClusterType: string;
  /** The deployment target's labels, overlaid on the workload's. */
  readonly Labels: Readonly<Record<string, string>>;
  /** `repo`, `branch`, `path` and any other properties of the workload's manifests. */
  readonly Manifests: Readonly<Record<string, string>>;
  /** The composed platform configuration. */
  readonly ConfigData: { readonly [key: string]: ConfigValue };
}

/** One manifest of a Template resource, as the user wrote it. */
export interface TemplateSource {
  /** The Template's name, for messages. */
  readonly name: string;
  readonly text: string;
  readonly origin: TextOrigin;
}

/** A template, parsed once and rendered many times. */
export interface CompiledTemplate {
  readonly engine: "mustache" | "go";
  /** The text, or the empty string if there are errors. */
  render(data: TemplateData): Outcome<string>;
}
