import { type Diagnostic, type DiagnosticCode, diagnosticsOf, present } from "@kalypso-actions/diagnostics";
import {
  type ComposedConfig,
  ConfigComposer,
  ConfigValidator,
  type Destination,
  type Violation,
} from "@kalypso-actions/platform-config";
import type { Assignment, ClusterType, DeploymentTarget, Schedule } from "@kalypso-actions/resources";
import type { TemplateData } from "@kalypso-actions/templates";
import { AffectedAssignments, type Cause, configuration, type NumberedAssignment } from "./affected.ts";
import { ApiNotices } from "./api-notices.ts";
import { builtInConfigMap } from "./built-in-config.ts";
import { sizeProblems, violationProblem } from "./config-problems.ts";
import { identityProblems } from "./identity-probe.ts";
import { checkManifests } from "./manifest-check.ts";
import { objectName, objectsOf } from "./manifest-objects.ts";
import { manifestProblems, type RenderedText } from "./manifest-problems.ts";
import type { ManifestObject } from "./manifest-scan.ts";
import { structureProblem } from "./team-values.ts";
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

/** The objects that one manifest of a Template renders to, or the built-in ConfigMap. */
export interface RenderedObjects {
  readonly assignment: NumberedAssignment;
  readonly clusterType: string;
  /** `<deployment target>/<file>`, in the cluster type's folder. */
  readonly file: string;
  readonly objects: readonly ManifestObject[];
  /** Undefined for the built-in ConfigMap. */
  readonly rendered: RenderedText | undefined;
}

const ofTeamValues: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  "team-value-structure",
  "team-value-template",
  "team-value-shell",
]);

/** A team's own text is its own mistake, whoever else the template works for. */
function causeOf({ code }: Diagnostic, template: string): Cause {
  return ofTeamValues.has(code) ? { broughtBy: "target" } : { template };
}

interface Destined {
  readonly data: TemplateData;
  readonly assignment: NumberedAssignment;
  readonly file: string;
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
  readonly #hear: (found: RenderedObjects) => void;
  readonly #templates: TemplateSet;
  readonly #composer: ConfigComposer;
  readonly #validator: ConfigValidator;
  readonly #clusterTypes: ReadonlyMap<string, ClusterType>;
  readonly #targets: ReadonlyMap<string, DeploymentTarget>;

  readonly #numbers: ReadonlyMap<string, number>;
  readonly #teamOf: (registration: string) => string;
  readonly #rendered = new Map<string, Set<string>>();
  readonly #identityProblems: readonly Diagnostic[];
  /** Of the current assignment. */
  #isSound = true;
  /** What is at work: a template, or the configuration. */
  #part = configuration;

