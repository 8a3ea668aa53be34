/** What stays unchanged on a branch because it is held. */
import { present } from "@kalypso-actions/diagnostics";
import {
  type HeldRegistration,
  type Inventory,
  type InventoryAssignment,
  isUnowned,
  tellsWhose,
} from "./inventory.ts";

/** Users choose the names, and `constructor` is a valid one. */
function own<T>(entries: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

function isPartOf({ workload, deploymentTarget }: HeldRegistration) {
  return ([key, assignment]: readonly [string, InventoryAssignment]) =>
    assignment.workload === workload &&
    (deploymentTarget === undefined || key.slice(key.indexOf("/") + 1) === deploymentTarget);
}

function unitOf({ registration, workload, deploymentTarget }: HeldRegistration): string {
  return JSON.stringify([registration, workload, deploymentTarget]);
}

/**
 * A workload or target that could not be rendered is held with all of its assignments, also with those that another
 * shard, or another template, did render.
 */
export function settleHolds(written: Inventory): Inventory {
  const { held = [] } = written;
  const partial = held.filter(({ workload, commit }) => workload !== undefined && commit === null);
  if (partial.length === 0) return written;
  let assignments = Object.entries(written.assignments);
  const unrendered = new Set(partial.map(unitOf));
  const settled = held.flatMap((hold): readonly HeldRegistration[] => {
    // What is scheduled from its last good commit, and does not render either, keeps its files.
    if (!partial.includes(hold)) return unrendered.has(unitOf(hold)) ? [] : [hold];
    const isPart = isPartOf(hold);
    const kept = assignments.filter(isPart).map(([key, { policies }]) => [key, policies] as const);
    assignments = assignments.filter((entry) => !isPart(entry));
    return [{ ...hold, assignments: { ...hold.assignments, ...Object.fromEntries(kept) } }];
  });
  return { ...written, assignments: Object.fromEntries(assignments), held: settled };
}

/** Where the branch's inventory says that something was last good. */
function lastGood(
  { workload, deploymentTarget, assignments: kept }: HeldRegistration,
  registration: string,
  base: Inventory,
): Pick<HeldRegistration, "commit" | "path"> {
  const former = (base.held ?? []).filter(
    (each) => each.workload === workload && workload !== undefined && each.registration === registration,
  );
  const found =
    former.find((each) => each.deploymentTarget === deploymentTarget) ??
    former.find((each) => each.deploymentTarget === undefined) ??
    own(base.registrations, registration);
  if (found !== undefined) return { commit: found.commit, ...present({ path: found.path }) };
  // The registration may have been renamed since.
  const [key = ""] = Object.keys(kept).filter((each) => own(base.assignments, each) !== undefined);
  const renamed = own(base.registrations, own(base.assignments, key)?.registration ?? "");
  return renamed === undefined ? { commit: null } : { commit: renamed.commit, path: renamed.path };
}

/** What the branch's inventory records of a hold; undefined if the branch has nothing of it. */
function recorded(hold: HeldRegistration, base: Inventory | undefined): HeldRegistration | undefined {
  const { assignments: kept, isReleased = false, ...plain } = hold;
  if (isReleased || !hold.isKnown || base === undefined) return undefined;
  if (hold.commit !== null) return { ...plain, assignments: {} };
  const isThere = Object.keys(kept).some((key) => own(base.assignments, key) !== undefined);
  return isThere ? { ...plain, ...lastGood(hold, hold.registration, base), assignments: {} } : undefined;
}

/** The inventory for the branch: held assignments as on the branch, with the current policies. */
export function withHolds(written: Inventory, base: Inventory | undefined): Inventory {
  const { held = [], ...plain } = written;
  if (held.length === 0) return plain;
  const assignments = { ...plain.assignments };
  const registrations = { ...plain.registrations };
  for (const { registration, commit, isReleased = false, assignments: kept } of held) {
    if (commit !== null || isReleased || base === undefined) continue;
    // The registration may have been renamed since.
    let known = own(base.registrations, registration);
    for (const [key, policies] of Object.entries(kept)) {
      const assignment = own(base.assignments, key);
      if (assignment === undefined) continue;
      known ??= own(base.registrations, assignment.registration);
      assignments[key] = { ...assignment, registration, policies };
    }
    // If only a part is held, the registration itself was read.
    if (known !== undefined && own(registrations, registration) === undefined)
      registrations[registration] = known;
  }
  const records = held.flatMap((hold) => recorded(hold, base) ?? []);
  return {
    ...plain,
    registrations,
    assignments,
    ...present({ held: records.length === 0 ? undefined : records }),
  };
}

/** What a branch with the inventory `base` has after this render: `open-pr` writes it, and previews compare it. */
export function settledInventory(written: Inventory, base: Inventory | undefined): Inventory {
  return withHolds(settleHolds(written), base);
}

/** The files of held assignments, by their path below the environment's path. */
export function heldFiles({ held = [] }: Inventory, base: Inventory | undefined): readonly string[] {
  return held
    .filter(({ isReleased = false }) => !isReleased)
    .flatMap(({ assignments }) =>
      Object.keys(assignments).flatMap((key) =>
        Object.keys(own(base?.assignments ?? {}, key)?.files ?? {}).map((name) => `${key}/${name}`),
      ),
    );
}

/** Whether a path is in the folder of a held assignment, where nothing else writes. */
export function isInHeldFolder({ held = [] }: Inventory): (path: string) => boolean {
  const folders = new Set(held.flatMap(({ assignments }) => Object.keys(assignments)));
  return (path) => folders.has(path.split("/").slice(0, 2).join("/"));
}

/** Which files cannot be removed, because they may belong to something that is held. */
export function isSpared({ held = [] }: Inventory, base: Inventory | undefined): (path: string) => boolean {
  if (held.length === 0) return () => false;
  if (base === undefined || !tellsWhose(base)) return () => true;
  const unknown = held.filter(({ isKnown }) => !isKnown);
  if (unknown.length === 0) return () => false;
  const isFree = isUnowned(base);
  // Without such files, `schedule` could not read the inventory.
  if (!Object.keys(base.files).some(isFree)) return () => true;
  return (path) => {
    const owner = own(base.assignments, path.split("/", 2).join("/"));
    const isOwner = ({ registration, workload = owner?.workload }: HeldRegistration) =>
      owner?.registration === registration && owner.workload === workload;
    return isFree(path) || unknown.some(isOwner);
  };
}

/**
 * Files spared from removal stay in the inventory unchanged: a later run that knows their owner removes them.
 * @param spared git object IDs by path below the environment's path
 */
export function withSpared(
  written: Inventory,
  base: Inventory | undefined,
  spared: ReadonlyMap<string, string>,
): Inventory {
  if (spared.size === 0) return written;
  const assignments: Record<string, InventoryAssignment> = { ...written.assignments };
  const registrations = { ...written.registrations };
  const files = { ...written.files };
  for (const [path, id] of spared) {
    const [clusterType = "", target = "", ...rest] = path.split("/");
    const key = `${clusterType}/${target}`;
    const known = own(base?.assignments ?? {}, key);
    const present = own(assignments, key) ?? (known === undefined ? undefined : { ...known, files: {} });
    if (present === undefined || rest.length === 0) {
      files[path] = id;
      continue;
    }
    assignments[key] = { ...present, files: { ...present.files, [rest.join("/")]: id } };
    const registration = own(base?.registrations ?? {}, present.registration);
    if (registration !== undefined && !Object.hasOwn(registrations, present.registration))
      registrations[present.registration] = registration;
  }
  return { ...written, registrations, assignments, files };
}
