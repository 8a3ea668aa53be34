import type { ConfigData } from "@kalypso-actions/platform-config";
import { configText, isWritable, yamlScalar } from "@kalypso-actions/templates";
import { stringify } from "yaml";

function entry(key: string, text: string): string {
  if (!text.includes("\n") || !isWritable(text)) return `  ${yamlScalar(key)}: ${yamlScalar(text)}\n`;
  // As a literal block, multi-line text stays readable in a pull request.
  const block = stringify({ [key]: text }, { lineWidth: 0, blockQuote: "literal" });
  return block.replace(/^(?=.)/gm, "  ");
}

// Assignments that share a configuration share the data part.
const knownData = new WeakMap<ConfigData, string>();

function dataPart(config: ConfigData): string {
  let part = knownData.get(config);
  if (part === undefined) {
    const entries = Object.entries(config).map(([key, value]) => entry(key, configText(value)));
    part = entries.length === 0 ? "data: {}\n" : `data:\n${entries.join("")}`;
    knownData.set(config, part);
  }
  return part;
}

/** The plain `platform-config` ConfigMap for cluster types without a config Template. Nested data is YAML text. */
export function builtInConfigMap(namespace: string, config: ConfigData): string {
  const head = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: platform-config\n  namespace: ${namespace}\n`;
  return head + dataPart(config);
}
