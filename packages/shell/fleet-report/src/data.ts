/** The fleet as the page takes it: every text, set and configuration once. */
import { formatPlace, type Place, placeAddress, visible } from "@kalypso-actions/diagnostics";
import type { Fleet, FleetAssignment, FleetEnvironment } from "@kalypso-actions/fleet";
import { type ComposedConfig, ConfigComposer } from "@kalypso-actions/platform-config";
import type { Schedule } from "@kalypso-actions/resources";
import { policyTerms } from "@kalypso-actions/scheduling";
import { type ConfigValue, toWholeJson } from "@kalypso-actions/yaml-values";
import {
  type AssignmentColumns,
  type ConfigKey,
  type EnvironmentData,
  healthNames,
  type Link,
  type PolicyData,
  type ReportData,
} from "../page/data.ts";

/** What the page says besides the fleet. */
export interface ReportOptions {
  /** As ISO 8601. */
  readonly made: string;
  /** Whether the values of the configuration are in the file. */
  readonly withValues: boolean;
  /** By environment, for why something is where it is, and its configuration. */
  readonly schedules: ReadonlyMap<string, Schedule>;
}

/** Positions of texts and sets, each stored once. */
class Pool<T> {
  readonly items: T[] = [];
  readonly #positions = new Map<string, number>();

  /** @param id what makes two of them the same */
  add(id: string, make: () => T): number {
    const known = this.#positions.get(id);
    if (known !== undefined) return known;
    const position = this.items.length;
    this.items.push(make());
    this.#positions.set(id, position);
    return position;
  }
}

/** An address of a page in a browser; undefined for another kind of address. */
function webAddress(repo: string): string | undefined {
  const address = repo.replace(/\.git$/, "").replace(/\/+$/, "");
  return /^https?:\/\/[^\s/@]+\/[^\s]+$/.test(address) ? address : undefined;
}

/** A page on the server of the control plane or of the manifests: a status can name any other. */
function ownPage(url: string | undefined, repos: readonly string[]): string | undefined {
  if (url === undefined || webAddress(url) === undefined || !URL.canParse(url)) return undefined;
  const origins = repos.filter((repo) => URL.canParse(repo)).map((repo) => new URL(repo).origin);
  return origins.includes(new URL(url).origin) ? url : undefined;
}

function link(text: string, url: string | undefined): Link {
  return url === undefined ? { text } : { text, url };
}

function repositoryLink(repo: string): Link {
  const address = webAddress(repo);
  const name = /([^/:]+\/[^/]+?)(?:\.git)?\/*$/.exec(repo)?.[1] ?? repo;
  return link(name, address);
}

function branchLink(repo: string, branch: string): Link {
  const address = webAddress(repo);
  return link(branch, address && `${address}/tree/${encodeURI(branch)}`);
}

function commitLink(repo: string, commit: string): Link {
  const address = webAddress(repo);
  const isCommit = /^[0-9a-f]{7,64}$/.test(commit);
  return link(commit.slice(0, 7), isCommit ? address && `${address}/commit/${commit}` : undefined);
}

function placeLink(place: Place): Link {
  const text = place.source === undefined ? formatPlace(place) : `${place.file}:${place.line}`;
  return link(text, placeAddress(place));
}

function valueText(value: ConfigValue): string {
  return typeof value === "string" ? value : JSON.stringify(toWholeJson(value));
}

function keysOf({ data, origins }: ComposedConfig, withValues: boolean): readonly ConfigKey[] {
  return Object.entries(data).map(([key, value]) => {
    const from = (origins.get(key) ?? []).toReversed().map(({ place }) => placeLink(place));
    return withValues ? { key, value: valueText(value), from } : { key, from };
  });
}

/** The configurations of one environment's assignments. */
class Configurations {
  readonly #composer: ConfigComposer;
  readonly #schedule: Schedule;
  readonly #types: ReadonlyMap<string, Schedule["clusterTypes"][number]>;
  readonly #targets: ReadonlyMap<string, Schedule["deploymentTargets"][number]>;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
    this.#composer = new ConfigComposer(schedule);
    this.#types = new Map(schedule.clusterTypes.map((each) => [each.name, each]));
    this.#targets = new Map(schedule.deploymentTargets.map((each) => [each.name, each]));
  }

  of({ clusterType, deploymentTarget }: FleetAssignment): ComposedConfig | undefined {
    const [type, target] = [this.#types.get(clusterType), this.#targets.get(deploymentTarget)];
    if (type === undefined || target === undefined) return undefined;
    return this.#composer.compose({ clusterType: type, deploymentTarget: target });
  }

  get policies(): readonly PolicyData[] {
    return this.#schedule.policies.map((policy) => ({
      name: policy.name,
      terms: policyTerms(policy),
      place: placeLink(policy.place),
    }));
  }
}

