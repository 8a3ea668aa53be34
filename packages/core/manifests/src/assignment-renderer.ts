import { type Diagnostic, present } from "@kalypso-actions/diagnostics";
import {
  type ComposedConfig,
  ConfigComposer,
  ConfigValidator,
  type Destination,
} from "@kalypso-actions/platform-config";
import type { Assignment, ClusterType, DeploymentTarget, Schedule } from "@kalypso-actions/resources";
import type { TemplateData } from "@kalypso-actions/templates";
import { AffectedAssignments, type Cause, type NumberedAssignment } from "./affected.ts";
import { ApiNotices, type RenderedManifest } from "./api-notices.ts";
import { builtInConfigMap } from "./built-in-config.ts";
import { sizeProblems, violationProblem } from "./config-problems.ts";
import { checkManifests } from "./manifest-check.ts";
import { objectName, objectsOf } from "./manifest-objects.ts";
import type { ManifestObject } from "./manifest-scan.ts";
import { teamsOf } from "./teams.ts";
import { compileTemplates, type TemplateSet } from "./template-set.ts";
import { scanDocuments } from "./yaml-scan.ts";

/** Several manifests become one YAML stream; scripts are concatenated. */
function join(manifests: readonly string[], contentType: "yaml" | "sh"): string {
  if (contentType === "sh") return manifests.join("\n");
  const terminated = manifests.map((text, index) =>
    index === manifests.length - 1 || text.endsWith("\n") ? text : `${text}\n`,
  );
  return terminated.join("---\n");
}

/** The files of one assignment, all in its folder. */
export interface RenderedAssignment {
  /** `<cluster type>/<deployment target>` */
  readonly folder: string;
  readonly files: readonly (readonly [name: string, text: string])[];
  /** The objects in its reconciler, as `<kind>/<namespace>/<name>`. */
  readonly objects: readonly string[];
  /** Whether nothing is wrong with it. */
  readonly isSound: boolean;
}

interface Destined {
  readonly data: TemplateData;
  readonly assignment: NumberedAssignment;
}

/** The result of one Template. */
interface Written {
  readonly text: string | undefined;
  readonly objects: readonly ManifestObject[];
}

/** Renders the assignments of a Schedule one by one, and collects their problems. */
export class AssignmentRenderer {
  readonly problems = new AffectedAssignments();
  readonly notices = new ApiNotices();
  readonly #schedule: Schedule;
  readonly #templates: TemplateSet;
  readonly #composer: ConfigComposer;
  readonly #validator: ConfigValidator;
  readonly #clusterTypes: ReadonlyMap<string, ClusterType>;
  readonly #targets: ReadonlyMap<string, DeploymentTarget>;

