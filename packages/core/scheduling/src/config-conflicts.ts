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

/** Two ConfigMaps, and the keys that the second takes from the first. */
interface Conflict {
  readonly earlier: ConfigMap;
  readonly winner: ConfigMap;
  readonly keys: string[];
}

/** The most keys that a message names. */
const maxNamed = 3;

function notice({ earlier, winner, keys }: Conflict): Diagnostic {
  const [first = ""] = keys;
  const named = keys.slice(0, maxNamed).map((key) => `\`${key}\``);
  const more = keys.length > maxNamed ? ` and ${keys.length - maxNamed} more` : "";
  return {
    severity: "notice",
    code: "config-conflict",
    message: `the ConfigMaps \`${earlier.name}\` and \`${winner.name}\` apply in the same places and set ${named.join(", ")}${more} to different values; \`${winner.name}\` wins, because its name comes later`,
    hint: keys.length === 1 ? "Keep the key in one of them." : "Keep each key in one of them.",
    place: winner.placeOf(["data", first]),
    related: [{ message: "the value that is replaced", place: earlier.placeOf(["data", first]) }],
  };
}

/** A notice for each ConfigMap that takes keys from another with the same labels. */
export function configConflicts(configMaps: readonly ConfigMap[]): readonly Diagnostic[] {
  const found = new Map<string, Conflict>();
  const owners = new Map<string, ConfigMap>();
  const labelled = configMaps.filter(({ labels }) => isPlatformConfig(labels));
  for (const winner of [...labelled].sort((a, b) => compareText(a.name, b.name))) {
    const conditions = JSON.stringify([...conditionsOf(winner.labels)].sort(([a], [b]) => compareText(a, b)));
    for (const [key, value] of Object.entries(winner.data.data ?? {})) {
      const id = `${conditions} ${key}`;
      const earlier = owners.get(id);
      const before = earlier?.data.data?.[key];
      owners.set(id, winner);
      if (earlier === undefined || before === undefined || before === value || isMerged(before, value))
        continue;
      const pair = `${earlier.name} ${winner.name}`;
      const conflict = found.get(pair) ?? { earlier, winner, keys: [] };
      conflict.keys.push(key);
      found.set(pair, conflict);
    }
  }
  return [...found.values()].map(notice);
}
