import type { Place } from "@kalypso-actions/diagnostics";
import { compareText } from "@kalypso-actions/names";
import {
  appConfigKey,
  type ConfigMap,
  isAppConfig,
  isPlatformConfig,
  type Schedule,
} from "@kalypso-actions/resources";
import { type ConfigValue, type Difference, readConfigValue, toJson } from "@kalypso-actions/yaml-values";
import { type Destination, LabelIndex, type Labels } from "./applies.ts";
import { mergeValues } from "./merge.ts";

/** The configuration of a destination: values by key. */
export type ConfigData = { readonly [key: string]: ConfigValue };

/** One ConfigMap's value for one key. */
export interface Contribution {
  readonly configMap: string;
  readonly value: ConfigValue;
  /** The parts that YAML 1.2 would read differently. */
  readonly differences: readonly Difference[];
  readonly place: Place;
}

/** The configuration of a destination. Destinations with the same ConfigMaps share one object. */
export interface ComposedConfig {
  /** Sorted by key, in code-unit order. */
  readonly data: ConfigData;
  /** Per key, the ConfigMaps that set it, were merged into it or were overridden, in order; the last one wins. */
  readonly origins: ReadonlyMap<string, readonly Contribution[]>;
}

interface Part extends Contribution {
  readonly key: string;
}

/** The values of a ConfigMap, with the labels that say where it applies. */
interface LabelledParts {
  readonly labels: Labels;
  readonly parts: readonly Part[];
}

/**
 * A value of an `azure-app-config` ConfigMap, whose key is `label.value.label.value...KEY`
 * (docs/decisions/platform-configuration.md#azure-app-configuration).
 */
interface LabelledPart {
  readonly labels: Labels;
  readonly part: Part;
}

function partsOf(configMap: ConfigMap): readonly Part[] {
  return configMap.data.map(({ key, value, line, column }) => ({
    key,
    configMap: configMap.name,
    ...readConfigValue(value),
    place: { ...configMap.place, line, column },
  }));
}

function labelledPart(part: Part): LabelledPart {
  const { labels, name } = appConfigKey(part.key);
  return { labels, part: { ...part, key: name } };
}

/** The parts of an `azure-app-config` ConfigMap, sorted by key length, then by name: the more specific one wins. */
function labelledParts(configMap: ConfigMap): readonly LabelledPart[] {
  return [...partsOf(configMap)]
    .sort((a, b) => a.key.length - b.key.length || compareText(a.key, b.key))
    .map(labelledPart);
}

function combine(parts: readonly Part[]): ComposedConfig {
  const values = new Map<string, ConfigValue>();
  const origins = new Map<string, Contribution[]>();
  for (const part of parts) {
    const { key, value } = part;
    const present = values.get(key);
    values.set(key, present === undefined ? value : mergeValues(present, value));
    const list = origins.get(key);
    if (list === undefined) origins.set(key, [part]);
    else list.push(part);
  }
  return { data: Object.fromEntries([...values].sort(([a], [b]) => compareText(a, b))), origins };
}

/** Number of cached configurations that destinations can share. */
const maxKept = 8;

/**
 * Composes the platform configuration of a Schedule's destinations: first the ConfigMaps labelled as platform
 * configuration, then those from Azure App Configuration, which need no label. A ConfigMap that is both is used both
 * ways.
 */
export class ConfigComposer {
  readonly #labelled: LabelIndex<LabelledParts>;
  readonly #appConfig: LabelIndex<LabelledPart>;
  readonly #composed = new Map<string, ComposedConfig>();
  /** A number for each part: the joined numbers of a destination's parts identify its configuration. */
  readonly #numbers = new Map<Part, number>();

  constructor(schedule: Pick<Schedule, "configMaps">) {
    const configMaps = [...schedule.configMaps].sort((a, b) => compareText(a.name, b.name));
    const labelled = configMaps
      .filter(({ labels }) => isPlatformConfig(labels))
      .map((configMap) => ({ labels: configMap.labels, parts: partsOf(configMap) }));
    this.#labelled = new LabelIndex(labelled);
    const appConfig = configMaps.filter(isAppConfig).flatMap(labelledParts);
    this.#appConfig = new LabelIndex(appConfig);
    for (const part of labelled.flatMap(({ parts }) => parts)) this.#numbers.set(part, this.#numbers.size);
    for (const { part } of appConfig) this.#numbers.set(part, this.#numbers.size);
  }

  compose(destination: Destination): ComposedConfig {
    const labelled = this.#labelled.find(destination).flatMap(({ parts }) => parts);
    const parts = [...labelled, ...this.#appConfig.find(destination).map(({ part }) => part)];
    const id = parts.map((part) => this.#numbers.get(part)).join(",");
    let composed = this.#composed.get(id);
    if (composed === undefined) {
      // Similar destinations follow each other, so old entries can go.
      if (this.#composed.size >= maxKept) this.#composed.clear();
      composed = combine(parts);
      this.#composed.set(id, composed);
    }
    return composed;
  }
}

/** The most bytes that Kubernetes allows in a ConfigMap, keys and values together. */
const maxBytes = 1024 * 1024;

const encoder = new TextEncoder();

function textOf(value: ConfigValue): string {
  return typeof value === "string" ? value : JSON.stringify(toJson(value));
}

/** The key with the largest value, if all together do not fit into a ConfigMap. */
export function oversized({ data, origins }: ComposedConfig): Oversized | undefined {
  const texts = Object.entries(data).map(([key, value]) => [key, textOf(value)] as const);
  const characters = texts.reduce((sum, [key, text]) => sum + key.length + text.length, 0);
  // A UTF-16 unit has at most three bytes.
  if (characters * 3 <= maxBytes) return undefined;
  const sizes = texts.map(([key, text]) => ({ key, bytes: encoder.encode(key + text).length }));
  const bytes = sizes.reduce((sum, each) => sum + each.bytes, 0);
  const [largest] = sizes.sort((a, b) => b.bytes - a.bytes);
  const place = origins.get(largest?.key ?? "")?.at(-1)?.place;
  if (bytes <= maxBytes || largest === undefined || place === undefined) return undefined;
  return { bytes, key: largest.key, place };
}

/** A configuration that does not fit into a ConfigMap. */
interface Oversized {
  readonly bytes: number;
  /** Its largest key. */
  readonly key: string;
  readonly place: Place;
}
