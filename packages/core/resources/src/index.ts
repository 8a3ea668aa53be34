export { afterAnnotation, clustersAnnotation, minimumClustersAnnotation } from "./annotations.ts";
export { isAppConfig } from "./app-config.ts";
export type { Broken } from "./broken.ts";
export { filesOverBudget, workloadBudget, workloadsOverBudget } from "./budget.ts";
export { appConfigKey, type Condition, conditionsOf, isPlatformConfig } from "./config-labels.ts";
export { type Kind, kalypsoApiVersion, kindSchemas } from "./kinds.ts";
export { followKustomizations, isKustomization } from "./kustomization.ts";
export type { LabelSelector, SelectorRequirement } from "./label-selector.ts";
export { findDuplicates, joinResources, type ResourceSet, readResources } from "./read-resources.ts";
export type { Resource, ResourcesByKind } from "./resource.ts";
export { afterOf, rosterOf } from "./roster.ts";
export {
  type Assignment,
  type ClusterType,
  type ConfigMap,
  type ConfigSchema,
  type DeploymentTarget,
  type EmbeddedText,
  formatSchedule,
  type HeldRegistration,
  parseSchedule,
  type Schedule,
  type ScheduleSource,
  type SchedulingPolicy,
  scheduleSchema,
  scheduleVersion,
  type Template,
} from "./schedule.ts";
export {
  complexPatterns,
  ignoredFiles,
  ignoreFile,
  isYamlPath,
  pathsOverBudget,
  resourceFiles,
  tooManyPatterns,
} from "./select-files.ts";
export type { Path, SourceFile, YamlDocument } from "./yaml-document.ts";
export { parseYamlFile } from "./yaml-file.ts";
