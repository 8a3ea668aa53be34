import type { Schedule } from "@kalypso-actions/resources";
import { explainSelector, type RequirementMatch } from "./selector.ts";

/** Why one policy does or does not put a deployment target on a cluster type. */
export interface PolicyExplanation {
  readonly policy: string;
  readonly assigns: boolean;
  /** Undefined if the policy does not select by workspace. */
  readonly workspace: RequirementMatch | undefined;
  readonly deploymentTarget: readonly RequirementMatch[];
  readonly clusterType: readonly RequirementMatch[];
}

/**
 * Whether and why each policy selects a pair, condition by condition, from the Schedule alone.
 * @returns undefined if the Schedule has no such deployment target or cluster type
 */
export function explainAssignment(
  schedule: Schedule,
  deploymentTarget: string,
  clusterType: string,
): readonly PolicyExplanation[] | undefined {
  const target = schedule.deploymentTargets.find(({ name }) => name === deploymentTarget);
  const type = schedule.clusterTypes.find(({ name }) => name === clusterType);
  if (target === undefined || type === undefined) return undefined;
  return schedule.policies.map((policy) => {
    const workspace =
      policy.workspace === null
        ? undefined
        : {
            requirement: `workspace is ${policy.workspace}`,
            matched: target.workspace === policy.workspace,
            found: target.workspace,
          };
    const onTarget = explainSelector(policy.deploymentTargets, target.labels);
    const onType = explainSelector(policy.clusterTypes, type.labels);
    const conditions = [...(workspace === undefined ? [] : [workspace]), ...onTarget, ...onType];
    return {
      policy: policy.name,
      assigns: conditions.every(({ matched }) => matched),
      workspace,
      deploymentTarget: onTarget,
      clusterType: onType,
    };
  });
}
