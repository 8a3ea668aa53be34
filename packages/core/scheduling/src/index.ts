export { assign, type Candidates, namespaceOf } from "./assignments.ts";
export { deploymentTargets, type RegisteredWorkload } from "./deployment-targets.ts";
export { explainAssignment, type PolicyExplanation } from "./explain.ts";
export type { HeldTarget, HeldView } from "./held.ts";
export { type EnvironmentView, schedule } from "./schedule.ts";
export { compileSelector, explainSelector, type Labels, type RequirementMatch } from "./selector.ts";
export { maxShards, shardsOf } from "./shards.ts";
export { summarise } from "./summary.ts";
export { builtInConfigType } from "./template-references.ts";
