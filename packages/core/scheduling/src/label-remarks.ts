/**
 * Labels that look mistyped: nothing selects by them, but something asks for a label that is one slip away. Labels are
 * free, so anything else that nothing selects by is left alone.
 */
import { type Diagnostic, isOneLetterOff, type Place } from "@kalypso-actions/diagnostics";
import {
  appConfigKey,
  conditionsOf,
  isAppConfig,
  type Resource,
  type ResourcesByKind,
} from "@kalypso-actions/resources";
import type { Candidate } from "./candidates.ts";
import type { Offer } from "./idle-policies.ts";
import { clusterTypeSelector, type PlacedRequirement, targetSelector, workspaceOf } from "./requirements.ts";

/** Labels by key, with the places that name each value. */
class Vocabulary {
  readonly #keys = new Map<string, Map<string, Place>>();
  /** A label is often on many objects. */
  readonly #nearestKeys = new Map<string, string | undefined>();

  add(key: string, value: string | undefined, place: Place): void {
    const values = this.#keys.get(key) ?? new Map<string, Place>();
    this.#keys.set(key, values);
    if (value !== undefined && !values.has(value)) values.set(value, place);
    if (!values.has("")) values.set("", place);
  }

  hasKey(key: string): boolean {
    return this.#keys.has(key);
  }

  has(key: string, value: string): boolean {
    return this.#keys.get(key)?.has(value) ?? false;
  }

