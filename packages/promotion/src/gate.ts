/**
 * The gate: from a history of polls to a decision. Why each rule stands is in FACTS-azure, How it flaps: a configuration is
 * not compliant for a while as its dependencies settle, and compliant for a while after a new commit has come.
 */
import { type Judged, judge, type Observed } from "./verdict.ts";

/** What was seen at one time. */
export interface Poll {
  /** Milliseconds, on whatever clock, as long as it is the same for all. */
  readonly at: number;
  readonly observed: readonly Observed[];
}

export interface GatePolicy {
  /** The commit of the GitOps branch that is waited for. */
  readonly commit: string;
  /** Fewer never pass: zero configurations say nothing. */
  readonly minimumConfigurations: number;
  /** Milliseconds that a configuration may fail, at the commit, before it counts. */
  readonly gracePeriod: number;
  readonly onSuspended: "fail" | "ignore" | "wait";
  /** When waiting ends, on the polls' clock. */
  readonly deadline: number;
  /** Cluster types that the commit changes. */
  readonly changedClusterTypes: readonly string[];
}

export interface GateDecision {
  readonly kind: "wait" | "success" | "failure";
  readonly reason: string;
  readonly judged: readonly Judged[];
  /** Cluster types that the commit changes and no configuration reports. */
  readonly silentClusterTypes: readonly string[];
}

function isThrough({ verdict }: Judged, { onSuspended }: GatePolicy): boolean {
  return (
    verdict === "compliant" ||
    verdict === "superseded" ||
    (verdict === "suspended" && onSuspended === "ignore")
  );
}

function isOpen(judged: readonly Judged[], policy: GatePolicy): boolean {
  const counted = judged.filter(({ verdict }) => verdict !== "suspended" || policy.onSuspended !== "ignore");
  return counted.length >= policy.minimumConfigurations && judged.every((each) => isThrough(each, policy));
}

/** How long a configuration has failed at a stretch, and over how many polls, up to the last one. */
function failingFor(id: string, polls: readonly (readonly Judged[])[], times: readonly number[]) {
  let first = polls.length;
  while (first > 0 && polls[first - 1]?.some((each) => each.id === id && each.verdict === "failing")) first--;
  const count = polls.length - first;
  return { count, duration: count === 0 ? 0 : (times.at(-1) ?? 0) - (times[first] ?? 0) };
}

function names(judged: readonly Judged[]): string {
  const shown = judged
    .slice(0, 5)
    .map(({ cluster, message }) => (message === "" ? cluster : `${cluster} (${message})`));
  return shown.join(", ") + (judged.length > 5 ? ` and ${judged.length - 5} more` : "");
}

function sameConfigurations(a: readonly Judged[], b: readonly Judged[]): boolean {
  const ids = new Set(a.map(({ id }) => id));
  return a.length === b.length && b.every(({ id }) => ids.has(id));
}

/** Decides after each poll; the last one of the history is the newest. */
export function decideGate(history: readonly Poll[], policy: GatePolicy): GateDecision {
  const polls = history.map(({ observed }) => observed.map((each) => judge(each, policy.commit)));
  const times = history.map(({ at }) => at);
  const now = times.at(-1) ?? 0;
  const judged = (polls.at(-1) ?? []).map((each): Judged => {
    const { count, duration } = failingFor(each.id, polls, times);
    const isFailed = each.verdict === "failing" && count >= 2 && duration >= policy.gracePeriod;
    return isFailed ? { ...each, verdict: "failed" } : each;
  });
  const reported = new Set(judged.flatMap(({ clusterTypes }) => clusterTypes));
  const silentClusterTypes = policy.changedClusterTypes.filter((type) => !reported.has(type));
  const decided = (kind: GateDecision["kind"], reason: string) => ({
    kind,
    reason,
    judged,
    silentClusterTypes,
  });

  const failed = judged.filter(({ verdict }) => verdict === "failed");
  if (failed.length > 0) return decided("failure", `failed: ${names(failed)}`);
  const suspended = judged.filter(({ verdict }) => verdict === "suspended");
  if (suspended.length > 0 && policy.onSuspended === "fail")
    return decided("failure", `suspended: ${names(suspended)}`);
  const before = polls.at(-2);
  const isConfirmed = before !== undefined && isOpen(before, policy) && sameConfigurations(before, judged);
  if (isOpen(judged, policy) && isConfirmed)
    return decided(
      "success",
      `${judged.length} ${judged.length === 1 ? "configuration is" : "configurations are"} compliant`,
    );
  const missing = judged.filter((each) => !isThrough(each, policy));
  const waiting =
    judged.length < policy.minimumConfigurations
      ? `${judged.length} of at least ${policy.minimumConfigurations} configurations report`
      : missing.length > 0
        ? `waiting for ${names(missing)}`
        : "waiting for a second poll that agrees";
  return now >= policy.deadline ? decided("failure", `timed out: ${waiting}`) : decided("wait", waiting);
}
