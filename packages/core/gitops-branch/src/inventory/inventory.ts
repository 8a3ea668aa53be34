/** What a render wrote on a branch, and what it is: the only files that a later one may remove. */

/** Where a registered workload was read. */
export interface Registration {
  readonly repo: string;
  readonly branch: string;
  /** Inside the repository; the empty string for all of it. */
  readonly path: string;
  readonly commit: string;
}

/** Which clusters of a cluster type have to report; without either, nobody has said. */
export interface Roster {
  /** `<name>` or `<resource group>/<name>`, in lower case; each of them must pass. */
  readonly clusters?: readonly string[];
  /** So many must pass, whichever they are. */
  readonly minimumClusters?: number;
}

export interface InventoryAssignment {
  readonly workload: string;
  readonly registration: string;
  readonly workspace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly policies: readonly string[];
  /** What its `reconciler.yaml` makes, `<kind>/<namespace>/<name>`; the namespace is empty where none is written. */
  readonly objects: readonly string[];
  /** Git's object id of each file in the assignment's folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Where the application's manifests are, for targets that say so. */
  readonly manifests?: { readonly repo: string; readonly branch: string };
}

/** Which part of a render an inventory is of. */
export interface InventoryShard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
  /** The id of the Schedule: parts of another one do not join with it. */
  readonly schedule: string;
}

/** A registration that is held. It is in the inventory that a render writes, and never in a branch's. */
export interface HeldRegistration {
  readonly registration: string;
  /** Why, for people. */
  readonly reason: string;
  /** Whether a branch's inventory told what is its: where none did, nothing is removed. */
  readonly isKnown: boolean;
  /** The last good commit that it is rendered from; null where its files stay as they are. */
  readonly commit: string | null;
  /** The policies that still select each of its assignments, by the assignment's key. */
  readonly assignments: Readonly<Record<string, readonly string[]>>;
}

export interface Inventory {
  /** 1: of an earlier release, which says of no file whose it is. */
  readonly version: 1 | 2;
  /** Null where a folder was proposed that no render has made, and in version 1. */
  readonly environment: string | null;
  readonly promotedCommit: string | null;
  /** By name. */
  readonly registrations: Readonly<Record<string, Registration>>;
  /** Every cluster type of the environment, by name, assigned or not. */
  readonly clusterTypes: Readonly<Record<string, Roster>>;
  /** By `<cluster type>/<deployment target>`, which is the assignment's folder. */
  readonly assignments: Readonly<Record<string, InventoryAssignment>>;
  /** Files that belong to no assignment, by path: git's object ids; in version 1 all files, by SHA-256. */
  readonly files: Readonly<Record<string, string>>;
  /** In the inventory that a render writes, and never in a branch's: registrations that are held. */
  readonly held?: readonly HeldRegistration[];
  /** In the inventory of a shard, and never in a branch's. */
  readonly shard?: InventoryShard;
}

/** Where the inventory stands on a GitOps branch, below the environment's path. */
export const inventoryPath = ".kalypso/inventory.json";

/** Larger ones are not read: a hundred thousand assignments take a quarter of it. */
export const maxInventoryBytes = 128 * 1024 * 1024;

/** An inventory that knows nothing but files. */
export function plainInventory(files: Readonly<Record<string, string>>): Inventory {
  return {
    version: 2,
    environment: null,
    promotedCommit: null,
    registrations: {},
    clusterTypes: {},
    assignments: {},
    files,
  };
}

/** Whether it says of every file whose it is. */
export function tellsWhose({ version, environment }: Inventory): boolean {
  return version === 2 && environment !== null;
}

/** Every path that a render wrote. */
export function* inventoryFiles({ assignments, files }: Inventory): Generator<string> {
  yield* Object.keys(files);
  for (const [folder, assignment] of Object.entries(assignments))
    for (const name of Object.keys(assignment.files)) yield `${folder}/${name}`;
}

const indexes = new WeakMap<Inventory, ReadonlyMap<string, readonly string[]>>();

function objectIndex(inventory: Inventory): ReadonlyMap<string, readonly string[]> {
  const known = indexes.get(inventory);
  if (known !== undefined) return known;
  const index = new Map<string, string[]>();
  for (const [key, { objects }] of Object.entries(inventory.assignments)) {
    for (const object of objects) {
      const keys = index.get(object);
      if (keys === undefined) index.set(object, [key]);
      else keys.push(key);
    }
  }
  indexes.set(inventory, index);
  return index;
}

/** An assignment, and its key in the inventory. */
interface FoundAssignment {
  readonly key: string;
  readonly clusterType: string;
  readonly deploymentTarget: string;
  readonly assignment: InventoryAssignment;
}

/**
 * The assignment whose `reconciler.yaml` makes an object.
 * @param object `<kind>/<namespace>/<name>`
 * @param clusterType that of the cluster which has the object: assignments of several may make one of the same name;
 *   undefined where it is not known, for the first in the inventory's order
 */
export function assignmentOfObject(
  inventory: Inventory,
  object: string,
  clusterType: string | undefined,
): FoundAssignment | undefined {
  const keys = objectIndex(inventory).get(object) ?? [];
  const key = clusterType === undefined ? keys[0] : keys.find((name) => name.startsWith(`${clusterType}/`));
  const assignment = key === undefined ? undefined : inventory.assignments[key];
  if (key === undefined || assignment === undefined) return undefined;
  const slash = key.indexOf("/");
  return { key, clusterType: key.slice(0, slash), deploymentTarget: key.slice(slash + 1), assignment };
}
