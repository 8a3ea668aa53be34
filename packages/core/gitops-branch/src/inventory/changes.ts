import { formatInventory } from "./file-form.ts";
import type { Inventory, InventoryAssignment, Registration, Roster } from "./inventory.ts";

/** Something that an inventory tells and no manifest shows, before and after; undefined where it is not there. */
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

/** What changes of rosters, registrations and assignments; new and former assignments show by their folders. */
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

function withoutCommits(inventory: Inventory): string {
  const registrations = Object.fromEntries(
    Object.entries(inventory.registrations).map(([name, entry]) => [name, { ...entry, commit: "" }]),
  );
  return formatInventory({ ...inventory, promotedCommit: null, registrations });
}

/**
 * Whether an inventory has to be proposed though no manifest changes. Commits alone are no reason. Where the branch has
 * none of this version, a roster is one, which nobody could see otherwise; and never is a folder's that no render made.
 */
export function isInventoryNews(before: Inventory | undefined, after: Inventory): boolean {
  if (after.environment === null) return false;
  if (before?.version !== 2) return inventoryChanges(before, after).length > 0;
  return withoutCommits(before) !== withoutCommits(after);
}
