/** ConfigMaps that apply in the same places and disagree. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { compareText } from "@kalypso-actions/names";
import { conditionsOf, isPlatformConfig, type Resource } from "@kalypso-actions/resources";
import { isList, isMap, readConfigValue } from "@kalypso-actions/yaml-values";

type ConfigMap = Resource<"ConfigMap">;

/** Whether a later value joins an earlier one instead of replacing it. */
function isMerged(earlier: string, later: string): boolean {
  const [first, second] = [readConfigValue(earlier).value, readConfigValue(later).value];
  return (isMap(first) && isMap(second)) || (isList(first) && isList(second));
}

function conflict(key: string, earlier: ConfigMap, winner: ConfigMap): Diagnostic {
  return {
    severity: "notice",
    code: "config-conflict",
    message: `the ConfigMaps \`${earlier.name}\` and \`${winner.name}\` apply in the same places and set \`${key}\` to different values; \`${winner.name}\` wins, because its name comes later`,
    hint: "Keep the key in one of them.",
    place: winner.placeOf(["data", key]),
    related: [{ message: "the value that is replaced", place: earlier.placeOf(["data", key]) }],
  };
}

/** A notice for each key that a ConfigMap takes from another with the same labels. */
export function configConflicts(configMaps: readonly ConfigMap[]): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const owners = new Map<string, ConfigMap>();
  const labelled = configMaps.filter(({ labels }) => isPlatformConfig(labels));
  for (const configMap of [...labelled].sort((a, b) => compareText(a.name, b.name))) {
    const conditions = JSON.stringify(
      [...conditionsOf(configMap.labels)].sort(([a], [b]) => compareText(a, b)),
    );
    for (const [key, value] of Object.entries(configMap.data.data ?? {})) {
      const id = `${conditions} ${key}`;
      const earlier = owners.get(id);
      const before = earlier?.data.data?.[key];
      owners.set(id, configMap);
      if (earlier === undefined || before === undefined || before === value || isMerged(before, value))
        continue;
      found.push(conflict(key, earlier, configMap));
    }
  }
  return found;
}
