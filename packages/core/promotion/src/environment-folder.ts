/** The part of a configuration that belongs to one environment, if several share a branch in folders. */
import {
  type ComplianceState,
  clusterTypeUnder,
  type FluxConfiguration,
  type FluxObject,
  objectKey,
} from "./flux-configuration.ts";
import type { Configuration } from "./judge.ts";

/** The worst state of the objects, combined as Azure does it. */
function combined(objects: readonly FluxObject[]): ComplianceState {
  const worst = (["Non-Compliant", "Pending", "Suspended"] as const).find((state) =>
    objects.some((object) => object.state === state),
  );
  return worst ?? "Compliant";
}

/** The kustomizations of other environments, and everything that they applied, directly or indirectly. */
function othersOf({ objects }: FluxConfiguration, others: ReadonlySet<string>): ReadonlySet<FluxObject> {
  const found = new Set<FluxObject>();
  const keys = new Set<string>();
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const object of objects) {
      const { kind, namespace, name, appliedBy } = object;
      const isOther = kind === "Kustomization" && appliedBy === undefined && others.has(name);
      const isBelow = appliedBy !== undefined && keys.has(objectKey({ kind: "Kustomization", ...appliedBy }));
      if (!isOther && !isBelow) continue;
      found.add(object);
      keys.add(objectKey({ kind, namespace, name }));
    }
  }
  return found;
}

/** @returns undefined if it applies only other environments' folders */
export function within(configuration: Configuration, folder: string): Configuration | undefined {
  if (configuration.kind === "status") return configuration;
  const { kustomizations } = configuration;
  const types = new Map(kustomizations.map(({ name, path }) => [name, clusterTypeUnder(path, folder)]));
  const own = kustomizations.filter(({ name }) => types.get(name) !== undefined);
  if (own.length === 0 && kustomizations.length > 0) return undefined;
  const clusterTypes = [...new Set(types.values())].flatMap((type) => type || []);
  const narrowed = { ...configuration, clusterTypes };
  if (own.length === kustomizations.length) return narrowed;
  const others = new Set(kustomizations.filter((each) => !own.includes(each)).map(({ name }) => name));
  const left = othersOf(configuration, others);
  const objects = configuration.objects.filter((object) => !left.has(object));
  return { ...narrowed, kustomizations: own, objects, complianceState: combined(objects) };
}
