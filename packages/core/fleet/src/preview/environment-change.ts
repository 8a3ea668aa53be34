/** What a change of the control plane makes of one environment, from the inventories before and after it. */
import type { Inventory, InventoryAssignment, Roster } from "@kalypso-actions/gitops-branch";
import { compareText } from "@kalypso-actions/names";

/** An assignment that comes or goes. */
export interface MovedAssignment {
  /** `<cluster type>/<deployment target>`, its folder. */
  readonly key: string;
  readonly clusterType: string;
  readonly deploymentTarget: string;
  readonly workload: string;
  readonly policies: readonly string[];
}

/** How many of all. */
interface Share {
  readonly hit: number;
  /** Those before and after the change, each once. */
  readonly of: number;
}

interface FileChanges {
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly removed: readonly string[];
}

export interface EnvironmentChange {
  readonly gained: readonly MovedAssignment[];
  readonly lost: readonly MovedAssignment[];
  /** Keys of assignments that stay, and have other files. */
  readonly changed: readonly string[];
  readonly assignments: Share;
  /** How many there were before, of which `lost` is a share. */
  readonly before: number;
  /** Names of cluster types with a file that changes. */
  readonly clusterTypes: Share & { readonly names: readonly string[] };
  /** Clusters of those types by their rosters. Types without one are not counted. */
  readonly clusters: Share & { readonly unknownTypes: number };
  /** Paths below the environment's path. */
  readonly files: FileChanges;
  /** The object ID of each file after the change, by path. */
  readonly objects: ReadonlyMap<string, string>;
}

function own<T>(entries: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

function moved(key: string, { workload, policies }: InventoryAssignment): MovedAssignment {
  const slash = key.indexOf("/");
  return {
    key,
    clusterType: key.slice(0, slash),
    deploymentTarget: key.slice(slash + 1),
    workload,
    policies,
  };
}

/** The object ID of each file, by path. */
function filesOf(inventory: Inventory): ReadonlyMap<string, string> {
  const ids = new Map(Object.entries(inventory.files));
  for (const [folder, { files }] of Object.entries(inventory.assignments))
    for (const [name, id] of Object.entries(files)) ids.set(`${folder}/${name}`, id);
  return ids;
}

function fileChanges(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): FileChanges {
  const added: string[] = [];
  const modified: string[] = [];
  for (const [path, id] of after) {
    const former = before.get(path);
    if (former === undefined) added.push(path);
    else if (former !== id) modified.push(path);
  }
  const removed = [...before.keys()].filter((path) => !after.has(path));
  return {
    added: added.sort(compareText),
    modified: modified.sort(compareText),
    removed: removed.sort(compareText),
  };
}

/** @returns undefined without a roster */
function clusterCount({ clusters, minimumClusters }: Roster = {}): number | undefined {
  return clusters?.length ?? minimumClusters;
}

function clusterShare(
  before: Inventory,
  after: Inventory,
  { names, all }: { readonly names: ReadonlySet<string>; readonly all: ReadonlySet<string> },
): EnvironmentChange["clusters"] {
  let [hit, of, unknownTypes] = [0, 0, 0];
  for (const name of all) {
    const counts = [own(before.clusterTypes, name), own(after.clusterTypes, name)].map(clusterCount);
    const count = counts.reduce((a, b) => (a === undefined ? b : b === undefined ? a : Math.max(a, b)));
    if (count === undefined) {
      if (names.has(name)) unknownTypes++;
      continue;
    }
    of += count;
    if (names.has(name)) hit += count;
  }
  return { hit, of, unknownTypes };
}

/**
 * Compares what the GitOps branch has before and after a change. The inventories are those that `open-pr` would write,
 * with what is held in them.
 */
export function environmentChange(before: Inventory, after: Inventory): EnvironmentChange {
  const gained: MovedAssignment[] = [];
  const lost: MovedAssignment[] = [];
  const hit = new Set<string>();
  for (const [key, assignment] of Object.entries(after.assignments))
    if (own(before.assignments, key) === undefined) gained.push(moved(key, assignment));
  for (const [key, assignment] of Object.entries(before.assignments))
    if (own(after.assignments, key) === undefined) lost.push(moved(key, assignment));
  const objects = filesOf(after);
  const files = fileChanges(filesOf(before), objects);
  const names = new Set<string>();
  for (const path of [...files.added, ...files.modified, ...files.removed]) {
    const [clusterType = "", target, file] = path.split("/");
    // What is at the top, or in a folder with a dot, is of no cluster type.
    if (target === undefined || clusterType.startsWith(".")) continue;
    names.add(clusterType);
    if (file !== undefined) hit.add(`${clusterType}/${target}`);
  }
  const isMoved = new Set([...gained, ...lost].map(({ key }) => key));
  for (const key of isMoved) hit.add(key);
  const changed = [...hit].filter((key) => !isMoved.has(key) && own(after.assignments, key) !== undefined);
  const all = new Set([...Object.keys(before.clusterTypes), ...Object.keys(after.clusterTypes), ...names]);
  const total = new Set([...Object.keys(before.assignments), ...Object.keys(after.assignments)]);
  return {
    gained: gained.sort((a, b) => compareText(a.key, b.key)),
    lost: lost.sort((a, b) => compareText(a.key, b.key)),
    changed: changed.sort(compareText),
    assignments: { hit: isMoved.size + changed.length, of: total.size },
    before: Object.keys(before.assignments).length,
    clusterTypes: { hit: names.size, of: all.size, names: [...names].sort(compareText) },
    clusters: clusterShare(before, after, { names, all }),
    files,
    objects,
  };
}

/** Whether nothing would be different on the branch. */
export function isNoChange({ files, gained, lost }: EnvironmentChange): boolean {
  const { added, modified, removed } = files;
  return added.length + modified.length + removed.length + gained.length + lost.length === 0;
}
