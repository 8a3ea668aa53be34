import type { Commits } from "@kalypso-actions/github";
import {
  changesSince,
  decideGate,
  type FluxConfiguration,
  type GateDecision,
  type GatePolicy,
  type Observed,
  type Poll,
  type Relation,
} from "@kalypso-actions/promotion";

/** Time, as it goes by for the check. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** @throws where the signal is raised */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface CheckPorts {
  /** The configurations that follow the branch. */
  readonly configurations: () => Promise<readonly FluxConfiguration[]>;
  /** The GitOps repository, to tell how commits relate. */
  readonly commits: Pick<Commits, "compare">;
  readonly log: (line: string) => void;
  readonly clock: Clock;
}

/** Tells how commits relate to the one that is waited for; each is asked for once. */
function relations(commits: CheckPorts["commits"], wanted: string) {
  const known = new Map<string, Promise<Relation>>();
  return async (commit: string | undefined): Promise<Relation> => {
    if (commit === undefined) return "unknown";
    if (commit === wanted) return "identical";
    const relation = known.get(commit) ?? commits.compare(wanted, commit);
    known.set(commit, relation);
    return relation;
  };
}

/** Polls until the gate decides. @throws DiagnosticError azure-*, github-* */
export async function waitForClusters(
  { configurations, commits, log, clock }: CheckPorts,
  policy: GatePolicy,
  interval: number,
  signal: AbortSignal,
): Promise<GateDecision> {
  const relate = relations(commits, policy.commit);
  const history: Poll[] = [];
  let last: GateDecision | undefined;
  for (;;) {
    const found = await configurations();
    const observed = await Promise.all(
      found.map(async (configuration): Promise<Observed> => {
        return { configuration, relation: await relate(configuration.syncedCommit) };
      }),
    );
    history.push({ at: clock.now(), observed });
    const decision = decideGate(history, policy);
    for (const line of changesSince(last?.judged ?? [], decision.judged)) log(line);
    if (decision.reason !== last?.reason) log(decision.reason);
    if (decision.kind !== "wait") return decision;
    last = decision;
    // The last poll comes with the deadline, not after it.
    const rest = Math.max(policy.deadline - clock.now(), 0);
    await clock.sleep(Math.min(interval, rest), signal);
  }
}