interface Pools {
  readonly strings: Pool<string>;
  readonly labelSets: Pool<readonly string[]>;
  readonly policySets: Pool<readonly string[]>;
  readonly troubleSets: Pool<readonly string[]>;
  readonly sources: Pool<ReportData["sources"][number]>;
  readonly configurations: Pool<readonly ConfigKey[]>;
}

function setIn(pool: Pool<readonly string[]>, values: readonly string[]): number {
  return pool.add(JSON.stringify(values), () => values);
}

function sourceIn(
  pool: Pools["sources"],
  repo: string,
  { branch, commit }: { branch: string; commit?: string },
): number {
  return pool.add(JSON.stringify([repo, branch, commit]), () => ({
    repository: repositoryLink(repo),
    branch,
    commit: commit === undefined || commit === "" ? undefined : commitLink(repo, commit),
  }));
}

function configurationIn(
  { configurations }: Pools,
  composed: ComposedConfig | undefined,
  { withValues }: ReportOptions,
): number {
  if (composed === undefined) return -1;
  const keys = keysOf(composed, withValues);
  return configurations.add(JSON.stringify(keys), () => keys);
}

function columnsOf(
  assignments: readonly FleetAssignment[],
  pools: Pools,
  configurationOf: (assignment: FleetAssignment) => number,
): AssignmentColumns {
  const text = (value: string) => pools.strings.add(value, () => value);
  const column = (position: (each: FleetAssignment) => number) => assignments.map(position);
  return {
    clusterType: column((each) => text(each.clusterType)),
    target: column((each) => text(each.deploymentTarget)),
    workload: column((each) => text(each.workload)),
    workspace: column((each) => text(each.workspace)),
    health: column(({ health }) => healthNames.indexOf(health)),
    passing: column(({ passing }) => passing),
    of: column(({ of }) => of),
    labels: column(({ labels }) =>
      setIn(
        pools.labelSets,
        Object.entries(labels)
          .map(([key, value]) => `${key}=${value}`)
          .sort(),
      ),
    ),
    policies: column(({ policies }) => setIn(pools.policySets, policies)),
    source: column(({ source }) =>
      source === undefined ? -1 : sourceIn(pools.sources, source.repo, source),
    ),
    configuration: column(configurationOf),
    held: column(({ held }) => (held === undefined ? -1 : text(visible(held)))),
    troubles: column(({ troubles }) => setIn(pools.troubleSets, troubles.map(visible))),
    manifests: column(({ manifests }) =>
      manifests === undefined ? -1 : sourceIn(pools.sources, manifests.repo, { branch: manifests.branch }),
    ),
  };
}

function environmentData(
  environment: FleetEnvironment,
  fleet: Fleet,
  { pools, options }: { readonly pools: Pools; readonly options: ReportOptions },
): EnvironmentData {
  const { name, controlPlane, gitops, pinned, progress, held, unread, clusterTypes, assignments } =
    environment;
  const schedule = options.schedules.get(name);
  const configurations = schedule && new Configurations(schedule);
  // Neighbours share their configuration: it is compared by identity first.
  const known = new Map<ComposedConfig, number>();
  const configurationOf = (assignment: FleetAssignment) => {
    const composed = configurations?.of(assignment);
    if (composed === undefined) return -1;
    const position = known.get(composed) ?? configurationIn(pools, composed, options);
    known.set(composed, position);
    return position;
  };
  return {
    name,
    branch: branchLink(controlPlane.repo, controlPlane.branch),
    gitops: gitops && branchLink(gitops.repo, gitops.branch),
    pinned: pinned ? commitLink(fleet.controlPlane, pinned) : undefined,
    followsMain: pinned === null,
    step: progress.step,
    waitsFor: progress.waitsFor && visible(progress.waitsFor),
    look: ownPage(progress.url, [controlPlane.repo, ...(gitops === undefined ? [] : [gitops.repo])]),
    since: progress.since,
    isNewest: progress.isNewest,
    held,
    unread: unread.map(visible),
    clusterTypes: clusterTypes.map((each) => ({
      name: each.name,
      health: healthNames.indexOf(each.health),
      passing: each.passing,
      of: each.of,
      troubles: each.troubles.map(visible),
    })),
    policies: configurations?.policies ?? [],
    assignments: columnsOf(assignments, pools, configurationOf),
  };
}

export function reportData(fleet: Fleet, options: ReportOptions): ReportData {
  const pools: Pools = {
    strings: new Pool(),
    labelSets: new Pool(),
    policySets: new Pool(),
    troubleSets: new Pool(),
    sources: new Pool(),
    configurations: new Pool(),
  };
  const environments = fleet.environments.map((each) => environmentData(each, fleet, { pools, options }));
  return {
    made: options.made,
    controlPlane: repositoryLink(fleet.controlPlane),
    environments,
    strings: pools.strings.items,
    labelSets: pools.labelSets.items,
    policySets: pools.policySets.items,
    troubleSets: pools.troubleSets.items,
    sources: pools.sources.items,
    configurations: pools.configurations.items,
  };
}
