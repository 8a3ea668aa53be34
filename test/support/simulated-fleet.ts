/**
 * A fleet's true state over time, and the records that Azure would return. It simulates when each cluster fetches a
 * commit, whether its manifests apply, how long its dependencies and applications take, when its agent is offline, and
 * how far the graph lags. It knows none of the gate's rules.
 */
import type {
  Application,
  FluxConfiguration,
  FluxObject,
  ReadyCondition,
  Relation,
} from "@kalypso-actions/promotion";

/** A generator of numbers from 0 to 1, always the same for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The effect of a platform commit on a cluster. */
type Fate =
  /** Healthy once settled. */
  | "well"
  /** The API server rejects a platform manifest. */
  | "refused"
  /** An application's folder is missing. */
  | "application-broken";

interface CommitOnCluster {
  readonly index: number;
  readonly fetchedAt: number;
  /** Dependencies are not ready before this time. */
  readonly dependenciesAt: number;
  /** Applied objects are in progress until this time. */
  readonly settledAt: number;
  readonly fate: Fate;
}

export interface SimulatedCluster {
  readonly name: string;
  /** The graph's lag in seconds. */
  readonly lag: number;
  /** `wait: true`: the configuration's own kustomization is as healthy as what it applied. */
  readonly waits: boolean;
  readonly commits: readonly CommitOnCluster[];
}

export interface SimulatedFleet {
  /** By index; the check is about index 1. */
  readonly commits: readonly string[];
  readonly clusters: readonly SimulatedCluster[];
}

const pick = <T>(random: () => number, choices: readonly (readonly [weight: number, value: T])[]): T => {
  let rest = random() * choices.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, value] of choices) {
    rest -= weight;
    if (rest < 0) return value;
  }
  throw new Error("no choice");
};

function between(random: () => number, least: number, most: number): number {
  return Math.floor(least + random() * (most - least));
}

function simulateCluster(random: () => number, name: string, fates: readonly Fate[]): SimulatedCluster {
  const interval = pick(random, [
    [3, 60],
    [2, 120],
    [1, 600],
  ]);
  let at = -3_600;
  const commits = fates.map((fate, index): CommitOnCluster => {
    // A commit is pushed, found at the next interval, and settles after its dependencies.
    const pushedAt = index === 0 ? at : Math.max(at, (index - 1) * 300);
    const fetchedAt = index === 0 ? at : pushedAt + between(random, 1, interval);
    const dependenciesAt =
      fetchedAt +
      pick(random, [
        [3, 0],
        [1, between(random, 5, 200)],
      ]);
    const settledAt =
      dependenciesAt +
      between(
        random,
        2,
        pick(random, [
          [4, 40],
          [1, 400],
        ]),
      );
    at = fetchedAt;
    return { index, fetchedAt, dependenciesAt, settledAt, fate };
  });
  return { name, lag: between(random, 0, 60), waits: random() < 0.7, commits };
}

/** One fleet: most commits are healthy everywhere, some break one cluster or one of its applications. */
export function simulateFleet(seed: number): SimulatedFleet {
  const random = generator(seed);
  const count = between(random, 1, 7);
  const isBroken = random() < 0.4;
  const breaks = pick<Fate>(random, [
    [1, "refused"],
    [1, "application-broken"],
  ]);
  const victim = between(random, 0, count);
  const isRepaired = random() < 0.5;
  const clusters = Array.from({ length: count }, (_, index) => {
    const fate = isBroken && index === victim ? breaks : "well";
    const fates: Fate[] = ["well", fate, ...(random() < 0.5 ? [isRepaired ? "well" : fate] : [])] as Fate[];
    return simulateCluster(random, `drone-${index}`, fates);
  });
  return { commits: ["a", "c", "d"].map((digit) => digit.repeat(40)), clusters };
}

export function relationIn({ commits }: SimulatedFleet, commit: string | undefined): Relation {
  const index = commit === undefined ? -1 : commits.indexOf(commit);
  if (index < 0) return "unknown";
  return index === 1 ? "identical" : index > 1 ? "ahead" : "behind";
}

function currentOf({ commits }: SimulatedCluster, at: number): CommitOnCluster | undefined {
  return commits.filter(({ fetchedAt }) => fetchedAt <= at).at(-1);
}

