import { encodeBase64, toBytes } from "@kalypso-actions/go-template";
import { type ConfigValue, isList, isMap, keyText } from "@kalypso-actions/yaml-values";
import { Scalar, stringify } from "yaml";
import type { TemplateData } from "../template.ts";

/** Words that some YAML reader does not read as strings: numbers, booleans, nulls, dates. */
const plainText = /^[A-Za-z/][A-Za-z0-9_/-]*(?:[.:][A-Za-z0-9_/-]+| [A-Za-z][A-Za-z0-9_-]*)*$/;
const ambiguousWord = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf|[-+.]?\d.*)$/i;

/** Bytes that are not text, as stored in values. */
const bytes = /[\udc80-\udcff]/u;

/** Control characters and YAML line ends, which need quotes and escapes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern searches for them.
const unwritable = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;

/** Escapes characters that JSON leaves unescaped in quotes. */
function escaped(yaml: string): string {
  return yaml.replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Whether readers disagree about a text as a block: only blank lines, or a tab before the first other character. */
function isMisread(text: string): boolean {
  if (!text.includes("\n")) return false;
  return /^[ \n]*\t/.test(text) || (/^[ \n]+$/.test(text) && text.includes(" "));
}

/** Whether a YAML block can contain a text verbatim. */
export function isWritable(text: string): boolean {
  return !unwritable.test(text) && !bytes.test(text) && !isMisread(text);
}

/** The text as a YAML flow scalar: plain if every reader agrees that it is a string, otherwise quoted. */
export function yamlScalar(text: string): string {
  if (bytes.test(text)) return `!!binary ${encodeBase64(toBytes(text))}`;
  return plainText.test(text) && !ambiguousWord.test(text) ? text : escaped(JSON.stringify(text));
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

/** A text for the YAML library, which writes control characters unescaped. */
function textNode(text: string): string | Scalar {
  if (isWritable(text)) return text;
  const isBytes = bytes.test(text);
  const node = new Scalar(isBytes ? encodeBase64(toBytes(text)) : text);
  if (isBytes) node.tag = "tag:yaml.org,2002:binary";
  else node.type = Scalar.QUOTE_DOUBLE;
  return node;
}

/** The value for the YAML library: maps with keys of any type become JavaScript maps. */
function plainData(value: ConfigValue): unknown {
  if (typeof value === "string") return textNode(value);
  if (isList(value)) return value.map(plainData);
  if (isMap(value))
    return new Map([...value.entries].map(([key, item]) => [plainData(key), plainData(item)]));
  return value;
}

/** A value as text: nested data becomes block YAML without a trailing newline that YAML 1.1 and 1.2 read alike. */
export function configText(value: ConfigValue): string {
  if (typeof value === "string") return value;
  if (isList(value) || isMap(value))
    return escaped(stringify(plainData(value), { lineWidth: 0, compat: "yaml-1.1" })).replace(/\n$/, "");
  return keyText(value);
}

/** The forms of a value. Templates use few of them, so each is computed when it is first printed. */
class Forms {
  readonly #value: ConfigValue;
  #text: string | undefined;
  #yaml: string | undefined;
  #string: string | undefined;

  constructor(value: ConfigValue) {
    this.#value = value;
  }

  /** The text; nested data as block YAML without a final newline. */
  get text(): string {
    this.#text ??= configText(this.#value);
    return this.#text;
  }

  /** The value as YAML on one line: a scalar that reads back as the same text, or flow style for nested data. */
  get yaml(): string {
    this.#yaml ??= flowYaml(this.#value);
    return this.#yaml;
  }

  /** The text as a YAML string on one line: nested data becomes a string, too. */
  get string(): string {
    this.#string ??= yamlScalar(this.text);
    return this.#string;
  }

  /** The text as one word of a POSIX shell. */
  get shell(): string {
    return `'${this.text.replaceAll("'", "'\\''")}'`;
  }
}

/** One entry of the lists that logic-less templates iterate over. */
export class Entry {
  static readonly names: readonly string[] = ["key", "value", "yaml", "string", "shell"];
  readonly #key: string;
  readonly #forms: Forms;

  constructor(key: string, forms: Forms) {
    this.#key = key;
    this.#forms = forms;
  }

  named(name: string): string | undefined {
    switch (name) {
      case "key":
        return this.#key;
      case "value":
        return this.#forms.text;
      case "yaml":
        return this.#forms.yaml;
      case "string":
        return this.#forms.string;
      case "shell":
        return this.#forms.shell;
      default:
        return undefined;
    }
  }
}

// Most configurations use the nested data of one ConfigMap unchanged.
const knownForms = new WeakMap<object, Forms>();

function sharedForms(value: ConfigValue): Forms {
  if (typeof value !== "object" || value === null) return new Forms(value);
  let forms = knownForms.get(value);
  if (forms === undefined) {
    forms = new Forms(value);
    knownForms.set(value, forms);
  }
  return forms;
}

function entriesOf(record: { readonly [key: string]: ConfigValue }): readonly Entry[] {
  return Object.keys(record)
    .sort()
    .map((key) => new Entry(key, sharedForms(record[key] ?? null)));
}

// Assignments share composed configurations, labels and manifests, so their entries are cached.
const known = new WeakMap<object, readonly Entry[]>();

function sharedEntries(record: { readonly [key: string]: ConfigValue }): readonly Entry[] {
  let entries = known.get(record);
  if (entries === undefined) {
    entries = entriesOf(record);
    known.set(record, entries);
  }
  return entries;
}

/**
 * The data under the template language's names, plus the lists that mustache needs because it cannot iterate over maps.
 */
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