  /** @param hear receives the objects of each manifest */
  constructor(schedule: Schedule, hear: (found: RenderedObjects) => void) {
    this.#schedule = schedule;
    this.#hear = hear;
    this.#teamOf = teamsOf(schedule);
    this.#templates = compileTemplates(schedule);
    this.#composer = new ConfigComposer(schedule);
    this.#validator = new ConfigValidator(schedule);
    this.#numbers = new Map(schedule.assignments.map(({ name }, index) => [name, index]));
    this.#clusterTypes = new Map(schedule.clusterTypes.map((clusterType) => [clusterType.name, clusterType]));
    this.#targets = new Map(schedule.deploymentTargets.map((target) => [target.name, target]));
    this.#identityProblems = identityProblems(
      schedule,
      this.#templates.byName,
      (assignment) => this.#destined(assignment)?.data,
    );
  }

  /** Problems of templates and schemas, independent of assignments. */
  get ownProblems(): readonly Diagnostic[] {
    return [...this.#templates.diagnostics, ...this.#identityProblems, ...this.#validator.diagnostics];
  }

  /** The teams that each template, by its name, and the configuration work for without a problem. */
  get rendered(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#rendered;
  }

  /**
   * What this code fails over is a problem of the assignment, so that it holds its team.
   * @returns undefined for an assignment that refers to something that is not in the Schedule
   */
  render(assignment: Assignment): RenderedAssignment | undefined {
    this.#part = configuration;
    try {
      return this.#render(assignment);
    } catch (error) {
      const cause = this.#part === configuration ? {} : { template: this.#part };
      const place = this.#targets.get(assignment.deploymentTarget)?.place;
      const current = { name: assignment.name, number: this.#numbers.get(assignment.name) ?? 0 };
      for (const each of diagnosticsOf(error))
        this.#problem({ ...each, code: "rendering-failed", ...present({ place }) }, current, { cause });
      return undefined;
    }
  }

  #render(assignment: Assignment): RenderedAssignment | undefined {
    const found = this.#destined(assignment);
    if (found === undefined) return undefined;
    const { destination, config, data } = found;
    const { clusterType, deploymentTarget } = destination;
    const current = { name: assignment.name, number: this.#numbers.get(assignment.name) ?? 0 };
    this.#isSound = true;
    this.#validate(destination, config, current);
    const team = this.#teamOf(deploymentTarget.registration);
    const write = (template: string, file: string, contentType: "yaml" | "sh" = "yaml") =>
      this.#observed([template, team], () =>
        this.#write(template, contentType, { data, assignment: current, file }),
      );
    const reconciler = write(clusterType.reconciler, "reconciler.yaml");
    const namespace = write(clusterType.namespaceService, "namespace.yaml");
    const contentType = this.#templates.byName.get(clusterType.configType)?.template.contentType;
    const configFile = `platform-config.${contentType ?? "yaml"}`;
    const platformConfig =
      contentType === undefined
        ? this.#builtIn(data, current, configFile)
        : write(clusterType.configType, configFile, contentType).text;
    const files: readonly (readonly [string, string | undefined])[] = [
      ["reconciler.yaml", reconciler.text],
      ["namespace.yaml", namespace.text],
      [configFile, platformConfig],
    ];
    return {
      folder: `${clusterType.name}/${deploymentTarget.name}`,
      files: files.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const])),
      objects: reconciler.objects.map(objectName),
      isSound: this.#isSound,
    };
  }

  #problem(
    diagnostic: Diagnostic,
    assignment: NumberedAssignment,
    about: { readonly cause: Cause; readonly id?: string },
  ): void {
    this.#isSound = false;
    this.problems.add(diagnostic, assignment, about);
  }

  /** Whatever else is wrong with the assignment, the platform's part works for the team if this adds no problem. */
  #observed<T>([part, team]: readonly [part: string, team: string], act: () => T): T {
    const wasSound = this.#isSound;
    this.#isSound = true;
    this.#part = part;
    const result = act();
    if (this.#isSound) this.#rendered.set(part, (this.#rendered.get(part) ?? new Set()).add(team));
    this.#isSound &&= wasSound;
    return result;
  }

  #validate(destination: Destination, config: ComposedConfig, assignment: NumberedAssignment): void {
    const violations = this.#validator.validate(destination, config);
    const isOurs = ({ broughtBy }: Violation) => broughtBy === undefined;
    this.#observed([configuration, this.#teamOf(destination.deploymentTarget.registration)], () => {
      this.#tell(violations.filter(isOurs), destination, assignment);
      for (const problem of sizeProblems(config)) this.#problem(problem, assignment, { cause: {} });
    });
    this.#tell(
      violations.filter((violation) => !isOurs(violation)),
      destination,
      assignment,
    );
    for (const [problem, broughtBy] of this.#validator.unusable(destination))
      this.#problem(problem, assignment, { cause: { broughtBy } });
  }

  #tell(violations: readonly Violation[], destination: Destination, assignment: NumberedAssignment): void {
    for (const violation of violations) {
      const { broughtBy } = violation;
      const problem = violationProblem(violation, destination, this.#schedule.configMaps);
      this.#problem(problem, assignment, { cause: broughtBy === undefined ? {} : { broughtBy } });
    }
  }

  /** Where an assignment goes, with its configuration and the data of its templates. */
  #destined(assignment: Assignment) {
    const clusterType = this.#clusterTypes.get(assignment.clusterType);
    const deploymentTarget = this.#targets.get(assignment.deploymentTarget);
    if (clusterType === undefined || deploymentTarget === undefined) return undefined;
    const destination = { clusterType, deploymentTarget };
    const config = this.#composer.compose(destination);
    return { destination, config, data: this.#data(assignment, deploymentTarget, config) };
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

  #builtIn(data: TemplateData, assignment: NumberedAssignment, file: string): string {
    const { Namespace: namespace, ClusterType: clusterType } = data;
    const object = { apiVersion: "v1", kind: "ConfigMap", namespace, name: "platform-config" };
    const path = `${data.DeploymentTargetName}/${file}`;
    this.#hear({ assignment, clusterType, file: path, objects: [object], rendered: undefined });
    return builtInConfigMap(namespace, data.ConfigData);
  }

  #write(name: string, contentType: "yaml" | "sh", { data, assignment, file }: Destined): Written {
    const ready = this.#templates.byName.get(name);
    if (ready === undefined) return { text: undefined, objects: [] };
    const { template } = ready;
    const objects: ManifestObject[] = [];
    const manifests = ready.manifests.flatMap((compiled, index): readonly string[] => {
      const rendered = compiled?.render(data);
      if (compiled === undefined || rendered === undefined) return [];
      for (const diagnostic of rendered.diagnostics)
        this.#problem(diagnostic, assignment, { cause: causeOf(diagnostic, name) });
      const { value: text } = rendered;
      if (text === "") return [];
      if (contentType === "yaml")
        objects.push(...this.#check({ template, index, compiled, data, text }, assignment, file));
      return [text];
    });
    return { text: manifests.length > 0 ? join(manifests, contentType) : undefined, objects };
  }

  /** Scans a text once for all uses. */
  #check(rendered: RenderedText, assignment: NumberedAssignment, name: string): readonly ManifestObject[] {
    const changed = structureProblem(rendered);
    if (changed !== undefined) {
      this.#problem(changed, assignment, { cause: causeOf(changed, rendered.template.name) });
      return [];
    }
    const { text, data } = rendered;
    const scanned = scanDocuments(text);
    const objects = objectsOf(text, scanned);
    this.notices.add(objects, rendered, assignment.number);
    const file = `${data.DeploymentTargetName}/${name}`;
    this.#hear({ assignment, clusterType: data.ClusterType, file, objects, rendered });
    const cause = { template: rendered.template.name };
    for (const { diagnostic, id } of manifestProblems(rendered, checkManifests(text, scanned)))
      this.#problem(diagnostic, assignment, { cause, id });
    return objects;
  }
}
