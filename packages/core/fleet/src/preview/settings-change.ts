/** What a change makes of an environment besides its files: where they go, and what promotions wait for. */
import type { Inventory, Roster } from "@kalypso-actions/gitops-branch";
import { compareText } from "@kalypso-actions/names";
import type { Schedule } from "@kalypso-actions/resources";

export interface SettingChange {
  /** What is set, for people. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

function rosterText({ clusters, minimumClusters }: Roster): string {
  if (clusters !== undefined) return clusters.join(", ");
  return minimumClusters === undefined ? "whatever reports" : `at least ${minimumClusters}`;
}

interface Rendered {
  readonly schedule: Pick<Schedule, "gitops">;
  readonly inventory: Pick<Inventory, "clusterTypes">;
}

interface Sides {
  readonly before: Rendered | undefined;
  readonly after: Rendered | undefined;
  readonly promotedAfter:
    | { readonly before: readonly string[]; readonly after: readonly string[] }
    | undefined;
}

/** Of what is there before and after it, sorted. */
export function settingChanges({ before: old, after: now, promotedAfter }: Sides): readonly SettingChange[] {
  const found: SettingChange[] = [];
  const compare = (what: string, was: string, is: string) => {
    if (was !== is) found.push({ what, before: was, after: is });
  };
  if (promotedAfter !== undefined)
    compare("promoted after", promotedAfter.before.join(", "), promotedAfter.after.join(", "));
  if (old === undefined || now === undefined) return found;
  for (const part of ["repo", "branch", "path"] as const)
    compare(`GitOps ${part}`, old.schedule.gitops[part], now.schedule.gitops[part]);
  const rosters = Object.entries(now.inventory.clusterTypes).sort(([a], [b]) => compareText(a, b));
  for (const [name, roster] of rosters)
    if (Object.hasOwn(old.inventory.clusterTypes, name))
      compare(`clusters of ${name}`, rosterText(old.inventory.clusterTypes[name] ?? {}), rosterText(roster));
  return found;
}
