/** Why a ConfigMap that has a key does not apply: the one label that keeps it away, if it looks mistyped. */
import { isOneLetterOff, type Place } from "@kalypso-actions/diagnostics";
import { type Condition, type ConfigMap, conditionsOf, isPlatformConfig } from "@kalypso-actions/resources";
import { type Destination, holds } from "./applies.ts";

/** A ConfigMap that would apply but for one label. */
export interface KeptAway {
  readonly configMap: string;
  /** Where it sets the key. */
  readonly place: Place;
  /** `region: ap` */
  readonly wanted: string;
  /** What has nearly that label: ``the cluster type `ap-edge` has `regoin: ap` ``. */
  readonly found: string;
}

function nearLabel(
  [key, value]: Condition,
  { clusterType, deploymentTarget }: Destination,
): string | undefined {
  const owners = [
    { noun: `the cluster type \`${clusterType.name}\``, labels: clusterType.labels },
    { noun: `the deployment target \`${deploymentTarget.name}\``, labels: deploymentTarget.labels },
  ];
  for (const { noun, labels } of owners)
    for (const [name, text] of Object.entries(labels)) {
      const isNear =
        (name === key && isOneLetterOff(text, value)) || (text === value && isOneLetterOff(name, key));
      if (isNear) return `${noun} has \`${name}: ${text}\``;
    }
  const names: readonly Condition[] = [
    ["cluster-type", clusterType.name],
    ["deployment-target", deploymentTarget.name],
    ["workload", deploymentTarget.workload],
  ];
  const near = names.find(
    ([name, text]) =>
      (name === key && isOneLetterOff(text, value)) || (text === value && isOneLetterOff(name, key)),
  );
  return near === undefined ? undefined : `its \`${near[0]}\` is \`${near[1]}\``;
}

/**
 * The ConfigMap that would set a missing key, if its labels match the destination but for one that is a letter off.
 * @param configMaps of the environment
 */
export function keptAway(
  key: string,
  destination: Destination,
  configMaps: readonly ConfigMap[],
): KeptAway | undefined {
  for (const configMap of configMaps) {
    const entry = configMap.data.find((each) => each.key === key);
    if (entry === undefined || !isPlatformConfig(configMap.labels)) continue;
    const failed = conditionsOf(configMap.labels).filter((condition) => !holds(condition, destination));
    const [only, ...others] = failed;
    const found = only === undefined || others.length > 0 ? undefined : nearLabel(only, destination);
    if (found === undefined || only === undefined) continue;
    const { line, column } = entry;
    return {
      configMap: configMap.name,
      place: { ...configMap.place, line, column },
      wanted: only.join(": "),
      found,
    };
  }
  return undefined;
}
