export type { OtherCluster } from "./cluster-manifests/cluster.ts";
export { applicationsSecret } from "./cluster-manifests/flux.ts";
export { clusterManifests } from "./cluster-manifests/index.ts";
export { type Examples, examplesOf } from "./contents/contents.ts";
export { decide, isRoot, type Looked, type Step } from "./decide.ts";
export { diagnose } from "./doctor/doctor.ts";
export type {
  ListedClusterType,
  ListedDetails,
  ListedEnvironment,
  ObservedApp,
  ObservedConfiguration,
  ObservedEnvironment,
  ObservedPlatform,
  ObservedRepository,
  ObservedRuleset,
} from "./doctor/observed.ts";
export { addedFiles, type BranchFiles, fileProblems } from "./existing/added-files.ts";
export { chainOf, orderOf } from "./existing/order.ts";
export { existingPlan } from "./existing/plan.ts";
export { type PlatformWorkflows, platformWorkflows } from "./existing/workflows.ts";
export { keyEnvironment } from "./plan/credentials.ts";
export { clusterTypesOf, planOf } from "./plan/plan.ts";
export {
  formatRecord,
  type InitRecord,
  parseRecord,
  type RecordedThing,
  recorded,
  recordPath,
} from "./record.ts";
export { type Removal, type Removals, removalsOf } from "./remove.ts";
export { repositoryOf } from "./repositories.ts";
export { type Outputs, resolve } from "./resolve.ts";
export {
  type AzureSettings,
  type Capabilities,
  checkSettings,
  type EnvironmentPlace,
  healthSources,
  type Settings,
  visibilities,
} from "./settings.ts";
export type {
  Found,
  Kind,
  Reference,
  Resolved,
  Thing,
  ThingName,
  Value,
  Visibility,
  Wants,
} from "./things.ts";
export { type BaseText, formatBases, parseBases, workflowsPath } from "./update/base-record.ts";
export { decideWorkflow, type WorkflowChange } from "./update/decide.ts";
export { updatedWorkflows } from "./update/workflows.ts";
