/** Why a deployment target is on a cluster type or not, in sentences. */
import type { Schedule, SchedulingPolicy, SelectorRequirement } from "@kalypso-actions/resources";
import { expressions, matchesRequirement } from "./selector.ts";

type Labels = Readonly<Record<string, string>>;
type Subject = "workspace" | "deployment target" | "cluster type";

/** A condition of a policy. */
interface Condition {
  readonly of: Subject;
  /** What it asks for, as people say it: `purpose=test`. */
  readonly needs: string;
  /** The value that is there; undefined for a label that is absent. */
  readonly found: string | undefined;
  readonly isMet: boolean;
}

/** A condition that keeps a policy from selecting a pair. */
type MissedCondition = Omit<Condition, "isMet">;

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

function needsText({ key, operator, values: given }: SelectorRequirement): string {
  const values = given ?? [];
  const [only, ...others] = values;
  switch (operator) {
    case "In":
      return others.length === 0 ? `${key}=${only ?? ""}` : `${key} to be one of ${values.join(", ")}`;
    case "NotIn":
      return others.length === 0
        ? `${key} not to be ${only ?? ""}`
        : `${key} to be none of ${values.join(", ")}`;
    case "Exists":
      return `a label ${key}`;
    case "DoesNotExist":
      return `no label ${key}`;
  }
}

function conditionsOn(
  of: Subject,
  selector: SchedulingPolicy["clusterTypes"],
  labels: Labels,
): readonly Condition[] {
  return expressions(selector).map((requirement) => ({
    of,
    needs: needsText(requirement),
    found: Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined,
    isMet: matchesRequirement(requirement, labels),
  }));
}

interface Judged {
  readonly policy: string;
  readonly conditions: readonly Condition[];
  readonly misses: readonly MissedCondition[];
}

function judged(
  policy: SchedulingPolicy,
  target: Schedule["deploymentTargets"][number],
  type: Schedule["clusterTypes"][number],
): Judged {
  const { workspace } = policy;
  const conditions = [
    ...(workspace === null
      ? []
      : [
          {
            of: "workspace" as const,
            needs: workspace,
            found: target.workspace,
            isMet: target.workspace === workspace,
          },
        ]),
    ...conditionsOn("deployment target", policy.deploymentTargets, target.labels),
    ...conditionsOn("cluster type", policy.clusterTypes, type.labels),
  ];
  const misses = conditions.filter(({ isMet }) => !isMet).map(({ isMet: _, ...missed }) => missed);
  return { policy: policy.name, conditions, misses };
}

/** `a, b and c` */
function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}

function selectedSentence({ policy, conditions }: Judged): string {
  const of = (subject: Subject) => conditions.filter((each) => each.of === subject).map(({ needs }) => needs);
  const parts = [
    ...of("workspace").map((name) => `the workspace ${name}`),
    ...(["deployment target", "cluster type"] as const).flatMap((subject) => {
      const needs = of(subject);
      return needs.length === 0 ? [] : [`a ${subject} with ${listed(needs)}`];
    }),
  ];
  return parts.length === 0
    ? `The policy ${policy} selects everything.`
    : `The policy ${policy} asks for ${listed(parts)}, and that is what it is.`;
}

function missText({ of, needs, found }: MissedCondition): string {
  if (of === "workspace") return `the workspace ${needs} (it is in ${found ?? "none"})`;
  const has = found === undefined ? "has no such label" : found === "" ? "has it empty" : `has ${found}`;
  return `${needs} on the ${of} (which ${has})`;
}

/** Fewer misses are nearer; among equals, one that misses the workspace is further away, because teams do not share them. */
function distance({ misses }: Judged): number {
  return misses.length + (misses.some(({ of }) => of === "workspace") ? 0.5 : 0);
}

function missing(policies: readonly Judged[]): Pick<Why, "nearest" | "sentences"> {
  const nearest = policies.reduce<Judged | undefined>(
    (best, each) => (best === undefined || distance(each) < distance(best) ? each : best),
    undefined,
  );
  if (nearest === undefined)
    return { nearest: undefined, sentences: ["The environment has no policies, so nothing runs anywhere."] };
  const { policy, misses } = nearest;
  return {
    nearest: { policy, misses },
    sentences: [
      `No policy selects it. The nearest is ${policy}, which also needs ${listed(misses.map(missText))}.`,
      "Change that, or add a policy that selects it.",
    ],
  };
}

/**
 * @returns undefined if the Schedule has no such deployment target or cluster type
 */
export function why(schedule: Schedule, deploymentTarget: string, clusterType: string): Why | undefined {
  const target = schedule.deploymentTargets.find(({ name }) => name === deploymentTarget);
  const type = schedule.clusterTypes.find(({ name }) => name === clusterType);
  if (target === undefined || type === undefined) return undefined;
  const policies = schedule.policies.map((policy) => judged(policy, target, type));
  const selecting = policies.filter(({ misses }) => misses.length === 0);
  const runs = selecting.length > 0;
  return {
    deploymentTarget,
    clusterType,
    runs,
    policies: selecting.map(({ policy }) => policy),
    ...(runs ? { nearest: undefined, sentences: selecting.map(selectedSentence) } : missing(policies)),
  };
}

/** What a policy asks for, in words: `the workspace team`, `purpose=test on the deployment target`. */
export function policyTerms({
  workspace,
  deploymentTargets,
  clusterTypes,
}: SchedulingPolicy): readonly string[] {
  const on = (of: Subject, selector: SchedulingPolicy["clusterTypes"]) =>
    expressions(selector).map((requirement) => `${needsText(requirement)} on the ${of}`);
  return [
    ...(workspace === null ? [] : [`the workspace ${workspace}`]),
    ...on("deployment target", deploymentTargets),
    ...on("cluster type", clusterTypes),
  ];
}
