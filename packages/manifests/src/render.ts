import { type Diagnostic, hasErrors, type Outcome } from "@kalypso-actions/diagnostics";
import { clusterTypeReadme, type FileTree } from "@kalypso-actions/gitops-branch";
import {
  type ComposedConfig,
  ConfigComposer,
  ConfigValidator,
  type Violation,
} from "@kalypso-actions/platform-config";
import type { Assignment, ClusterType, DeploymentTarget, Schedule } from "@kalypso-actions/resources";
import type { TemplateData } from "@kalypso-actions/templates";
import { AffectedAssignments } from "./affected.ts";
import { ApiNotices } from "./api-notices.ts";
import { builtInConfigMap } from "./built-in-config.ts";
import { checkManifests } from "./manifest-check.ts";
import { inShard, type Shard } from "./shard.ts";
import { compileTemplates, type ReadyTemplate, type TemplateSet } from "./template-set.ts";

/** Several manifests are one YAML stream; scripts follow each other. */
function join(manifests: readonly string[], contentType: "yaml" | "sh"): string {
  if (contentType === "sh") return manifests.join("\n");
  const terminated = manifests.map((text, index) =>
    index === manifests.length - 1 || text.endsWith("\n") ? text : `${text}\n`,
  );
  return terminated.join("---\n");
}

function violationDiagnostic({ message, place, schema }: Violation): Diagnostic {
  return {
    severity: "error",
    code: "config-invalid",
    message: `the platform configuration breaks a schema: ${message}`,
    hint: "Correct the value in the control plane, or the schema. `kalypso explain` shows where a value comes from.",
    place,
    related: [{ message: "the schema", place: schema }],
  };
}

class Renderer {
  readonly problems = new AffectedAssignments();
  readonly notices = new ApiNotices();
  readonly files = new Map<string, string>();
  readonly #schedule: Schedule;
  readonly #templates: TemplateSet;
  readonly #composer: ConfigComposer;
  readonly #validator: ConfigValidator;
  readonly #clusterTypes: ReadonlyMap<string, ClusterType>;
  readonly #targets: ReadonlyMap<string, DeploymentTarget>;

  constructor(schedule: Schedule, templates: TemplateSet, validator: ConfigValidator) {
    this.#schedule = schedule;
    this.#templates = templates;
    this.#composer = new ConfigComposer(schedule);
    this.#validator = validator;
    this.#clusterTypes = new Map(schedule.clusterTypes.map((clusterType) => [clusterType.name, clusterType]));
    this.#targets = new Map(schedule.deploymentTargets.map((target) => [target.name, target]));
  }

  render(assignment: Assignment): void {
    const clusterType = this.#clusterTypes.get(assignment.clusterType);
    const deploymentTarget = this.#targets.get(assignment.deploymentTarget);
    if (clusterType === undefined || deploymentTarget === undefined) return;
    const config = this.#composer.compose({ clusterType, deploymentTarget });
    for (const violation of this.#validator.validate({ clusterType, deploymentTarget }, config)) {
      this.problems.add(violationDiagnostic(violation), assignment.name);
    }
    const data = this.#data(assignment, deploymentTarget, config);
    const folder = `${clusterType.name}/${deploymentTarget.name}`;
    this.#write(`${folder}/reconciler`, clusterType.reconciler, "yaml", data, assignment);
    this.#write(`${folder}/namespace`, clusterType.namespaceService, "yaml", data, assignment);
    const configTemplate = this.#templates.byName.get(clusterType.configType);
    if (configTemplate === undefined) {
      this.files.set(`${folder}/platform-config.yaml`, builtInConfigMap(assignment.namespace, config.data));
    } else {
      const { contentType } = configTemplate.template;
      this.#write(`${folder}/platform-config`, clusterType.configType, contentType, data, assignment);
    }
  }

  #data(assignment: Assignment, target: DeploymentTarget, config: ComposedConfig): TemplateData {
    return {
      DeploymentTargetName: target.name,
      Namespace: assignment.namespace,
      Environment: this.#schedule.environment,
      Workspace: target.workspace,
      Workload: target.workload,
      ClusterType: assignment.clusterType,
      Labels: target.labels,
      Manifests: target.manifests,
      ConfigData: config.data,
    };
  }

  #write(
    path: string,
    name: string,
    contentType: "yaml" | "sh",
    data: TemplateData,
    { name: assignment }: Assignment,
  ): void {
    const ready = this.#templates.byName.get(name);
    if (ready === undefined) return;
    const manifests = ready.manifests.flatMap((manifest, index): readonly string[] => {
      const rendered = manifest?.render(data);
      if (rendered === undefined) return [];
      for (const diagnostic of rendered.diagnostics) this.problems.add(diagnostic, assignment);
      if (contentType === "yaml") this.#check(rendered.value, ready, index, assignment);
      return rendered.value === "" ? [] : [rendered.value];
    });
    if (manifests.length > 0) this.files.set(`${path}.${contentType}`, join(manifests, contentType));
  }

  #check(text: string, { template }: ReadyTemplate, index: number, assignment: string): void {
    if (text === "") return;
    this.notices.add(text, template, index);
    for (const { message, line } of checkManifests(text)) {
      const origin = template.manifests[index]?.origin ?? template.place;
      const { file, line: at, column, source } = origin;
      const place = { file, line: at, column, ...(source === undefined ? {} : { source }) };
      this.problems.add(
        {
          severity: "error",
          code: "manifest-invalid",
          message: `the template \`${template.name}\` renders to an incomplete Kubernetes object, in line ${line} of its output: ${message}`,
          hint: "A document with apiVersion or kind needs apiVersion, kind and metadata.name. Quote what is printed where YAML could read it otherwise.",
          place,
        },
        assignment,
      );
    }
  }
}

/** A rendering, and what is wrong with each assignment for which anything is. */
export interface Rendering extends Outcome<FileTree> {
  readonly failures: ReadonlyMap<string, readonly Diagnostic[]>;
}

/**
 * The files of an environment's clusters, by path: a folder per cluster type, assigned or not, and in it a folder
 * per assignment. Nothing but the Schedule decides them.
 * @param shard only the assignments and cluster types of one shard
 * @returns no file beside errors
 */
export function render(schedule: Schedule, shard?: Shard): Rendering {
  const templates = compileTemplates(schedule);
  const validator = new ConfigValidator(schedule);
  const renderer = new Renderer(schedule, templates, validator);
  for (const { name } of schedule.clusterTypes) {
    if (inShard(name, shard)) renderer.files.set(`${name}/README.md`, clusterTypeReadme);
  }
  for (const assignment of schedule.assignments) {
    if (inShard(assignment.name, shard)) renderer.render(assignment);
  }
  const diagnostics = [
    ...templates.diagnostics,
    ...validator.diagnostics,
    ...renderer.problems.diagnostics,
    ...renderer.notices.diagnostics,
  ];
  const failures = renderer.problems.byAssignment;
  return { value: hasErrors(diagnostics) ? new Map() : renderer.files, diagnostics, failures };
}