  readonly #numbers: ReadonlyMap<string, number>;
  readonly #teamOf: (registration: string) => string;
  readonly #rendered = new Map<string, Set<string>>();
  /** Of the current assignment. */
  #isSound = true;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
    this.#teamOf = teamsOf(schedule);
    this.#templates = compileTemplates(schedule);
    this.#composer = new ConfigComposer(schedule);
    this.#validator = new ConfigValidator(schedule);
    this.#numbers = new Map(schedule.assignments.map(({ name }, index) => [name, index]));
    this.#clusterTypes = new Map(schedule.clusterTypes.map((clusterType) => [clusterType.name, clusterType]));
    this.#targets = new Map(schedule.deploymentTargets.map((target) => [target.name, target]));
  }

  /** Problems of templates and schemas, independent of assignments. */
  get ownProblems(): readonly Diagnostic[] {
    return [...this.#templates.diagnostics, ...this.#validator.diagnostics];
  }

  /** The teams that each template renders for without a problem, by its name. */
  get rendered(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#rendered;
  }

  /** @returns undefined for an assignment that refers to something that is not in the Schedule */
  render(assignment: Assignment): RenderedAssignment | undefined {
    const clusterType = this.#clusterTypes.get(assignment.clusterType);
    const deploymentTarget = this.#targets.get(assignment.deploymentTarget);
    if (clusterType === undefined || deploymentTarget === undefined) return undefined;
    const current = { name: assignment.name, number: this.#numbers.get(assignment.name) ?? 0 };
    const config = this.#composer.compose({ clusterType, deploymentTarget });
    const destination = { clusterType, deploymentTarget };
    this.#isSound = true;
    this.#validate(destination, config, current);
    const data = this.#data(assignment, deploymentTarget, config);
    const write = (name: string, contentType: "yaml" | "sh") =>
      this.#write(name, contentType, { data, assignment: current });
    const reconciler = write(clusterType.reconciler, "yaml");
    const namespace = write(clusterType.namespaceService, "yaml");
    const contentType = this.#templates.byName.get(clusterType.configType)?.template.contentType;
    const platformConfig =
      contentType === undefined
        ? builtInConfigMap(assignment.namespace, config.data)
        : write(clusterType.configType, contentType).text;
    if (this.#isSound) this.#isRendered(clusterType, this.#teamOf(deploymentTarget.registration));
    const files: readonly (readonly [string, string | undefined])[] = [
      ["reconciler.yaml", reconciler.text],
      ["namespace.yaml", namespace.text],
      [`platform-config.${contentType ?? "yaml"}`, platformConfig],
    ];
    return {
      folder: `${clusterType.name}/${deploymentTarget.name}`,
      files: files.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const])),
      objects: reconciler.objects.map(objectName),
      isSound: this.#isSound,
    };
  }

  #problem(diagnostic: Diagnostic, assignment: NumberedAssignment, cause: Cause): void {
    this.#isSound = false;
    this.problems.add(diagnostic, assignment, cause);
  }

  #isRendered({ reconciler, namespaceService, configType }: ClusterType, team: string): void {
    for (const template of [reconciler, namespaceService, configType])
      this.#rendered.set(template, (this.#rendered.get(template) ?? new Set()).add(team));
  }

  #validate(destination: Destination, config: ComposedConfig, assignment: NumberedAssignment): void {
    for (const violation of this.#validator.validate(destination, config)) {
      const { broughtBy } = violation;
      const problem = violationProblem(violation, destination, this.#schedule.configMaps);
      this.#problem(problem, assignment, broughtBy === undefined ? {} : { broughtBy });
    }
    for (const [problem, broughtBy] of this.#validator.unusable(destination))
      this.#problem(problem, assignment, { broughtBy });
    for (const problem of sizeProblems(config)) this.#problem(problem, assignment, {});
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

  #write(name: string, contentType: "yaml" | "sh", { data, assignment }: Destined): Written {
    const ready = this.#templates.byName.get(name);
    if (ready === undefined) return { text: undefined, objects: [] };
    const objects: ManifestObject[] = [];
    const manifests = ready.manifests.flatMap((manifest, index): readonly string[] => {
      const rendered = manifest?.render(data);
      if (rendered === undefined) return [];
      for (const diagnostic of rendered.diagnostics)
        this.#problem(diagnostic, assignment, { template: name });
      if (rendered.value === "") return [];
      if (contentType === "yaml")
        objects.push(...this.#check(rendered.value, { template: ready.template, index }, assignment));
      return [rendered.value];
    });
    return { text: manifests.length > 0 ? join(manifests, contentType) : undefined, objects };
  }

  /** Scans a text once for all uses. */
  #check(
    text: string,
    rendered: RenderedManifest,
    assignment: NumberedAssignment,
  ): readonly ManifestObject[] {
    const { template, index } = rendered;
    const scanned = scanDocuments(text);
    const objects = objectsOf(text, scanned);
    this.notices.add(objects, rendered, assignment.number);
    for (const { message, line } of checkManifests(text, scanned)) {
      const origin = template.manifests[index]?.origin ?? template.place;
      const { file, line: at, column, source } = origin;
      const place = { file, line: at, column, ...present({ source }) };
      this.#problem(
        {
          severity: "error",
          code: "manifest-invalid",
          message: `the template \`${template.name}\` renders to an incomplete Kubernetes object at line ${line} of its output: ${message}`,
          hint: "A document with apiVersion or kind needs apiVersion, kind and metadata.name. Quote printed values that YAML could parse as another type.",
          place,
        },
        assignment,
        { template: template.name },
      );
    }
    return objects;
  }
}
