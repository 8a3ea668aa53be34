import { type GateDecision, type GatePolicy, judge, newGate, stepGate } from "@kalypso-actions/promotion";
import { expect, test } from "vitest";
import {
  applicationIn,
  isTrulyBroken,
  isTrulyThere,
  recordAt,
  relationIn,
  type SimulatedFleet,
  simulateFleet,
} from "../support/simulated-fleet.ts";

const fleets = 10_000;
const seed = Number(process.env["SEED"] ?? 20_261_127);
const interval = 15;

const policy: GatePolicy = {
  expected: [{ name: "drone", isAssigned: true, roster: undefined }],
  minimumConfigurations: 1,
  gracePeriod: 150,
  onSuspended: "wait",
  onSilent: "warn",
  deadline: 1_800,
};

/** Polls a fleet until the gate decides. */
function decide(fleet: SimulatedFleet): { readonly at: number; readonly decision: GateDecision } {
  const roster = { kind: "minimum", count: fleet.clusters.length } as const;
  const whole = { ...policy, expected: [{ name: "drone", isAssigned: true, roster }] };
  const context = {
    relationOf: (commit: string | undefined) => relationIn(fleet, commit),
    healthOf: "all" as const,
    applicationOf: applicationIn,
  };
  let state = newGate;
  for (let at = 0; ; at += interval) {
    const judged = fleet.clusters.map((cluster) => judge(recordAt(fleet, cluster, at), context));
    const step = stepGate(state, { at, judged }, whole);
    if (step.decision.kind !== "wait") return { at, decision: step.decision };
    state = step.state;
  }
}

/**
 * The true states that the records may describe: the graph lags behind each cluster, and the data of its last poll was
 * true a moment ago.
 */
function anyTime(at: number, lag: number, holds: (time: number) => boolean): boolean {
  for (let time = at - lag; time <= at; time++) if (holds(time)) return true;
  return false;
}

test(`no false promotion and no false failure over ${fleets} fleets, seed ${seed}`, {
  timeout: 60_000,
}, () => {
  const counts = { success: 0, failure: 0 };
  const wrong: string[] = [];
  for (let index = 0; index < fleets; index++) {
    const fleet = simulateFleet(seed + index);
    const { at, decision } = decide(fleet);
    if (decision.kind === "wait") continue;
    counts[decision.kind]++;
    const isTrue =
      decision.kind === "success"
        ? fleet.clusters.every((cluster) => anyTime(at, cluster.lag, (time) => isTrulyThere(cluster, time)))
        : fleet.clusters.some((cluster) => anyTime(at, cluster.lag, (time) => isTrulyBroken(cluster, time)));
    if (!isTrue) wrong.push(`fleet ${seed + index} at ${at} s: ${decision.kind}, ${decision.reason}`);
  }
  expect(wrong).toEqual([]);
  // Both outcomes must occur: a gate that always gives the same answer would fail here.
  expect(counts.success).toBeGreaterThan(fleets / 2);
  expect(counts.failure).toBeGreaterThan(fleets / 20);
});
