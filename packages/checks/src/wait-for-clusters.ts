import {
  type ApplicationLookup,
  type Clock,
  changesSince,
  commitsOf,
  type Elsewhere,
  type GateDecision,
  type GatePolicy,
  type HealthSource,
  type JudgeContext,
  judge,
  newGate,
  type Reading,
  stepGate,
  within,
} from "@kalypso-actions/promotion";
import { type CommitComparison, Relations } from "./relations.ts";

export interface CheckPorts {
  readonly sources: readonly HealthSource[];
  /** The GitOps repository. */
  readonly commits: CommitComparison;
  readonly log: (line: string) => void;
  readonly clock: Clock;
}

export interface CheckSettings {
  /** The commit that the clusters are to apply. */
  readonly commit: string;
  readonly policy: GatePolicy;
  readonly healthOf: JudgeContext["healthOf"];
  readonly applicationOf: ApplicationLookup;
  /** The environment's folder on the branch; the empty string for its root. */
  readonly folder: string;
  /** Milliseconds between two polls. */
  readonly interval: number;
  readonly signal: AbortSignal;
}

export interface Checked {
  readonly decision: GateDecision;
  readonly elsewhere: readonly Elsewhere[];
}

function joined(readings: readonly Reading[]): Reading {
  return {
    configurations: readings.flatMap(({ configurations }) => configurations),
    elsewhere: readings.flatMap(({ elsewhere }) => elsewhere),
    pause: Math.max(0, ...readings.map(({ pause = 0 }) => pause)),
  };
}

/** Polls until the gate decides. @throws DiagnosticError azure-*, github-* */
export async function waitForClusters(ports: CheckPorts, settings: CheckSettings): Promise<Checked> {
  const { sources, commits, log, clock } = ports;
  const { policy, healthOf, applicationOf, interval, signal } = settings;
  const relations = new Relations(commits, settings.commit);
  const context: JudgeContext = { relationOf: (id) => relations.of(id), healthOf, applicationOf };
  let state = newGate;
  let last: GateDecision | undefined;
  for (;;) {
    const readings = sources.map((source) => source.read({ signal, deadline: policy.deadline }));
    const { configurations, elsewhere, pause = 0 } = joined(await Promise.all(readings));
    const own = configurations.flatMap((configuration) => within(configuration, settings.folder) ?? []);
    await relations.learn(own.flatMap(commitsOf));
    const judged = own.map((configuration) => judge(configuration, context));
    const step = stepGate(state, { at: clock.now(), judged }, policy);
    state = step.state;
    const { decision } = step;
    for (const line of changesSince(last?.judged ?? [], decision.judged)) log(line);
    if (decision.reason !== last?.reason) log(decision.reason);
    if (decision.kind !== "wait") return { decision, elsewhere };
    last = decision;
    // The last poll comes with the deadline, not after it.
    const rest = Math.max(policy.deadline - clock.now(), 0);
    await clock.sleep(Math.min(Math.max(interval, pause), rest), signal);
  }
}
