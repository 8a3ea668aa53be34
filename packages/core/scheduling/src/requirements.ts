/** The requirements of a policy's selectors, with their places. */
import type { Place } from "@kalypso-actions/diagnostics";
import type { LabelSelector, Resource, SelectorRequirement } from "@kalypso-actions/resources";

export type Policy = Resource<"SchedulingPolicy">;

export interface PlacedRequirement {
  readonly requirement: SelectorRequirement;
  /** Of its key. */
  readonly place: Place;
  placeOfValue(value: string): Place;
}

/** One of a policy's two selectors. */
export interface PlacedSelector {
  readonly place: Place;
  readonly requirements: readonly PlacedRequirement[];
}

function placed(policy: Policy, selector: LabelSelector, path: readonly (string | number)[]): PlacedSelector {
  const equalities = Object.entries(selector.matchLabels ?? {}).map(([key, value]): PlacedRequirement => {
    const place = policy.placeOf([...path, "matchLabels", key]);
    return { requirement: { key, operator: "In", values: [value] }, place, placeOfValue: () => place };
  });
  const sets = (selector.matchExpressions ?? []).map((requirement, index): PlacedRequirement => {
    const at = [...path, "matchExpressions", index];
    return {
      requirement,
      place: policy.placeOf([...at, "key"]),
      placeOfValue: (value) => policy.placeOf([...at, "values", requirement.values?.indexOf(value) ?? 0]),
    };
  });
  return { place: policy.placeOf(path), requirements: [...equalities, ...sets] };
}

export function targetSelector(policy: Policy): PlacedSelector {
  const { labelSelector } = policy.data.spec.deploymentTargetSelector;
  return placed(policy, labelSelector, ["spec", "deploymentTargetSelector", "labelSelector"]);
}

export function clusterTypeSelector(policy: Policy): PlacedSelector {
  const { labelSelector } = policy.data.spec.clusterTypeSelector;
  return placed(policy, labelSelector, ["spec", "clusterTypeSelector", "labelSelector"]);
}

/** The workspace that a policy is limited to, with its place. */
export function workspaceOf(policy: Policy): { readonly name: string; readonly place: Place } | undefined {
  const { workspace } = policy.data.spec.deploymentTargetSelector;
  if (workspace === null || workspace === undefined || workspace === "") return undefined;
  return { name: workspace, place: policy.placeOf(["spec", "deploymentTargetSelector", "workspace"]) };
}
