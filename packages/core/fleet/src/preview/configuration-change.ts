/** Which keys of the platform configuration change, and the lines that set them. */
import type { Place } from "@kalypso-actions/diagnostics";
import { compareText } from "@kalypso-actions/names";
import { type ComposedConfig, ConfigComposer } from "@kalypso-actions/platform-config";
import type { ClusterType, DeploymentTarget, Schedule } from "@kalypso-actions/resources";
import { type ConfigValue, toWholeJson } from "@kalypso-actions/yaml-values";

/** One side of a change. */
interface SetValue {
  readonly value: string;
  /** The line that sets it, or the last one of those that are merged. */
  readonly place: Place | undefined;
}

export interface ConfigurationChange {
  readonly key: string;
  /** Undefined for a new key. */
  readonly before: SetValue | undefined;
  /** Undefined for a key that goes. */
  readonly after: SetValue | undefined;
  /** Keys of the assignments that have this change. */
  readonly assignments: readonly string[];
}

function textOf(value: ConfigValue): string {
  return typeof value === "string" ? value : JSON.stringify(toWholeJson(value));
}

/** Composes by names; an assignment of the Schedule has both. */
class Configurations {
  readonly #composer: ConfigComposer;
  readonly #clusterTypes: ReadonlyMap<string, ClusterType>;
  readonly #targets: ReadonlyMap<string, DeploymentTarget>;

  constructor(schedule: Schedule) {
    this.#composer = new ConfigComposer(schedule);
    this.#clusterTypes = new Map(schedule.clusterTypes.map((each) => [each.name, each]));
    this.#targets = new Map(schedule.deploymentTargets.map((each) => [each.name, each]));
  }

  /** @returns undefined for what is held, and so not in the Schedule */
  of(key: string): ComposedConfig | undefined {
    const slash = key.indexOf("/");
    const clusterType = this.#clusterTypes.get(key.slice(0, slash));
    const deploymentTarget = this.#targets.get(key.slice(slash + 1));
    if (clusterType === undefined || deploymentTarget === undefined) return undefined;
    return this.#composer.compose({ clusterType, deploymentTarget });
  }
}

function setValue({ data, origins }: ComposedConfig, key: string): SetValue | undefined {
  if (!Object.hasOwn(data, key)) return undefined;
  const value = data[key];
  if (value === undefined) return undefined;
  return { value: textOf(value), place: origins.get(key)?.at(-1)?.place };
}

/**
 * The changes of assignments that stay, the same change of many of them once.
 * @param keys `<cluster type>/<deployment target>` of those whose files change
 */
export function configurationChanges(
  before: Schedule,
  after: Schedule,
  keys: readonly string[],
): readonly ConfigurationChange[] {
  const [old, now] = [new Configurations(before), new Configurations(after)];
  const changes = new Map<string, ConfigurationChange & { readonly assignments: string[] }>();
  for (const assignment of keys) {
    const [was, is] = [old.of(assignment), now.of(assignment)];
    if (was === undefined || is === undefined) continue;
    for (const key of new Set([...Object.keys(was.data), ...Object.keys(is.data)])) {
      const [from, to] = [setValue(was, key), setValue(is, key)];
      if (from?.value === to?.value) continue;
      const id = JSON.stringify([key, from, to]);
      const known = changes.get(id);
      if (known === undefined) changes.set(id, { key, before: from, after: to, assignments: [assignment] });
      else known.assignments.push(assignment);
    }
  }
  return [...changes.values()].sort((a, b) => compareText(a.key, b.key));
}
