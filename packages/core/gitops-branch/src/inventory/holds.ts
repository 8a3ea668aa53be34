/** What stays unchanged on a branch because its registration cannot be read. */
import { type Inventory, type InventoryAssignment, tellsWhose } from "./inventory.ts";

/** Users choose the names, and `constructor` is a valid one. */
function own<T>(entries: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

/** The inventory for the branch: held assignments as on the branch, with the current policies. */
export function withoutHolds(written: Inventory, base: Inventory | undefined): Inventory {
  const { held = [], ...plain } = written;
  if (held.length === 0 || base === undefined) return plain;
  const assignments = { ...plain.assignments };
  const registrations = { ...plain.registrations };
  for (const { registration, commit, assignments: kept } of held) {
    if (commit !== null) continue;
    // The registration may have been renamed since.
    let known = own(base.registrations, registration);
    for (const [key, policies] of Object.entries(kept)) {
      const assignment = own(base.assignments, key);
      if (assignment === undefined) continue;
      known ??= own(base.registrations, assignment.registration);
      assignments[key] = { ...assignment, registration, policies };
    }
    if (known !== undefined) registrations[registration] = known;
  }
  return { ...plain, registrations, assignments };
}

/** The files of held assignments, by their path below the environment's path. */
export function heldFiles({ held = [] }: Inventory, base: Inventory | undefined): readonly string[] {
  return held.flatMap(({ assignments }) =>
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

/** Whether the owner of every file is known, so that files can be removed. */
export function mayRemove({ held = [] }: Inventory, base: Inventory | undefined): boolean {
  if (held.length === 0) return true;
  return held.every(({ isKnown }) => isKnown) && base !== undefined && tellsWhose(base);
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
