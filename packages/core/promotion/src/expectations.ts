/** What a poll is missing, compared with what must report. */
import { counted } from "@kalypso-actions/diagnostics";
import { type Cluster, clustersNamed, clustersOf, type ExpectedType, isNamedBy } from "./roster.ts";
import type { Trouble } from "./trouble.ts";
import type { Judged } from "./verdict.ts";

/** What must report, and how long it may take. */
export interface GatePolicy {
  /** The environment's cluster types, with what must report for each. */
  readonly expected: readonly ExpectedType[];
  /** The minimum number of configurations that must report before the check can pass. */
  readonly minimumConfigurations: number;
  /** Milliseconds that a configuration may fail at the commit before the failure counts. */
  readonly gracePeriod: number;
  readonly onSuspended: "fail" | "ignore" | "wait";
  /** What to do about a cluster type that has assignments but no roster and does not report. */
  readonly onSilent: "fail" | "warn" | "wait";
  /** The deadline, on the polls' clock. */
  readonly deadline: number;
}

/** The name of something that the check waits for, and why it has not passed. */
export interface Waiting {
  readonly name: string;
  readonly message: string;
}

interface Failure extends Waiting {
  readonly kind: "failed" | "suspended" | "silent";
}

interface Assessment {
  readonly failures: readonly Failure[];
  readonly waiting: readonly Waiting[];
  readonly silentClusterTypes: readonly string[];
}

type Policy = Pick<GatePolicy, "expected" | "minimumConfigurations" | "onSuspended" | "onSilent">;

function isThrough({ verdict }: Judged, { onSuspended }: Policy): boolean {
  if (verdict === "suspended") return onSuspended === "ignore";
  return verdict === "compliant" || verdict === "superseded" || verdict === "degraded";
}

function waitingFor({ cluster, message }: Judged): Waiting {
  return { name: cluster, message };
}

/** The clusters of a roster that have not passed; the check does not wait for others of the type. */
function missingOfRoster(
  { name, roster }: ExpectedType,
  clusters: readonly Cluster[],
  policy: Policy,
): readonly Waiting[] {
  if (roster === undefined) return [];
  if (roster.kind === "minimum") {
    const { length } = clusters.filter(
      ({ worst }) => worst.verdict !== "suspended" && isThrough(worst, policy),
    );
    if (length >= roster.count) return [];
    const open = clusters.filter(({ worst }) => !isThrough(worst, policy)).map(({ worst }) => worst.cluster);
    const which = open.length === 0 ? "" : `; not yet: ${open.slice(0, 5).join(", ")}`;
    return [
      {
        name,
        message: `expected at least ${counted(roster.count, "compliant cluster")}, found ${length}${which}`,
      },
    ];
  }
  return roster.clusters.flatMap((entry): readonly Waiting[] => {
    const found = clustersNamed(entry, clusters);
    if (found.length === 0) return [{ name: entry, message: `no configuration of ${name} reports from it` }];
    return found.filter(({ worst }) => !isThrough(worst, policy)).map(({ worst }) => waitingFor(worst));
  });
}

/**
 * Whether it fails, or was last seen failing, at the commit. A source that cannot fetch the commit does not have it.
 */
function failsWithCommit({ verdict, hasCommit, troubles }: Judged): boolean {
  if (!hasCommit) return false;
  return verdict === "failing" || verdict === "failed" || (verdict === "silent" && troubles.some(isFailure));
}

function isFailure({ isFailure }: Trouble): boolean {
  return isFailure;
}

/** Whether a roster allows it to be behind, suspended or silent. A failure is never allowed. */
function isExcused(judged: Judged, types: ReadonlyMap<string, ExpectedType>): boolean {
  const { clusterTypes, cluster: name, resourceGroup } = judged;
  return (
    !failsWithCommit(judged) &&
    clusterTypes.length > 0 &&
    clusterTypes.every((type) => {
      const roster = types.get(type)?.roster;
      if (roster === undefined) return false;
      return (
        roster.kind === "minimum" ||
        !roster.clusters.some((entry) => isNamedBy(entry, { name, resourceGroup }))
      );
    })
  );
}

function missingMinimum(judged: readonly Judged[], policy: Policy): readonly Waiting[] {
  const { minimumConfigurations: minimum, onSuspended } = policy;
  const relevant = judged.filter(
    ({ verdict }) => verdict !== "silent" && (verdict !== "suspended" || onSuspended !== "ignore"),
  );
  // Another source's report on the same cluster is not another configuration.
  const known = new Set(
    relevant.filter(({ clusterId }) => clusterId !== "").map(({ cluster }) => cluster.toLowerCase()),
  );
  const { length } = relevant.filter(
    ({ clusterId, cluster }) => clusterId !== "" || !known.has(cluster.toLowerCase()),
  );
  if (length >= minimum) return [];
  return [{ name: `at least ${counted(minimum, "configuration")}`, message: `found ${length}` }];
}

function silentFailures(silent: readonly string[]): readonly Failure[] {
  return silent.map((name) => ({ kind: "silent", name, message: "no configuration reports for it" }));
}

/** @param isPatienceOver whether the grace period has passed since the first poll */
export function expectations(judged: readonly Judged[], policy: Policy, isPatienceOver: boolean): Assessment {
  const types = new Map(policy.expected.map((type) => [type.name, type]));
  const reported = new Set(judged.flatMap(({ clusterTypes }) => clusterTypes));
  const silent = policy.expected
    .filter(({ name, isAssigned, roster }) => isAssigned && roster === undefined && !reported.has(name))
    .map(({ name }) => name);
  const counted = judged.filter((each) => !isExcused(each, types));
  const failed = counted.filter(({ verdict }) => verdict === "failed");
  const suspended = counted.filter(({ verdict }) => verdict === "suspended" && policy.onSuspended === "fail");
  const failures: readonly Failure[] = [
    ...failed.map((each): Failure => ({ kind: "failed", ...waitingFor(each) })),
    ...suspended.map((each): Failure => ({ kind: "suspended", ...waitingFor(each) })),
    ...(policy.onSilent === "fail" && isPatienceOver ? silentFailures(silent) : []),
  ];
  const rostered = policy.expected
    .filter(({ roster }) => roster !== undefined)
    .flatMap((type) => {
      const own = judged.filter(({ clusterTypes }) => clusterTypes.includes(type.name));
      return missingOfRoster(type, clustersOf(own), policy);
    });
  const waiting: readonly Waiting[] = [
    ...counted.filter((each) => !isThrough(each, policy)).map(waitingFor),
    ...rostered,
    ...missingMinimum(judged, policy),
    ...(policy.onSilent === "warn"
      ? []
      : silent.map((name) => ({ name, message: "no configuration reports for it" }))),
  ];
  return { failures, waiting: distinct(waiting), silentClusterTypes: silent };
}

/** List a cluster that its roster waits for only once. */
function distinct(waiting: readonly Waiting[]): readonly Waiting[] {
  return [...new Map(waiting.map((each) => [`${each.name}\n${each.message}`, each])).values()];
}
