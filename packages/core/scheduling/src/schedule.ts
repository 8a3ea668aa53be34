import { type Diagnostic, hasErrors, type Outcome, present, wholeFile } from "@kalypso-actions/diagnostics";
import { compareText, normalisePath } from "@kalypso-actions/names";
import {
  type Resource,
  type ResourceSet,
  rosterOf,
  type Schedule,
  type ScheduleSource,
  scheduleVersion,
} from "@kalypso-actions/resources";
import { stringify } from "yaml";
import { assign } from "./assignments.ts";
import { clusterTypeCandidates, targetCandidates } from "./candidates.ts";
import { configConflicts } from "./config-conflicts.ts";
import { deploymentTargets, type RegisteredWorkload } from "./deployment-targets.ts";
import { type HeldView, heldRegistration } from "./held.ts";
import { idlePolicy, type Offer } from "./idle-policies.ts";
import { labelRemarks, oncePerSlip } from "./label-remarks.ts";
import { type DeployedAssignment, removals } from "./removals.ts";
import { checkTemplateReferences } from "./template-references.ts";
import { valueNotices } from "./value-notices.ts";

/** One consistent snapshot of everything that belongs to an environment. */
export interface EnvironmentView {
  readonly environment: string;
  readonly promotedCommit: string | null;
  /** Undefined when the environment has none: an error that was reported, so that the Schedule is for checks only. */
  readonly gitops: Resource<"GitOpsRepo"> | undefined;
  /** The environment's branch and the base repository together. */
  readonly controlPlane: ResourceSet;
  readonly workloads: readonly RegisteredWorkload[];
  readonly sources: readonly ScheduleSource[];
  /** What the GitOps branch has, if it is known. */
  readonly deployed?: readonly DeployedAssignment[];
  /** Held registrations, workloads and targets, with what the GitOps branch has of them. */
  readonly held: readonly HeldView[];
  /** The severity of a team's mistake that leaves out what the GitOps branch does not have; an error if absent. */
  readonly unheld?: "error" | "warning";
  /** Whether no workload is held, also if the GitOps branch has it. */
  readonly isStopped?: boolean;
  /** Registrations that are not held. */
  readonly released?: readonly string[];
}

function byName<T extends { readonly name: string }>(entries: readonly T[]): T[] {
  return [...entries].sort((a, b) => compareText(a.name, b.name));
}

function sortedRecord(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => compareText(a, b)));
}

function clusterTypeOf(clusterType: Resource<"ClusterType">): Schedule["clusterTypes"][number] {
  const { name, labels, data, place } = clusterType;
  const { reconciler, namespaceService, configType } = data.spec;
  const templates = { reconciler, namespaceService, configType };
  return { name, labels: sortedRecord(labels), ...templates, ...rosterOf(clusterType), place };
}

/** Manifests written as objects, the operator's older form, become the YAML text they stand for. */
function manifestText(manifest: string | Record<string, unknown>): string {
  return typeof manifest === "string" ? manifest : stringify(manifest, { lineWidth: 0, singleQuote: true });
}

function templateOf(template: Resource<"Template">): Schedule["templates"][number] {
  const { type, contentType, manifests } = template.data.spec;
  return {
    name: template.name,
    type,
    contentType,
    manifests: manifests.map((manifest, index) => ({
      text: manifestText(manifest),
      origin: template.originOf(["spec", "manifests", index]),
    })),
    place: template.place,
  };
}

function configMapOf(configMap: Resource<"ConfigMap">): Schedule["configMaps"][number] {
  const entries = Object.entries(configMap.data.data ?? {}).sort(([a], [b]) => compareText(a, b));
  return {
    name: configMap.name,
    labels: sortedRecord(configMap.labels),
    data: entries.map(([key, value]) => {
      const { line, column } = configMap.placeOf(["data", key]);
      return { key, value, line, column };
    }),
    place: configMap.place,
  };
}

function configSchemaOf(schema: Resource<"ConfigSchema">): Schedule["configSchemas"][number] {
  const embedded = { text: schema.data.spec.schema, origin: schema.originOf(["spec", "schema"]) };
  return { name: schema.name, labels: sortedRecord(schema.labels), schema: embedded, place: schema.place };
}

function policyOf({ name, data, place }: Resource<"SchedulingPolicy">): Schedule["policies"][number] {
  const { deploymentTargetSelector, clusterTypeSelector } = data.spec;
  return {
    name,
    // As in the operator, an empty one is none.
    workspace: deploymentTargetSelector.workspace || null,
    deploymentTargets: deploymentTargetSelector.labelSelector,
    clusterTypes: clusterTypeSelector.labelSelector,
    place,
  };
}

