export {
  type Kind,
  type KindData,
  kalypsoApiVersion,
  kindSchemas,
  type LabelSelector,
  labelSelectorSchema,
  type SelectorRequirement,
} from "./kinds.ts";
export { followKustomizations, isKustomization } from "./kustomization.ts";
export {
  commitId,
  compareText,
  dnsLabel,
  isAppConfig,
  isInnerPath,
  maxNamespaceLength,
  normalisePath,
  refName,
  repositoryAddress,
} from "./names.ts";
export {
  findDuplicates,
  joinResources,
  noResources,
  type OtherDocument,
  type ResourceSet,
  readResources,
} from "./read-resources.ts";
export type { Resource, ResourcesByKind } from "./resource.ts";
export { rosterOf } from "./roster.ts";
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
export { ignoredFiles, ignoreFile, isYamlPath, type PathRule, resourceFiles } from "./select-files.ts";
export { type Path, parseYamlFile, type SourceFile, type YamlDocument } from "./yaml-document.ts";
