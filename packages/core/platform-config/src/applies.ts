import {
  type ClusterType,
  type Condition,
  conditionsOf,
  type DeploymentTarget,
} from "@kalypso-actions/resources";

export type Labels = Readonly<Record<string, string>>;

/** What configuration is composed for: a deployment target on a cluster type. */
export interface Destination {
  readonly clusterType: ClusterType;
  readonly deploymentTarget: DeploymentTarget;
}

/** An absent label counts as empty. */
function labelIs(labels: Labels, key: string, value: string): boolean {
  return (Object.hasOwn(labels, key) ? labels[key] : "") === value;
}

/**
 * One label's condition (docs/decisions/platform-configuration.md#which-configmaps-apply). A key without special
 * meaning matches if the cluster type's or the deployment target's label has the value.
 */
export function holds([key, value]: Condition, { clusterType, deploymentTarget }: Destination): boolean {
  switch (key) {
    case "cluster-type":
      return clusterType.name === value;
    case "deployment-target":
      return deploymentTarget.name === value;
    case "workload":
      return deploymentTarget.workload === value;
    default:
      return labelIs(clusterType.labels, key, value) || labelIs(deploymentTarget.labels, key, value);
  }
}

interface Entry<T> {
  readonly item: T;
  readonly order: number;
  readonly others: readonly Condition[];
}

/**
 * Finds the labelled items that apply to a destination without testing all of them: every item is indexed under its
 * rarest condition, and only items whose indexed condition the destination meets are tested.
 */
export class LabelIndex<T extends { readonly labels: Labels }> {
  readonly #everywhere: Entry<T>[] = [];
  readonly #waiting = new Map<string, Entry<T>[]>();

  /** @param items results keep this order */
  constructor(items: readonly T[]) {
    const entries = items.map((item, order) => ({ item, order, conditions: conditionsOf(item.labels) }));
    const frequency = new Map<string, number>();
    for (const condition of entries.flatMap(({ conditions }) => conditions)) {
      const id = condition.join("=");
      frequency.set(id, (frequency.get(id) ?? 0) + 1);
    }
    const rarity = (condition: Condition) => frequency.get(condition.join("=")) ?? 0;
    for (const { item, order, conditions } of entries) {
      const sorted = [...conditions].sort((a, b) => rarity(a) - rarity(b));
      // An empty value also matches an absent label, so an index by that condition would miss those destinations.
      const first = sorted.find(([, value]) => value !== "");
      const others = sorted.filter((condition) => condition !== first);
      if (first === undefined) this.#everywhere.push({ item, order, others });
      else this.#list(first.join("=")).push({ item, order, others });
    }
  }

  find(destination: Destination): readonly T[] {
    const { clusterType, deploymentTarget } = destination;
    const own: Condition[] = [
      ["cluster-type", clusterType.name],
      ["deployment-target", deploymentTarget.name],
      ["workload", deploymentTarget.workload],
    ];
    const ids = new Set(own.map((condition) => condition.join("=")));
    for (const labels of [clusterType.labels, deploymentTarget.labels]) {
      for (const [key, value] of Object.entries(labels)) {
        if (!own.some(([special]) => special === key)) ids.add(`${key}=${value}`);
      }
    }
    const waiting = [...ids].flatMap((id) => this.#waiting.get(id) ?? []);
    return [...this.#everywhere, ...waiting]
      .filter(({ others }) => others.every((condition) => holds(condition, destination)))
      .sort((a, b) => a.order - b.order)
      .map(({ item }) => item);
  }

  #list(id: string): Entry<T>[] {
    let list = this.#waiting.get(id);
    if (list === undefined) {
      list = [];
      this.#waiting.set(id, list);
    }
    return list;
  }
}
