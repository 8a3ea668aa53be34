/** How the clusters of a cluster type are, from what reports for it. */
import type { Roster } from "@kalypso-actions/gitops-branch";
import type { Judged } from "@kalypso-actions/promotion";
import type { ClusterHealth, Health } from "./model.ts";

const passing: ReadonlySet<Judged["verdict"]> = new Set(["compliant", "superseded", "degraded"]);
const failing: ReadonlySet<Judged["verdict"]> = new Set(["failing", "failed", "suspended"]);

/** The most reasons that are kept: they are for people. */
const maxTroubles = 20;

const unknownHealth: ClusterHealth = { health: "unknown", passing: 0, of: 0, troubles: [] };

interface Seen {
  readonly cluster: string;
  readonly isPassing: boolean;
  readonly isFailing: boolean;
  readonly reason: string;
}

/** What a configuration means for one assignment: another application's failure is not its own. */
function seenFor(judged: Judged, deploymentTarget: string | undefined): Seen {
  const { cluster, verdict, message, troubles } = judged;
  const own = troubles.filter(
    ({ application }) => application === undefined || application.deploymentTarget === deploymentTarget,
  );
  const isOthers = deploymentTarget !== undefined && troubles.length > 0 && own.length === 0;
  const isFailing = !isOthers && failing.has(verdict);
  const reason = own.length === 0 ? message : own.map((trouble) => trouble.message).join("; ");
  return { cluster, isPassing: isOthers || passing.has(verdict), isFailing, reason: reason || verdict };
}

/** One entry per cluster: with several configurations, the worst of them. */
function byCluster(seen: readonly Seen[]): readonly Seen[] {
  const found = new Map<string, Seen>();
  for (const each of seen) {
    const known = found.get(each.cluster);
    const isWorse =
      known === undefined || (each.isFailing && !known.isFailing) || (!each.isPassing && known.isPassing);
    if (isWorse) found.set(each.cluster, each);
  }
  return [...found.values()];
}

function healthOf(clusters: readonly Seen[], expected: number): Health {
  if (clusters.some(({ isFailing }) => isFailing)) return "failing";
  if (clusters.length === 0) return expected === 0 ? "compliant" : "silent";
  const count = clusters.filter(({ isPassing }) => isPassing).length;
  return count >= expected ? "compliant" : "progressing";
}

/**
 * @param judged of this cluster type; undefined if nobody was asked
 * @param roster what has to report; without one, whatever does
 * @param deploymentTarget limits troubles to those of the platform and of this target
 */
export function clusterHealth(
  judged: readonly Judged[] | undefined,
  roster: Roster | undefined,
  deploymentTarget?: string,
): ClusterHealth {
  if (judged === undefined) return unknownHealth;
  const clusters = byCluster(judged.map((each) => seenFor(each, deploymentTarget)));
  const expected = roster?.clusters?.length ?? roster?.minimumClusters;
  const of = Math.max(expected ?? 0, clusters.length);
  const silent = expected === undefined && clusters.length === 0;
  const troubles = clusters
    .filter(({ isPassing }) => !isPassing)
    .map(({ cluster, reason }) => `${cluster}: ${reason}`);
  return {
    health: silent ? "silent" : healthOf(clusters, expected ?? clusters.length),
    passing: clusters.filter(({ isPassing }) => isPassing).length,
    of,
    troubles: troubles.slice(0, maxTroubles),
  };
}
