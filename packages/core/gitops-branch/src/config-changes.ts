/** What changes in the configuration, key by key. */
import { documentsOf } from "@kalypso-actions/yaml-documents";
import { isMap, isScalar } from "yaml";

/** A configuration key that changes. */
export interface ConfigChange {
  /** The file's path in the repository. */
  readonly path: string;
  readonly key: string;
  /** Undefined for a new key. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The keys and values of the ConfigMaps in a text; invalid YAML has none. */
function configValues(text: string | undefined): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  if (text === undefined) return values;
  for (const document of documentsOf(text) ?? []) {
    if (document.errors.length > 0) continue;
    const data = document.get("kind") === "ConfigMap" ? document.get("data") : undefined;
    if (!isMap(data)) continue;
    for (const { key, value } of data.items)
      if (isScalar(key)) values.set(String(key.value), isScalar(value) ? String(value.value) : String(value));
  }
  return values;
}

/** The changes in a file's ConfigMaps. */
export function configChanges(
  path: string,
  before: string | undefined,
  after: string | undefined,
): readonly ConfigChange[] {
  const [old, now] = [configValues(before), configValues(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => old.get(key) !== now.get(key))
    .sort()
    .map((key) => ({ path, key, before: old.get(key), after: now.get(key) }));
}
