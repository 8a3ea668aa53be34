import { TimedOut, within as withinTime } from "@kalypso-actions/deadlines";
import { DiagnosticError, diagnosticsOf } from "@kalypso-actions/diagnostics";
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
  type ReadOptions,
  stepGate,
  within,
} from "@kalypso-actions/promotion";
import { isPassing } from "./passing.ts";
import { type CommitComparison, Relations } from "./relations.ts";

export interface CheckPorts {
  readonly sources: readonly HealthSource[];
  /** The GitOps repository. */
  readonly commits: CommitComparison;
  readonly log: (line: string) => void;
  readonly clock: Clock;
}

export interface CheckSettings {
  /** The commit that the clusters should apply. */
  readonly commit: string;
  readonly policy: GatePolicy;
  readonly healthOf: JudgeContext["healthOf"];
  readonly applicationOf: ApplicationLookup;
  /** The environment's folder on the branch; the empty string for its root. */
  readonly folder: string;
  /** Milliseconds between polls. */
  readonly interval: number;
  readonly signal: AbortSignal;
  /** Milliseconds for a poll at the deadline, or shortly before it. */
  readonly lastPoll: number;
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

/** @throws DiagnosticError azure-timed-out, github-timed-out for a source that does not answer in time */
async function readInTime(source: HealthSource, time: number, options: ReadOptions): Promise<Reading> {
  try {
    return await withinTime(time, options.signal, (signal) => source.read({ ...options, signal }));
  } catch (error) {
    if (!(error instanceof TimedOut) || options.signal.aborted) throw error;
    const [code, service] =
      source.service === "azure"
        ? (["azure-timed-out", "Azure Resource Graph"] as const)
        : (["github-timed-out", "GitHub"] as const);
    const message = `the state of the clusters was not read completely from ${service} within ${error.time}`;
    const hint =
      "Check the network and the service's status page, then run again: the check continues from there.";
    throw new DiagnosticError({ severity: "error", code, message, hint }, { cause: error });
  }
}

/** One poll of every source; undefined if one fails temporarily and there is time to retry. */
async function poll(
  { sources, log, clock }: CheckPorts,
  { policy, signal, lastPoll }: CheckSettings,
): Promise<Reading | undefined> {
  const { deadline } = policy;
  const time = Math.max(deadline - clock.now(), lastPoll);
  try {
    const readings = sources.map((source) => readInTime(source, time, { signal, deadline }));
    return joined(await Promise.all(readings));
  } catch (error) {
    if (!isPassing(error) || signal.aborted || clock.now() >= policy.deadline) throw error;
    log(`skipping this poll: ${diagnosticsOf(error)[0]?.message ?? "no answer"}`);
    return undefined;
  }
}

/**
 * Polls until the gate decides.
 * @param seen receives every decision, so that the last one is known if an error ends the wait
 * @throws DiagnosticError azure-*, github-*
 */
export async function waitForClusters(
  ports: CheckPorts,
  settings: CheckSettings,
  seen: (checked: Checked) => void = () => {},
): Promise<Checked> {
  const { commits, log, clock } = ports;
  const { policy, healthOf, applicationOf, interval, signal } = settings;
  const relations = new Relations(commits, settings.commit);
  const context: JudgeContext = { relationOf: (id) => relations.of(id), healthOf, applicationOf };
  let state = newGate;
  let last: GateDecision | undefined;
  for (;;) {
    const reading = await poll(ports, settings);
    if (reading !== undefined) {
      const own = reading.configurations.flatMap((each) => within(each, settings.folder) ?? []);
      await relations.learn(own.flatMap(commitsOf));
      const judged = own.map((configuration) => judge(configuration, context));
      const step = stepGate(state, { at: clock.now(), judged }, policy);
      state = step.state;
      const { decision } = step;
      for (const line of changesSince(last?.judged ?? [], decision.judged)) log(line);
      if (decision.reason !== last?.reason) log(decision.reason);
      last = decision;
      const checked = { decision, elsewhere: reading.elsewhere };
      seen(checked);
      if (decision.kind !== "wait") return checked;
    }
    // The last poll comes at the deadline, not after it.
    const rest = Math.max(policy.deadline - clock.now(), 0);
    await clock.sleep(Math.min(Math.max(interval, reading?.pause ?? 0), rest), signal);
  }
}
