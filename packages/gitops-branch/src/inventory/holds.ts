/** What stays as it is on a branch, because the registration that it belongs to cannot be read. */
import type { Inventory } from "./inventory.ts";

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

/** The inventory for the branch: held assignments as the branch has them, with the policies of today. */
export function withoutHolds(written: Inventory, base: Inventory | undefined): Inventory {
  const { held = [], ...plain } = written;
  if (held.length === 0 || base === undefined) return plain;
  const assignments = { ...plain.assignments };
  const registrations = { ...plain.registrations };
  for (const { registration, commit, assignments: kept } of held) {
    if (commit !== null) continue;
    // A registration may have another name than then.
    let known = base.registrations[registration];
    for (const [key, policies] of Object.entries(kept)) {
      const assignment = base.assignments[key];
      if (assignment === undefined) continue;
      known ??= base.registrations[assignment.registration];
      assignments[key] = { ...assignment, registration, policies };
    }
    if (known !== undefined) registrations[registration] = known;
  }
  return { ...plain, registrations, assignments };
}

/** The files of held assignments, by their path below the environment's. */
export function heldFiles({ held = [] }: Inventory, base: Inventory | undefined): readonly string[] {
  return held.flatMap(({ assignments }) =>
    Object.keys(assignments).flatMap((key) =>
      Object.keys(base?.assignments[key]?.files ?? {}).map((name) => `${key}/${name}`),
    ),
  );
}

/** Whether it is known of every file whose it is, so that one may be removed. */
export function mayRemove({ held = [] }: Inventory, base: Inventory | undefined): boolean {
  return (
    held.every(({ isKnown }) => isKnown) && (held.length === 0 || base === undefined || base.version === 2)
  );
}
