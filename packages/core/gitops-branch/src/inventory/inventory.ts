/** What a render wrote on a branch: the only files that a later render may remove. */

/** Where a registered workload was read. */
export interface Registration {
  readonly repo: string;
  readonly branch: string;
  /** Inside the repository; the empty string for the whole repository. */
  readonly path: string;
  readonly commit: string;
}

/** Which clusters of a cluster type must report; without either field, this is not declared. */
export interface Roster {
  /** `<name>` or `<resource group>/<name>`, in lower case; each must pass. */
  readonly clusters?: readonly string[];
  /** This many must pass, whichever they are. */
  readonly minimumClusters?: number;
}

export interface InventoryAssignment {
  readonly workload: string;
  readonly registration: string;
  readonly workspace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly policies: readonly string[];
  /** The objects in its `reconciler.yaml`, as `<kind>/<namespace>/<name>`; the namespace is empty if absent. */
  readonly objects: readonly string[];
  /** The git object ID of each file in the assignment's folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Where the application's manifests are, if the target declares it. */
  readonly manifests?: { readonly repo: string; readonly branch: string };
}

/** The part of a render that an inventory covers. */
export interface InventoryShard {
  /** Starts at 1. */
  readonly index: number;
  readonly count: number;
  /** The ID of the Schedule: parts of different Schedules cannot be joined. */
  readonly schedule: string;
}

/**
 * A held registration or, if they are given, a workload of it or a deployment target of that. In the inventory that a
 * render writes, it says what to keep; in a branch's, it records the last good commit and that something is held.
 */
export interface HeldRegistration {
  readonly registration: string;
  readonly workload?: string;
  /** Its full name. */
  readonly deploymentTarget?: string;
  /** Why, for people. */
  readonly reason: string;
  /** The line that is wrong, for people. */
  readonly at?: string;
  /** Whether the branch's inventory lists what belongs to it: if not, nothing is removed. */
  readonly isKnown: boolean;
  /** The last good commit; from a render, null if files stay unchanged instead of being rendered from it. */
  readonly commit: string | null;
  /** The path that was read at that commit. */
  readonly path?: string;
  /** From a render: nothing of it is kept, because somebody released it. */
  readonly isReleased?: boolean;
  /** From a render: the policies that still select each of its assignments, by assignment key. */
  readonly assignments: Readonly<Record<string, readonly string[]>>;
}

export interface Inventory {
  /** 1 comes from an earlier release, which did not record the owner of each file. */
  readonly version: 1 | 2;
  /** Null for a folder that no render wrote, and in version 1. */
  readonly environment: string | null;
  readonly promotedCommit: string | null;
  /** By name. */
  readonly registrations: Readonly<Record<string, Registration>>;
  /** Every cluster type of the environment, by name, even without assignments. */
  readonly clusterTypes: Readonly<Record<string, Roster>>;
  /** By the assignment's folder, `<cluster type>/<deployment target>`. */
  readonly assignments: Readonly<Record<string, InventoryAssignment>>;
  /** Git object IDs of files that belong to no assignment, by path; in version 1, SHA-256 sums of all files. */
  readonly files: Readonly<Record<string, string>>;
  /** What is held, and was last good at another commit than the registrations'. */
  readonly held?: readonly HeldRegistration[];
  /** Only in a shard's inventory, never in a branch's. */
  readonly shard?: InventoryShard;
}

/** The inventory's path on a GitOps branch, below the environment's path. */
export const inventoryPath = ".kalypso/inventory.json";

/** Larger ones are rejected: a hundred thousand assignments need a quarter of this. */
export const maxInventoryBytes = 128 * 1024 * 1024;

/** An inventory of files only. */
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

/** Whether the inventory records the owner of every file. */
export function tellsWhose({ version, environment }: Inventory): boolean {
  return version === 2 && environment !== null;
}

/** Whether a file in an assignment's folder belongs to none: it was there before the branch had an inventory. */
export function isUnowned({ files }: Inventory): (path: string) => boolean {
  return (path) => Object.hasOwn(files, path) && path.split("/").length > 2;
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
 * The assignment whose `reconciler.yaml` contains an object.
 * @param object `<kind>/<namespace>/<name>`
 * @param clusterType the type of the object's cluster, because assignments of several types may create the same name;
 *   undefined, if unknown, returns the first in the inventory's order
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
