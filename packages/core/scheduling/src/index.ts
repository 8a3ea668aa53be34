export { acrossEnvironments, type EnvironmentOutput } from "./across-environments.ts";
export type { RegisteredWorkload } from "./deployment-targets.ts";
export { explainAssignment, type PolicyExplanation } from "./explain.ts";
export type { HeldTarget, HeldView } from "./held.ts";
export type { DeployedAssignment } from "./removals.ts";
export { type EnvironmentView, schedule } from "./schedule.ts";
export { compileSelector, explainSelector, type RequirementMatch } from "./selector.ts";
export { shardsOf } from "./shards.ts";
export { summarise } from "./summary.ts";