/** Whether the cluster runs the commit being checked or a later one, and is healthy. */
export function isTrulyThere(cluster: SimulatedCluster, at: number): boolean {
  const current = currentOf(cluster, at);
  return current !== undefined && current.index >= 1 && current.fate === "well" && current.settledAt <= at;
}

/** Whether the commit that the cluster has fetched by then can never become healthy on it. */
export function isTrulyBroken(cluster: SimulatedCluster, at: number): boolean {
  const current = currentOf(cluster, at);
  return current !== undefined && current.index >= 1 && current.fate !== "well";
}

export const application: Application = { deploymentTarget: "app", repository: undefined, branch: undefined };

export function applicationIn(key: string): Application | undefined {
  return key.endsWith("/flux-system/app") ? application : undefined;
}

const own = "platform-cluster";
const namespace = "flux-system";

function condition(status: ReadyCondition["status"], reason: string, message: string): ReadyCondition {
  return { status, reason, message };
}

const missing = "kustomization path not found: stat ./app: no such file or directory";

/** The platform kustomization's report on a commit at a time. */
function ownCondition(
  { waits }: SimulatedCluster,
  { commit, dependenciesAt, settledAt, fate }: CommitOnCluster & { readonly commit: string | undefined },
  at: number,
): ReadyCondition {
  if (at < dependenciesAt)
    return condition("False", "DependencyNotReady", `dependency '${namespace}/base' is not ready`);
  if (fate === "refused")
    return condition("False", "ReconciliationFailed", "Namespace/app dry-run failed (Invalid)");
  const isSettled = at >= settledAt;
  if (waits && !isSettled) return condition("Unknown", "Progressing", "Reconciliation in progress");
  if (waits && fate === "application-broken")
    return condition(
      ...(["False", "HealthCheckFailed"] as const),
      `health check failed after 30s: timeout waiting for: [Kustomization/${namespace}/app status: 'Failed']`,
    );
  return condition("True", "ReconciliationSucceeded", `Applied revision: dev@sha1:${commit}`);
}

function applicationCondition({ settledAt, fate }: CommitOnCluster, at: number): ReadyCondition {
  if (fate === "application-broken") return condition("False", "ArtifactFailed", missing);
  if (at < settledAt) return condition("Unknown", "Progressing", "Reconciliation in progress");
  return condition("True", "ReconciliationSucceeded", `Applied revision: main@sha1:${"1".repeat(40)}`);
}

function stateOf({ status }: ReadyCondition): FluxObject["state"] {
  return status === "True" ? "Compliant" : status === "Unknown" ? "Pending" : "Non-Compliant";
}

/** The graph's record of a cluster at a time. */
export function recordAt(fleet: SimulatedFleet, cluster: SimulatedCluster, time: number): FluxConfiguration {
  const at = time - cluster.lag;
  const current = currentOf(cluster, at);
  const head = current === undefined ? undefined : fleet.commits[current.index];
  const objectOf = (
    [kind, name]: readonly [kind: string, name: string],
    ready: ReadyCondition,
    isApplied = false,
  ): FluxObject => ({
    kind,
    namespace,
    name,
    state: stateOf(ready),
    ready,
    appliedBy: isApplied ? { namespace, name: own } : undefined,
  });
  const source = objectOf(
    ["GitRepository", "platform"],
    condition("True", "Succeeded", `stored artifact ${head}`),
  );
  const objects =
    current === undefined
      ? []
      : [
          source,
          objectOf(["Kustomization", own], ownCondition(cluster, { ...current, commit: head }, at)),
          ...(at < current.dependenciesAt
            ? []
            : [objectOf(["Kustomization", "app"], applicationCondition(current, at), true)]),
        ];
  const states = objects.map(({ state }) => state);
  const worst = (["Non-Compliant", "Pending"] as const).find((state) => states.includes(state));
  return {
    kind: "flux",
    id: `/fleet/${cluster.name}`,
    clusterId: `/fleet/${cluster.name}`,
    cluster: cluster.name,
    resourceGroup: "fleet",
    name: "platform",
    repository: "https://github.com/contoso/gitops",
    branch: "dev",
    clusterTypes: ["drone"],
    kustomizations: [{ name: own, path: "./drone" }],
    complianceState: worst ?? "Compliant",
    provisioningState: "Succeeded",
    errorMessage: "",
    isSuspended: false,
    syncedCommit: head,
    objects,
  };
}
