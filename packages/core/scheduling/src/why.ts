/** Why a deployment target is on a cluster type or not, in sentences. */
import type { Schedule } from "@kalypso-actions/resources";
import { explainAssignment, type PolicyExplanation } from "./explain.ts";
import type { RequirementMatch } from "./selector.ts";

/** A condition that keeps a policy from selecting a pair. */
export interface MissedCondition {
  readonly of: "workspace" | "deployment target" | "cluster type";
  readonly requirement: string;
  /** The value that is there; undefined for a label that is absent. */
  readonly found: string | undefined;
}

export interface Why {
  readonly deploymentTarget: string;
  readonly clusterType: string;
  readonly runs: boolean;
  /** The policies that select it. */
  readonly policies: readonly string[];
  /** For what does not run: the policy that comes nearest, and what it misses. */
  readonly nearest: { readonly policy: string; readonly misses: readonly MissedCondition[] } | undefined;
  /** The same for people. */
  readonly sentences: readonly string[];
}

interface Condition extends RequirementMatch {
  readonly of: MissedCondition["of"];
}

function conditionsOf({ workspace, deploymentTarget, clusterType }: PolicyExplanation): readonly Condition[] {
  return [
    ...(workspace === undefined ? [] : [{ ...workspace, of: "workspace" as const }]),
    ...deploymentTarget.map((each) => ({ ...each, of: "deployment target" as const })),
    ...clusterType.map((each) => ({ ...each, of: "cluster type" as const })),
  ];
}

function missesOf(policy: PolicyExplanation): readonly MissedCondition[] {
  return conditionsOf(policy)
    .filter(({ matched }) => !matched)
    .map(({ of, requirement, found }) => ({ of, requirement, found }));
}

function selectedSentence(policy: PolicyExplanation, target: string, clusterType: string): string {
  const met = conditionsOf(policy).map(({ of, requirement }) =>
    of === "workspace" ? requirement : `${requirement} of the ${of}`,
  );
  const because = met.length === 0 ? "it selects everything" : `it asks for ${met.join(", ")}`;
  return `${policy.policy} puts ${target} on ${clusterType}: ${because}, and all of it holds.`;
}

function missSentence({ of, requirement, found }: MissedCondition): string {
  if (of === "workspace") return `it asks that the ${requirement}, and it is ${found ?? "unknown"}`;
  const has = found === undefined ? "no such label" : found === "" ? "an empty one" : found;
  return `it asks for ${requirement} of the ${of}, which has ${has}`;
}

/** Fewer misses are nearer; among equals, one that misses the workspace is further away, because teams do not share them. */
function distance(misses: readonly MissedCondition[]): number {
  return misses.length + (misses.some(({ of }) => of === "workspace") ? 0.5 : 0);
}

function missing(
  policies: readonly PolicyExplanation[],
  target: string,
  clusterType: string,
): Pick<Why, "nearest" | "sentences"> {
  const candidates = policies.map((policy) => ({ policy: policy.policy, misses: missesOf(policy) }));
  const nearest = candidates.reduce<(typeof candidates)[number] | undefined>(
    (best, each) => (best === undefined || distance(each.misses) < distance(best.misses) ? each : best),
    undefined,
  );
  const first = `No policy puts ${target} on ${clusterType}.`;
  if (nearest === undefined) return { nearest, sentences: [first, "The environment has no policies."] };
  const what = nearest.misses.map(missSentence).join("; ");
  const one = nearest.misses.length === 1;
  return {
    nearest,
    sentences: [
      first,
      `${nearest.policy} comes nearest: ${what}.`,
      `It would select it if ${one ? "that" : "all of that"} held; another policy would do as well.`,
    ],
  };
}

/**
 * @returns undefined if the Schedule has no such deployment target or cluster type
 */
export function why(schedule: Schedule, deploymentTarget: string, clusterType: string): Why | undefined {
  const policies = explainAssignment(schedule, deploymentTarget, clusterType);
  if (policies === undefined) return undefined;
  const selecting = policies.filter(({ assigns }) => assigns);
  if (selecting.length > 0)
    return {
      deploymentTarget,
      clusterType,
      runs: true,
      policies: selecting.map(({ policy }) => policy),
      nearest: undefined,
      sentences: selecting.map((policy) => selectedSentence(policy, deploymentTarget, clusterType)),
    };
  return {
    deploymentTarget,
    clusterType,
    runs: false,
    policies: [],
    ...missing(policies, deploymentTarget, clusterType),
  };
}
