import { type Diagnostic, placeInText, positionAt } from "@kalypso-actions/diagnostics";
import type { Resource } from "@kalypso-actions/resources";
import { type Difference, isMap, keyText, readConfigValue } from "@kalypso-actions/yaml-values";

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

/** Punctuation of YAML alone: a list or map of nothing, or an empty text. */
const punctuation = /^(?:[\s?-]+|\s*'\s*)$/;

/** A value that is punctuation, and is not the text that it looks like. */
function punctuationNotice(
  configMap: Resource<"ConfigMap">,
  [key, text]: readonly [string, string],
): readonly Diagnostic[] {
  const { value } = readConfigValue(text);
  if (!punctuation.test(text) || value === text) return [];
  const nested = isMap(value) ? "a map with an empty key" : "a list with an empty item";
  const what = value === "" ? "an empty string" : nested;
  return [
    {
      severity: "notice",
      code: "config-value-punctuation",
      message: `\`${key}\` is \`${text.trim()}\`, which is ${what}`,
      hint: text.includes("'")
        ? "Kalypso removes single quotes around a value: use another value if you mean the quote."
        : `If you mean the text itself, put it in single quotes: "'${text.trim()}'".`,
      place: configMap.placeOf(["data", key]),
    },
  ];
}

/** Reports values of the platform configuration that mean something else in YAML 1.2, or than they look like. */
export function valueNotices(configMaps: readonly Resource<"ConfigMap">[]): readonly Diagnostic[] {
  return configMaps.flatMap((configMap) =>
    Object.entries(configMap.data.data ?? {}).flatMap((entry) => [
      ...readConfigValue(entry[1]).differences.map((difference) => notice(configMap, entry, difference)),
      ...punctuationNotice(configMap, entry),
    ]),
  );
}
