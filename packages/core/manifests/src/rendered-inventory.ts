import { formatPlace, placeAddress, present } from "@kalypso-actions/diagnostics";
import type {
  FileTree,
  HeldRegistration,
  Inventory,
  InventoryAssignment,
  InventoryShard,
  Registration,
  Roster,
} from "@kalypso-actions/gitops-branch";
import type { Assignment, DeploymentTarget, Schedule } from "@kalypso-actions/resources";
import { manifestObjects } from "./manifest-objects.ts";
import { inShard, type Shard } from "./shard.ts";

/** The file whose objects distinguish applications from the platform in a cluster. */
const reconcilerFile = "reconciler.yaml";

interface RenderedFiles {
  readonly schedule: Schedule;
  readonly files: FileTree;
  /** The git object ID of a text. */
  readonly objectId: (text: string) => string;
  /** The rendered shard; undefined means everything. */
  readonly shard?: Shard | undefined;
  /** What the render holds. */
  readonly held?: readonly HeldRegistration[];
}

function registrationsOf({ sources }: Schedule): Record<string, Registration> {
  const found = sources.flatMap(({ repo, ref, commit, path, registrations = [] }) =>
    registrations.map((name) => [name, { repo, branch: ref ?? "", path, commit: commit ?? "" }] as const),
  );
  return Object.fromEntries(found);
}

function rostersOf({ clusterTypes }: Schedule): Record<string, Roster> {
  return Object.fromEntries(
    clusterTypes.map(({ name, clusters, minimumClusters }) => [name, present({ clusters, minimumClusters })]),
  );
}

/** A held part of a Schedule, as an inventory has it. */
export function heldOf(held: Schedule["held"][number]): HeldRegistration {
  const { registration, workload, deploymentTarget, reason, place, isKnown, commit, path } = held;
  const kept = held.assignments.map(({ clusterType, deploymentTarget: target, policies }) => {
    return [`${clusterType}/${target}`, policies] as const;
  });
  const at = place && (placeAddress(place) ?? formatPlace(place));
  return {
    registration,
    ...present({ workload, deploymentTarget }),
    reason,
    ...present({ at }),
    isKnown,
    commit,
    ...present({ path }),
    assignments: Object.fromEntries(kept),
  };
}

type Grouped = ReadonlyMap<string, Record<string, string>>;

/** Texts by their assignment's folder; those without an assignment are under the empty string. */
function byAssignment(files: FileTree, folders: ReadonlySet<string>): Grouped {
  const grouped = new Map<string, Record<string, string>>([["", {}]]);
  for (const [path, text] of files) {
    const end = path.indexOf("/", path.indexOf("/") + 1);
    const folder = end < 0 ? "" : path.slice(0, end);
    const isAssigned = folders.has(folder);
    const entries = grouped.get(isAssigned ? folder : "") ?? {};
    entries[isAssigned ? path.slice(end + 1) : path] = text;
    grouped.set(isAssigned ? folder : "", entries);
  }
  return grouped;
}

function manifestsOf({
  manifests: { repo, branch },
}: DeploymentTarget): Pick<InventoryAssignment, "manifests"> {
  return present({ manifests: repo === undefined || branch === undefined ? undefined : { repo, branch } });
}

type Entry = readonly [folder: string, assignment: InventoryAssignment];

function entryOf(
  { policies }: Assignment,
  target: DeploymentTarget | undefined,
  { objects, files }: Pick<InventoryAssignment, "objects" | "files">,
): InventoryAssignment | undefined {
  if (target === undefined) return undefined;
  const { workload, registration, workspace, labels } = target;
  return { workload, registration, workspace, labels, policies, objects, files, ...manifestsOf(target) };
}

/** One assignment's inventory entry, for callers that do not keep all files. */
export class InventoryEntries {
  readonly #targets: ReadonlyMap<string, DeploymentTarget>;
  readonly #assignments: ReadonlyMap<string, Assignment>;

  constructor({ deploymentTargets, assignments }: Schedule) {
    this.#targets = new Map(deploymentTargets.map((target) => [target.name, target]));
    this.#assignments = new Map(
      assignments.map((assignment) => [
        `${assignment.clusterType}/${assignment.deploymentTarget}`,
        assignment,
      ]),
    );
  }

  /** @param files git object IDs by file name in the assignment's folder */
  entry(folder: string, known: Pick<InventoryAssignment, "objects" | "files">): Entry {
    const assignment = this.#assignments.get(folder);
    const entry = assignment && entryOf(assignment, this.#targets.get(assignment.deploymentTarget), known);
    if (entry === undefined) throw new Error(`${folder} is not an assignment of the Schedule`);
    return [folder, entry];
  }
}

/**
 * How an inventory identifies a shard; undefined for a whole render.
 * @param objectId git's object ID of a text
 */
export function inventoryShard(
  schedule: Schedule,
  shard: Shard | undefined,
  objectId: (text: string) => string,
): InventoryShard | undefined {
  return shard === undefined ? undefined : { ...shard, schedule: objectId(JSON.stringify(schedule)) };
}

/** An inventory of assignments and of files without an assignment. */
export function inventoryWith(
  schedule: Schedule,
  {
    assignments,
    files,
    shard,
    held,
  }: {
    readonly assignments: Iterable<Entry>;
    readonly files: Readonly<Record<string, string>>;
    readonly shard: InventoryShard | undefined;
    /** What the render holds; its assignments are left out. */
    readonly held: readonly HeldRegistration[];
  },
): Inventory {
  const kept = new Set(held.flatMap((each) => Object.keys(each.assignments)));
  const all = [...schedule.held.map(heldOf), ...held];
  return {
    version: 2,
    environment: schedule.environment,
    promotedCommit: schedule.promotedCommit,
    registrations: registrationsOf(schedule),
    clusterTypes: rostersOf(schedule),
    assignments: Object.fromEntries([...assignments].filter(([folder]) => !kept.has(folder))),
    files,
    ...present({ held: all.length === 0 ? undefined : all, shard }),
  };
}

/** The inventory of a render, or of a shard with all registrations and cluster types. */
export function inventoryOf({ schedule, files, objectId, shard, held = [] }: RenderedFiles): Inventory {
  const targets = new Map(schedule.deploymentTargets.map((target) => [target.name, target]));
  const own = schedule.assignments.filter(({ name }) => inShard(name, shard));
  const folders = new Set(
    own.map(({ clusterType, deploymentTarget }) => `${clusterType}/${deploymentTarget}`),
  );
  const grouped = byAssignment(files, folders);
  const ids = (texts: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, objectId(text)]));
  const assignments = own.flatMap((assignment) => {
    const folder = `${assignment.clusterType}/${assignment.deploymentTarget}`;
    const texts = grouped.get(folder) ?? {};
    const objects = manifestObjects(texts[reconcilerFile] ?? "");
    const entry = entryOf(assignment, targets.get(assignment.deploymentTarget), {
      objects,
      files: ids(texts),
    });
    return entry === undefined ? [] : [[folder, entry] as const];
  });
  return inventoryWith(schedule, {
    assignments,
    files: ids(grouped.get("")),
    shard: inventoryShard(schedule, shard, objectId),
    held,
  });
}
