import { encodeBase64, shellWord, toBytes } from "@kalypso-actions/go-template";
import { type ConfigValue, isList, isMap, keyText } from "@kalypso-actions/yaml-values";
import { Scalar, stringify } from "yaml";
import { TeamText, TeamWord } from "../team-text.ts";
import type { TemplateData } from "../template.ts";
import { escapedYaml, unwritable } from "../yaml-text.ts";

/** Words that some YAML reader does not read as strings: numbers, booleans, nulls, dates. */
const plainText = /^[A-Za-z/][A-Za-z0-9_/-]*(?:[.:][A-Za-z0-9_/-]+| [A-Za-z][A-Za-z0-9_-]*)*$/;
const ambiguousWord = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf|[-+.]?\d.*)$/i;

/** Bytes that are not text, as stored in values. */
const bytes = /[\udc80-\udcff]/u;

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
  return plainText.test(text) && !ambiguousWord.test(text) ? text : escapedYaml(JSON.stringify(text));
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
    return escapedYaml(stringify(plainData(value), { lineWidth: 0, compat: "yaml-1.1" })).replace(/\n$/, "");
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
    return shellWord(this.text);
  }
}

/** One entry of the lists that logic-less templates iterate over. */
export class Entry {
  static readonly names: readonly string[] = ["key", "value", "yaml", "string", "shell"];
  readonly #key: string;
  readonly #forms: Forms;
  readonly #isOfTeam: boolean;

  /** @param isOfTeam whether an application team wrote key and value */
  constructor(key: string, forms: Forms, isOfTeam: boolean) {
    this.#key = key;
    this.#forms = forms;
    this.#isOfTeam = isOfTeam;
  }

  /** The forms in quotes print as they are, also those of a team's text. */
  named(name: string): string | TeamText | TeamWord | undefined {
    switch (name) {
      case "key":
        return this.#isOfTeam ? new TeamText(this.#key, this.#key) : this.#key;
      case "value":
        return this.#isOfTeam ? new TeamText(this.#forms.text, this.#key) : this.#forms.text;
      case "yaml":
        return this.#forms.yaml;
      case "string":
        return this.#forms.string;
      case "shell":
        return this.#isOfTeam ? new TeamWord(this.#forms.text, this.#forms.shell) : this.#forms.shell;
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

type Values = { readonly [key: string]: ConfigValue };

function entriesOf(record: Values, isOfTeam: boolean): readonly Entry[] {
  return Object.keys(record)
    .sort()
    .map((key) => new Entry(key, sharedForms(record[key] ?? null), isOfTeam));
}

// Assignments share composed configurations, labels and manifests, so their entries are cached.
const known = new WeakMap<object, readonly Entry[]>();

function sharedEntries(record: Values, isOfTeam = false): readonly Entry[] {
  let entries = known.get(record);
  if (entries === undefined) {
    entries = entriesOf(record, isOfTeam);
    known.set(record, entries);
  }
  return entries;
}

const knownTexts = new WeakMap<object, Readonly<Record<string, TeamText>>>();

/** The keys and values of `manifests`, which print by their place. */
function teamTexts(manifests: TemplateData["Manifests"]): Readonly<Record<string, TeamText>> {
  let texts = knownTexts.get(manifests);
  if (texts === undefined) {
    const entries = Object.entries(manifests).map(([key, value]) => [key, new TeamText(value, key)]);
    texts = Object.fromEntries(entries) as Record<string, TeamText>;
    knownTexts.set(manifests, texts);
  }
  return texts;
}

/**
 * The data under the template language's names, plus the lists that mustache needs because it cannot iterate over maps.
 */
export function mustacheView(data: TemplateData): Readonly<Record<string, unknown>> {
  return {
    ...data,
    Manifests: teamTexts(data.Manifests),
    get ConfigEntries() {
      return sharedEntries(data.ConfigData);
    },
    get LabelEntries() {
      return sharedEntries(data.Labels);
    },
    get ManifestEntries() {
      return sharedEntries(data.Manifests, true);
    },
  };
}
