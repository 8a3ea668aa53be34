/**
 * The gate: a fold over polls. Its state grows with the number of configurations, never with the number of polls. A
 * configuration can be non-compliant while its dependencies settle, and compliant for a while after a new commit
 * arrived. So a failure counts only after a grace period and at least two polls, and success needs two polls that
 * agree.
 */
import { expectations, type GatePolicy, type Waiting } from "./expectations.ts";
import { isWorse, type Judged } from "./verdict.ts";

/** The results of one poll. */
interface Poll {
  /** Milliseconds on any clock, as long as all polls use the same one. */
  readonly at: number;
  readonly judged: readonly Judged[];
}

/** A configuration's history over the polls so far. */
interface Known {
  readonly judged: Judged;
  /** When its current failure was first seen, and for how many polls it has lasted. */
  readonly failingSince: number | undefined;
  readonly failingPolls: number;
}

interface GateState {
  readonly configurations: ReadonlyMap<string, Known>;
  /** When the first poll was. */
  readonly begun: number | undefined;
  /** The configurations of the last poll if it passed, otherwise undefined. */
  readonly through: ReadonlySet<string> | undefined;
}

export interface GateDecision {
  readonly kind: "wait" | "success" | "failure";
  readonly reason: string;
  readonly judged: readonly Judged[];
  /** Cluster types that have assignments but no roster, and that nothing reports for. */
  readonly silentClusterTypes: readonly string[];
}

export const newGate: GateState = { configurations: new Map(), begun: undefined, through: undefined };

/** If two rows name one configuration, the worse one counts. */
function byId(judged: readonly Judged[]): ReadonlyMap<string, Judged> {
  const found = new Map<string, Judged>();
  for (const each of judged) {
    const known = found.get(each.id);
    if (known === undefined || isWorse(each.verdict, known.verdict)) found.set(each.id, each);
  }
  return found;
}

interface Now {
  readonly at: number;
  readonly gracePeriod: number;
}

function known(judged: Judged, before: Known | undefined, { at, gracePeriod }: Now): Known {
  if (judged.verdict !== "failing") return { judged, failingSince: undefined, failingPolls: 0 };
  const failingSince = before?.failingSince ?? at;
  const failingPolls = (before?.failingPolls ?? 0) + 1;
  const isFailed = failingPolls >= 2 && at - failingSince >= gracePeriod;
  return { judged: isFailed ? { ...judged, verdict: "failed" } : judged, failingSince, failingPolls };
}

/** Current configurations, plus earlier ones that no longer report: those are silent, not gone. */
function remember(state: GateState, { at, judged }: Poll, gracePeriod: number): ReadonlyMap<string, Known> {
  const next = new Map<string, Known>();
  for (const [id, each] of byId(judged))
    next.set(id, known(each, state.configurations.get(id), { at, gracePeriod }));
  for (const [id, former] of state.configurations) {
    if (next.has(id)) continue;
    const message = former.judged.verdict === "silent" ? former.judged.message : lastWords(former.judged);
    next.set(id, {
      judged: { ...former.judged, verdict: "silent", message },
      failingSince: former.failingSince,
      failingPolls: former.failingPolls,
    });
  }
  return next;
}

function lastWords({ verdict, message }: Judged): string {
  return `no longer reports; it was ${verdict}${message === "" ? "" : `: ${message}`}`;
}

function names(waiting: readonly Waiting[]): string {
  const shown = waiting
    .slice(0, 5)
    .map(({ name, message }) => (message === "" ? name : `${name} (${message})`));
  return shown.join(", ") + (waiting.length > 5 ? ` and ${waiting.length - 5} more` : "");
}

function sameIds(a: ReadonlySet<string> | undefined, b: readonly Judged[]): boolean {
  return a !== undefined && a.size === b.length && b.every(({ id }) => a.has(id));
}

/** Counts what has passed and what did not have to: `18 configurations are compliant, 1 suspended`. */
function successText(judged: readonly Judged[]): string {
  const counts = new Map<string, number>();
  for (const { verdict } of judged) {
    const name = verdict === "superseded" || verdict === "degraded" ? "compliant" : verdict;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const through = counts.get("compliant") ?? 0;
  counts.delete("compliant");
  const others = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `, ${count} ${name}`);
  return `${through} ${through === 1 ? "configuration is" : "configurations are"} compliant${others.join("")}`;
}

/** Processes one poll. @returns the state for the next one, and the decision */
export function stepGate(
  state: GateState,
  poll: Poll,
  policy: GatePolicy,
): { readonly state: GateState; readonly decision: GateDecision } {
  const configurations = remember(state, poll, policy.gracePeriod);
  const judged = [...configurations.values()].map((each) => each.judged);
  const begun = state.begun ?? poll.at;
  const isPatienceOver = poll.at - begun >= policy.gracePeriod && state.begun !== undefined;
  const { failures, waiting, silentClusterTypes } = expectations(judged, policy, isPatienceOver);
  const through = failures.length === 0 && waiting.length === 0 ? new Set(configurations.keys()) : undefined;
  const decided = (kind: GateDecision["kind"], reason: string) => ({
    state: { configurations, begun, through },
    decision: { kind, reason, judged, silentClusterTypes },
  });
  const [failure] = failures;
  if (failure !== undefined) {
    const same = failures.filter(({ kind }) => kind === failure.kind);
    return decided("failure", `${failure.kind}: ${names(same)}`);
  }
  if (through !== undefined && sameIds(state.through, judged)) return decided("success", successText(judged));
  const reason =
    waiting.length === 0 ? "waiting for a second poll to confirm" : `waiting for ${names(waiting)}`;
  return poll.at >= policy.deadline ? decided("failure", `timed out: ${reason}`) : decided("wait", reason);
}
