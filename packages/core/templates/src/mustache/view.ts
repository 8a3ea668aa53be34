import { type ConfigValue, isList, isMap, keyText } from "@kalypso-actions/yaml-values";
import { stringify } from "yaml";
import type { TemplateData } from "../template.ts";

/** One entry of the lists that logic-less templates walk over. */
export interface Entry {
  readonly key: string;
  /** The text; nested data as block YAML without a final newline. */
  readonly value: string;
  /** The value as YAML on one line: a scalar that reads back as the same text, or flow style for nested data. */
  readonly yaml: string;
  /** The text as one word of a POSIX shell. */
  readonly shell: string;
}

/** Words that some YAML reader takes for something other than text: numbers, booleans, nulls, dates. */
const plainText = /^[A-Za-z/][A-Za-z0-9_/-]*(?:[.:][A-Za-z0-9_/-]+| [A-Za-z][A-Za-z0-9_-]*)*$/;
const ambiguousWord = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf|[-+.]?\d.*)$/i;

/** A YAML flow scalar of the text: plain where every reader agrees that it is text, quoted otherwise. */
export function yamlScalar(text: string): string {
  return plainText.test(text) && !ambiguousWord.test(text)
    ? text
    : JSON.stringify(text).replaceAll("\u007f", "\\x7f");
}

function flowYaml(value: ConfigValue): string {
  if (typeof value === "string") return yamlScalar(value);
  if (isList(value)) return `[${value.map(flowYaml).join(", ")}]`;
  if (isMap(value)) {
    const entries = [...value.entries].map(([key, inner]) => `${flowYaml(key)}: ${flowYaml(inner)}`);
    return `{${entries.join(", ")}}`;
  }
  return keyText(value);
}

/** The same for the YAML library: maps of any key are JavaScript's. */
function plainData(value: ConfigValue): unknown {
  if (isList(value)) return value.map(plainData);
  if (isMap(value)) return new Map([...value.entries].map(([key, item]) => [key, plainData(item)]));
  return value;
}

/** A value as text: nested data as block YAML without a final newline, in which YAML 1.1 and 1.2 find the same. */
export function configText(value: ConfigValue): string {
  if (typeof value === "string") return value;
  if (isList(value) || isMap(value))
    return stringify(plainData(value), { lineWidth: 0, compat: "yaml-1.1" }).replace(/\n$/, "");
  return keyText(value);
}

type Forms = Omit<Entry, "key">;

function formsOf(value: ConfigValue): Forms {
  const text = configText(value);
  return { value: text, yaml: flowYaml(value), shell: `'${text.replaceAll("'", "'\\''")}'` };
}

// Most configurations have the nested data of one ConfigMap as it is.
const knownForms = new WeakMap<object, Forms>();

function sharedForms(value: ConfigValue): Forms {
  if (typeof value !== "object" || value === null) return formsOf(value);
  let forms = knownForms.get(value);
  if (forms === undefined) {
    forms = formsOf(value);
    knownForms.set(value, forms);
  }
  return forms;
}

function entriesOf(record: { readonly [key: string]: ConfigValue }): readonly Entry[] {
  return Object.keys(record)
    .sort()
    .map((key) => ({ key, ...sharedForms(record[key] ?? null) }));
}

// Assignments share composed configurations, labels and manifests: their entries are made once for each.
const known = new WeakMap<object, readonly Entry[]>();

function sharedEntries(record: { readonly [key: string]: ConfigValue }): readonly Entry[] {
  let entries = known.get(record);
  if (entries === undefined) {
    entries = entriesOf(record);
    known.set(record, entries);
  }
  return entries;
}

/** The data under the names of the template language, with the lists that mustache needs beside the maps. */
export function mustacheView(data: TemplateData): Readonly<Record<string, unknown>> {
  return {
    ...data,
    get ConfigEntries() {
      return sharedEntries(data.ConfigData);
    },
    get LabelEntries() {
      return sharedEntries(data.Labels);
    },
    get ManifestEntries() {
      return sharedEntries(data.Manifests);
    },
  };
}
