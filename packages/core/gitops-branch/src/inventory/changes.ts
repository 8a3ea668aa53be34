import { formatInventory } from "./file-form.ts";
import type { Inventory, InventoryAssignment, Registration, Roster } from "./inventory.ts";

/** A change in the inventory that no manifest shows, before and after; undefined if absent. */
export interface InventoryChange {
  readonly subject: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

function rosterText({ clusters, minimumClusters }: Roster = {}): string | undefined {
  if (clusters !== undefined) return clusters.join(", ");
  if (minimumClusters === undefined) return undefined;
  return minimumClusters === 0 ? "none" : `any ${minimumClusters}`;
}

function registrationText(registration: Registration | undefined): string | undefined {
  if (registration === undefined) return undefined;
  const { repo, branch, path } = registration;
  return `${repo} ${branch} ${path === "" ? "." : path}`;
}

const described = ["workload", "registration", "workspace", "labels", "policies", "manifests"] as const;

function assignmentChanges(key: string, before: InventoryAssignment, after: InventoryAssignment) {
  return described.flatMap((field): readonly InventoryChange[] => {
    const [old, now] = [JSON.stringify(before[field]), JSON.stringify(after[field])];
    return old === now ? [] : [{ subject: `${field} of ${key}`, before: old, after: now }];
  });
}

function compare<T>(
  subject: string,
  [before, after]: readonly [Readonly<Record<string, T>>, Readonly<Record<string, T>>],
  text: (value: T | undefined) => string | undefined,
): readonly InventoryChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((name) => {
    const [old, now] = [text(before[name]), text(after[name])];
    return old === now ? [] : [{ subject: `${subject} ${name}`, before: old, after: now }];
  });
}

/** Changes of rosters, registrations and assignments. Folders show added and removed assignments. */
export function inventoryChanges(
  before: Inventory | undefined,
  after: Inventory,
): readonly InventoryChange[] {
  const known = before?.version === 2 ? before : undefined;
  return [
    ...compare("clusters of", [known?.clusterTypes ?? {}, after.clusterTypes], rosterText),
    ...(known === undefined
      ? []
      : compare("registration", [known.registrations, after.registrations], registrationText)),
    ...Object.entries(after.assignments).flatMap(([key, assignment]) => {
      const former = known?.assignments[key];
      return former === undefined ? [] : assignmentChanges(key, former, assignment);
    }),
  ];
}

/** What is held changes with the teams' commits. */
function withoutCommits(inventory: Inventory): string {
  const registrations = Object.fromEntries(
    Object.entries(inventory.registrations).map(([name, entry]) => [name, { ...entry, commit: "" }]),
  );
  return formatInventory({ ...inventory, promotedCommit: null, registrations, held: [] });
}

/**
 * Whether to propose an inventory although no manifest changes. New commits, and what is held, are no reason alone. If the branch has
 * no inventory of this version, a roster is a reason, because nothing else shows it; a folder that no render wrote
 * never is.
 */
export function isInventoryNews(before: Inventory | undefined, after: Inventory): boolean {
  if (after.environment === null) return false;
  if (before?.version !== 2) return inventoryChanges(before, after).length > 0;
  return withoutCommits(before) !== withoutCommits(after);
}
