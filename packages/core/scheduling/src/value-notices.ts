import { type Diagnostic, placeInText, positionAt } from "@kalypso-actions/diagnostics";
import type { Resource } from "@kalypso-actions/resources";
import { type Difference, keyText, readConfigValue } from "@kalypso-actions/yaml-values";

function readAs(value: Difference["value"] | string): string {
  return typeof value === "string" ? `the string ${JSON.stringify(value)}` : keyText(value);
}

function notice(
  configMap: Resource<"ConfigMap">,
  [key, text]: readonly [key: string, text: string],
  found: Difference,
): Diagnostic {
  const { line, column } = positionAt(text, found.offset);
  const what = found.isKey ? "the key " : "";
  const path = [key, ...found.path].join(".");
  return {
    severity: "notice",
    code: "config-value-yaml11",
    message: `\`${path}\`: Kalypso reads ${what}\`${found.written}\` as ${readAs(found.value)} (YAML 1.1); YAML 1.2 reads ${readAs(found.other)}`,
    hint: `If you mean a string, quote it: "${found.written}".`,
    place: placeInText(configMap.originOf(["data", key]), line, column),
  };
}

/** Reports platform configuration values that YAML 1.2 would read differently. */
export function valueNotices(configMaps: readonly Resource<"ConfigMap">[]): readonly Diagnostic[] {
  return configMaps.flatMap((configMap) =>
    Object.entries(configMap.data.data ?? {}).flatMap((entry) =>
      readConfigValue(entry[1]).differences.map((difference) => notice(configMap, entry, difference)),
    ),
  );
}
