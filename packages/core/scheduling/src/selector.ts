import type { LabelSelector, SelectorRequirement } from "@kalypso-actions/resources";

type Labels = Readonly<Record<string, string>>;

/** One condition of a selector against one set of labels, with the label's value. */
export interface RequirementMatch {
  /** As people write it: `edge In (true)`, `size Exists`. */
  readonly requirement: string;
  readonly matched: boolean;
  /** The label's value; undefined when the label is absent. */
  readonly found: string | undefined;
}

/** A label's value; undefined for absent ones, whatever the prototype has. */
function labelOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/** `matchLabels` as requirements, then `matchExpressions`. */
export function expressions(selector: LabelSelector): readonly SelectorRequirement[] {
  const equalities = Object.entries(selector.matchLabels ?? {}).map(
    ([key, value]): SelectorRequirement => ({ key, operator: "In", values: [value] }),
  );
  return [...equalities, ...(selector.matchExpressions ?? [])];
}

/** Whether labels meet one requirement. */
export function matchesRequirement({ key, operator, values }: SelectorRequirement, labels: Labels): boolean {
  const found = labelOf(labels, key);
  // An absent label is not in any set: NotIn holds for it, as in Kubernetes.
  const isIn = values?.some((value) => value === found) ?? false;
  switch (operator) {
    case "In":
      return isIn;
    case "NotIn":
      return !isIn;
    case "Exists":
      return found !== undefined;
    case "DoesNotExist":
      return found === undefined;
  }
}

/**
 * The Kubernetes label selector: all of `matchLabels` and all of `matchExpressions`; an empty selector matches all.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export function compileSelector(selector: LabelSelector): (labels: Labels) => boolean {
  const requirements = expressions(selector);
  return (labels) => requirements.every((requirement) => matchesRequirement(requirement, labels));
}

/** The same decision, condition by condition. */
export function explainSelector(selector: LabelSelector, labels: Labels): readonly RequirementMatch[] {
  return expressions(selector).map((requirement) => {
    const { key, operator, values } = requirement;
    const text = values?.length ? `${key} ${operator} (${values.join(", ")})` : `${key} ${operator}`;
    return {
      requirement: text,
      matched: matchesRequirement(requirement, labels),
      found: labelOf(labels, key),
    };
  });
}
