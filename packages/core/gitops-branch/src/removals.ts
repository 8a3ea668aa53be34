/** How many assignments a proposal takes away: many at once are more often a mistake than an intention. */
import type { Inventory } from "./inventory/index.ts";

export interface Removals {
  /** The removed assignments' keys, sorted. */
  readonly keys: readonly string[];
  /** All assignments that the branch's inventory lists. */
  readonly of: number;
}

/** @param after the inventory to be written, with what is held or spared */
export function removedAssignments(before: Inventory | undefined, after: Inventory): Removals {
  const known = Object.keys(before?.assignments ?? {});
  const keys = known.filter((key) => !Object.hasOwn(after.assignments, key)).sort();
  return { keys, of: known.length };
}

/** How many may go without a person's consent: so many, or a share of those on the branch. */
export interface RemovalLimit {
  readonly value: number;
  readonly unit: "assignments" | "percent";
}

/** @returns undefined for anything but `25%` or `10` */
export function parseRemovalLimit(text: string): RemovalLimit | undefined {
  const [, digits, sign] = /^([0-9]{1,7})(%?)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const value = Number(digits);
  if (sign === "%") return value <= 100 ? { value, unit: "percent" } : undefined;
  return { value, unit: "assignments" };
}

export function formatRemovalLimit({ value, unit }: RemovalLimit): string {
  return unit === "percent" ? `${value}%` : String(value);
}

/** A share of a small environment would be nothing. */
const fewest = 5;

/** How many assignments may be removed. A share is never fewer than five. */
export function allowedRemovals({ value, unit }: RemovalLimit, of: number): number {
  return unit === "percent" ? Math.max(fewest, Math.floor((of * value) / 100)) : value;
}

/** Removals beyond a limit. */
export interface ExceededRemovals extends Removals {
  readonly limit: RemovalLimit;
  readonly allowed: number;
}

/** @returns undefined if the removals are within the limit */
export function exceededRemovals(removals: Removals, limit: RemovalLimit): ExceededRemovals | undefined {
  const allowed = allowedRemovals(limit, removals.of);
  return removals.keys.length > allowed ? { ...removals, limit, allowed } : undefined;
}

/** Somebody with write access adds it to a pull request to consent to its removals. */
export const removalsLabel = "removals-allowed";

/** The context of the status that keeps a pull request with too many removals red. */
export const removalsContext = "kalypso/removals";

const marker = /^<!-- kalypso-actions: open-pr[^>]* -->\r?\n<!-- kalypso-actions: removals ([0-9a-f]+) -->/;

/** Says in a pull request which removals it asks consent for. @param digest of their keys */
export function removalsMarker(digest: string): string {
  return `<!-- kalypso-actions: removals ${digest} -->`;
}

/** @returns the digest; undefined for a pull request that asks for no consent */
export function readRemovalsMarker(body: string): string | undefined {
  return marker.exec(body)?.[1];
}