  nearestKey(key: string): string | undefined {
    if (!this.#nearestKeys.has(key))
      this.#nearestKeys.set(
        key,
        [...this.#keys.keys()].find((each) => isOneSlip(key, each)),
      );
    return this.#nearestKeys.get(key);
  }

  nearestValue(key: string, value: string): string | undefined {
    return [...(this.#keys.get(key)?.keys() ?? [])].find((each) => isOneSlip(value, each));
  }

  placeOf(key: string, value = ""): Place | undefined {
    return this.#keys.get(key)?.get(value);
  }
}

/** Values of one letter, or that differ in their digits only (`eu-west-1`, `eu-west-2`), are different on purpose. */
function isOneSlip(value: string, other: string): boolean {
  const letters = (text: string) => text.replaceAll(/\d+/g, "");
  if (Math.min(value.length, other.length) < 2 || letters(value) === letters(other)) return false;
  return isOneLetterOff(value, other);
}

/** A condition of a ConfigMap or ConfigSchema. */
interface Wanted {
  readonly key: string;
  readonly value: string;
  readonly place: Place;
  /** As a message calls what asks for it. */
  readonly owner: string;
}

function conditions({ ConfigMap, ConfigSchema }: ResourcesByKind): readonly Wanted[] {
  const labelled = [...ConfigMap, ...ConfigSchema].flatMap((resource) =>
    conditionsOf(resource.labels).map(([key, value]) => ({
      key,
      value,
      place: resource.placeOf(["metadata", "labels", key]),
      owner: `${resource.kind} \`${resource.name}\``,
    })),
  );
  const inKeys = ConfigMap.filter(isAppConfig).flatMap((configMap) =>
    Object.keys(configMap.data.data ?? {}).flatMap((entry) =>
      Object.entries(appConfigKey(entry).labels).map(([key, value]) => ({
        key,
        value,
        place: configMap.placeOf(["data", entry]),
        owner: `the key \`${entry}\` of ConfigMap \`${configMap.name}\``,
      })),
    ),
  );
  return [...labelled, ...inKeys];
}

function askedLabels(resources: ResourcesByKind, wanted: readonly Wanted[]): Vocabulary {
  const asked = new Vocabulary();
  for (const policy of resources.SchedulingPolicy) {
    const selectors = [targetSelector(policy), clusterTypeSelector(policy)];
    for (const { requirement, place, placeOfValue } of selectors.flatMap(
      ({ requirements }) => requirements,
    )) {
      asked.add(requirement.key, undefined, place);
      for (const value of requirement.values ?? []) asked.add(requirement.key, value, placeOfValue(value));
    }
    const workspace = workspaceOf(policy);
    if (workspace !== undefined) asked.add("workspace", workspace.name, workspace.place);
  }
  for (const { key, value, place } of wanted) asked.add(key, value, place);
  return asked;
}

function remark(
  message: string,
  nearest: string,
  places: { at: Place; near: Place | undefined },
): Diagnostic {
  return {
    severity: "warning",
    code: "label-near-miss",
    message,
    hint: `Did you mean \`${nearest}\`?`,
    place: places.at,
    related: places.near === undefined ? [] : [{ message: `\`${nearest}\``, place: places.near }],
  };
}

function offeredRemark(candidate: Candidate, [key, value]: readonly [string, string], asked: Vocabulary) {
  const { kind, name, labels } = candidate;
  const at = candidate.placeOf(key);
  if (!asked.hasKey(key)) {
    const nearest = asked.nearestKey(key);
    if (nearest === undefined || Object.hasOwn(labels, nearest)) return [];
    const message = `nothing selects by the label \`${key}\` of the ${kind} \`${name}\``;
    return [remark(message, nearest, { at, near: asked.placeOf(nearest) })];
  }
  if (asked.has(key, value)) return [];
  const nearest = asked.nearestValue(key, value);
  if (nearest === undefined) return [];
  const message = `nothing selects \`${key}: ${value}\` of the ${kind} \`${name}\``;
  return [remark(message, nearest, { at, near: asked.placeOf(key, nearest) })];
}

/** The labels and names that conditions of configuration can meet. */
function offeredLabels({ targets, clusterTypes }: Offer): Vocabulary {
  const offered = new Vocabulary();
  for (const candidate of [...targets, ...clusterTypes]) {
    const special = candidate.kind === "cluster type" ? "cluster-type" : "deployment-target";
    offered.add(special, candidate.name, candidate.place);
    for (const [key, value] of Object.entries(candidate.labels))
      offered.add(key, value, candidate.placeOf(key));
  }
  return offered;
}

function wantedRemark({ key, value, place, owner }: Wanted, offered: Vocabulary): readonly Diagnostic[] {
  // An absent label counts as empty.
  if (value === "" || offered.has(key, value)) return [];
  const message = `no cluster type or deployment target has \`${key}: ${value}\`, so ${owner} does not apply`;
  const nearestKey = offered.hasKey(key) ? undefined : offered.nearestKey(key);
  if (nearestKey !== undefined)
    return [remark(message, nearestKey, { at: place, near: offered.placeOf(nearestKey) })];
  const nearest = offered.nearestValue(key, value);
  return nearest === undefined
    ? []
    : [remark(message, nearest, { at: place, near: offered.placeOf(key, nearest) })];
}

/** A requirement that is about a label of nothing, but one letter away from one of a candidate. */
function requirementRemark(
  policy: string,
  { requirement, place, placeOfValue }: PlacedRequirement,
  offered: Vocabulary,
): readonly Diagnostic[] {
  const { key, values } = requirement;
  const owner = `the policy \`${policy}\``;
  if (!offered.hasKey(key)) {
    const nearest = offered.nearestKey(key);
    if (nearest === undefined) return [];
    const message = `nothing that ${owner} selects from has the label \`${key}\``;
    return [remark(message, nearest, { at: place, near: offered.placeOf(nearest) })];
  }
  return (values ?? []).flatMap((value) => {
    const nearest = offered.has(key, value) ? undefined : offered.nearestValue(key, value);
    if (nearest === undefined || values?.includes(nearest)) return [];
    const message = `nothing that ${owner} selects from has \`${key}: ${value}\``;
    return [remark(message, nearest, { at: placeOfValue(value), near: offered.placeOf(key, nearest) })];
  });
}

function policyRemarks(policy: Resource<"SchedulingPolicy">, sides: Sides): readonly Diagnostic[] {
  return [
    ...targetSelector(policy).requirements.flatMap((each) =>
      requirementRemark(policy.name, each, sides.targets),
    ),
    ...clusterTypeSelector(policy).requirements.flatMap((each) =>
      requirementRemark(policy.name, each, sides.clusterTypes),
    ),
  ];
}

/** What each of a policy's selectors chooses from. */
interface Sides {
  readonly targets: Vocabulary;
  readonly clusterTypes: Vocabulary;
}

/** Whether somebody wrote the label: names of workloads and absent workspaces become labels by themselves. */
function isWritten([key, value]: readonly [string, string]): boolean {
  return key !== "workload" && (key !== "workspace" || value !== "");
}

/** Labels of cluster types, deployment targets, ConfigMaps and ConfigSchemas that are one slip away from one in use. */
export function labelRemarks(resources: ResourcesByKind, offer: Offer): readonly Diagnostic[] {
  const wanted = conditions(resources);
  const asked = askedLabels(resources, wanted);
  const offered = offeredLabels(offer);
  const sides = {
    targets: offeredLabels({ ...offer, clusterTypes: [] }),
    clusterTypes: offeredLabels({ ...offer, targets: [] }),
  };
  return [
    ...resources.SchedulingPolicy.flatMap((policy) => policyRemarks(policy, sides)),
    ...[...offer.clusterTypes, ...offer.targets].flatMap((candidate) =>
      Object.entries(candidate.labels)
        .filter(isWritten)
        .flatMap((label) => offeredRemark(candidate, label, asked)),
    ),
    ...wanted.flatMap((each) => wantedRemark(each, offered)),
  ];
}

/**
 * One remark for each slip, the first: a mistyped label is not what a policy asks for, the policy does not ask for it,
 * and a workload's label is on all of its targets.
 */
export function oncePerSlip(remarks: readonly Diagnostic[]): readonly Diagnostic[] {
  const told = new Set<string>();
  return remarks.filter(({ code, place, related = [] }) => {
    const [own = "", ...others] = [place, ...related.map((each) => each.place)].map((each) =>
      JSON.stringify(each),
    );
    if ([own, ...others].some((each) => told.has(each))) return false;
    // Others may be close to the same label.
    for (const each of code === "label-near-miss" ? [own] : [own, ...others]) told.add(each);
    return true;
  });
}
