import type { Place } from "@kalypso-actions/diagnostics";
import { type ConfigMap, compareText, type Schedule } from "@kalypso-actions/resources";
import { type Condition, type Destination, holds, LabelIndex } from "./applies.ts";
import { mergeValues } from "./merge.ts";
import { type ConfigObject, type ConfigValue, parseConfigValue } from "./value.ts";

/** One ConfigMap's say about one key. */
export interface Contribution {
  readonly configMap: string;
  readonly value: ConfigValue;
  readonly place: Place;
}

/** The configuration of a destination. Destinations to which the same ConfigMaps apply share one object. */
export interface ComposedConfig {
  /** Keys in code-unit order. */
  readonly data: ConfigObject;
  /** Per key, who set it, merged into it or was overridden, in order; the last one had the last word. */
  readonly origins: ReadonlyMap<string, readonly Contribution[]>;
}

interface Part extends Contribution {
  readonly key: string;
}

/** A key of an `azure-app-config` ConfigMap: `label.value.label.value...KEY` (KALYPSO.md, 4 and Fine print 5). */
interface LabelledPart {
  readonly conditions: readonly Condition[];
  readonly part: Part;
}

const appConfigPrefix = "azure-app-config";

function partsOf(configMap: ConfigMap): readonly Part[] {
  return configMap.data.map(({ key, value, line, column }) => ({
    key,
    configMap: configMap.name,
    value: parseConfigValue(value),
    place: { ...configMap.place, line, column },
  }));
}

function labelledPart(part: Part): LabelledPart {
  const pieces = part.key.split(".");
  const key = pieces.pop() ?? part.key;
  const conditions: Condition[] = [];
  for (let index = 0; index + 1 < pieces.length; index += 2) {
    conditions.push([pieces[index] ?? "", pieces[index + 1] ?? ""]);
  }
  return { conditions, part: { ...part, key } };
}

/**
 * A ConfigMap's parts in the order in which they are merged. Those of an `azure-app-config` one go by the length of
 * their keys, then name, so that the more specific one wins.
 */
function labelledParts(configMap: ConfigMap): readonly LabelledPart[] {
  if (!configMap.name.startsWith(appConfigPrefix)) {
    return partsOf(configMap).map((part) => ({ conditions: [], part }));
  }
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

/** How many configurations are kept for destinations that have the same. */
const maxKept = 50;

/** Composes the platform configuration of a Schedule's destinations. */
export class ConfigComposer {
  readonly #index: LabelIndex<ConfigMap>;
  readonly #parts = new Map<ConfigMap, readonly LabelledPart[]>();
  readonly #composed = new Map<string, ComposedConfig>();
  /** A number for each part: those of a destination, joined, identify its configuration. */
  readonly #numbers = new Map<Part, number>();

  constructor(schedule: Pick<Schedule, "configMaps">) {
    const configMaps = [...schedule.configMaps].sort((a, b) => compareText(a.name, b.name));
    this.#index = new LabelIndex(configMaps);
    for (const configMap of configMaps) {
      const parts = labelledParts(configMap);
      this.#parts.set(configMap, parts);
      for (const { part } of parts) this.#numbers.set(part, this.#numbers.size);
    }
  }

  compose(destination: Destination): ComposedConfig {
    const parts = this.#index
      .find(destination)
      .flatMap((configMap) => this.#partsFor(configMap, destination));
    const id = parts.map((part) => this.#numbers.get(part)).join(",");
    let composed = this.#composed.get(id);
    if (composed === undefined) {
      // Destinations that are alike come one after the other: what is long past is not kept.
      if (this.#composed.size >= maxKept) this.#composed.clear();
      composed = combine(parts);
      this.#composed.set(id, composed);
    }
    return composed;
  }

  #partsFor(configMap: ConfigMap, destination: Destination): readonly Part[] {
    return (this.#parts.get(configMap) ?? [])
      .filter(({ conditions }) => conditions.every((condition) => holds(condition, destination)))
      .map(({ part }) => part);
  }
}