function noClusterTypes({ environment, gitops }: EnvironmentView): Diagnostic {
  return {
    severity: "warning",
    code: "cluster-types-none",
    message: `the environment \`${environment}\` has no cluster types, so nothing is scheduled`,
    hint: "Add a ClusterType to the environment's branch.",
    ...present({ place: gitops && wholeFile(gitops.place.file, gitops.place.source) }),
  };
}

function sortedSources(sources: readonly ScheduleSource[]): ScheduleSource[] {
  const rank = { environment: 0, base: 1, workload: 2 };
  const identity = ({ repo, ref, commit, path }: ScheduleSource) => JSON.stringify([repo, ref, commit, path]);
  return [...sources].sort((a, b) => rank[a.role] - rank[b.role] || compareText(identity(a), identity(b)));
}

/** What labels, policies and ConfigMaps do not do, although they look as if they were meant to. */
function remarks(
  view: EnvironmentView,
  schedule: Schedule,
  idle: ReturnType<typeof assign>["idle"],
): readonly Diagnostic[] {
  const { resources } = view.controlPlane;
  const offer: Offer = {
    targets: targetCandidates(view.workloads, view.environment),
    clusterTypes: clusterTypeCandidates(resources.ClusterType),
    registrations: resources.WorkloadRegistration,
  };
  const policies = new Map(resources.SchedulingPolicy.map((policy) => [policy.name, policy]));
  // A policy that selects nothing now may select something held.
  const told = view.held.length > 0 ? [] : idle;
  const idlePolicies = told.flatMap(({ policy: name, missing }) => {
    const policy = policies.get(name);
    return policy === undefined ? [] : [idlePolicy(policy, missing, offer)];
  });
  return [
    ...oncePerSlip([...idlePolicies, ...labelRemarks(resources, offer)]),
    ...removals(view.deployed, schedule, { resources, offer }),
    ...configConflicts(resources.ConfigMap),
    ...valueNotices(resources.ConfigMap),
  ];
}

/** Workloads whose mistakes at rendering are errors, too. */
function unheldWorkloads({ workloads, deployed = [], unheld, isStopped = false }: EnvironmentView) {
  if (unheld !== "error") return undefined;
  const kept = new Set(isStopped ? [] : deployed.map(({ workload }) => workload));
  const names = workloads.map(({ workload }) => workload.name).filter((name) => !kept.has(name));
  return names.length === 0 ? undefined : [...new Set(names)].sort(compareText);
}

/**
 * Decides what runs where in an environment, as one document. Always returns a Schedule; if there are errors, it is
 * incomplete and only good for further checks.
 */
export function schedule(view: EnvironmentView): Outcome<Schedule> {
  const { resources } = view.controlPlane;
  const severity = view.unheld ?? "error";
  const targets = deploymentTargets(view.workloads, {
    environment: view.environment,
    owners: new Map(view.deployed?.map(({ deploymentTarget, workload }) => [deploymentTarget, workload])),
    held: new Map(
      view.held.flatMap(({ targets: kept }) => kept.map(({ name, workload }) => [name, workload])),
    ),
    severity,
  });
  const clusterTypes = byName(resources.ClusterType).map(clusterTypeOf);
  const policies = byName(resources.SchedulingPolicy).map(policyOf);
  const assigned = assign({
    environment: view.environment,
    policies,
    deploymentTargets: targets.value,
    clusterTypes,
    severity,
  });
  const { repo, branch, path } = view.gitops?.data.spec ?? { repo: "", branch: "", path: "" };
  const value: Schedule = {
    apiVersion: scheduleVersion,
    kind: "Schedule",
    environment: view.environment,
    promotedCommit: view.promotedCommit,
    gitops: { repo, branch, path: normalisePath(path) },
    sources: sortedSources(view.sources),
    clusterTypes,
    deploymentTargets: targets.value.map((target) => ({
      ...target,
      labels: sortedRecord(target.labels),
      manifests: sortedRecord(target.manifests),
    })),
    templates: byName(resources.Template).map(templateOf),
    configMaps: byName(resources.ConfigMap).map(configMapOf),
    configSchemas: byName(resources.ConfigSchema).map(configSchemaOf),
    policies,
    assignments: [...assigned.assignments],
    held: view.held.map((each) =>
      heldRegistration(each, { environment: view.environment, policies, clusterTypes }),
    ),
    ...present({ unheld: unheldWorkloads(view), released: view.released && [...view.released] }),
  };
  const diagnostics = [
    ...targets.diagnostics,
    ...checkTemplateReferences(view.controlPlane),
    ...assigned.diagnostics,
    // A policy may select what is not there because of a problem.
    ...(hasErrors(targets.diagnostics) ? [] : remarks(view, value, assigned.idle)),
  ];
  if (clusterTypes.length === 0 && !hasErrors(diagnostics)) diagnostics.push(noClusterTypes(view));
  return { value, diagnostics };
}
