import { type GatePolicy, type Judged, newGate, stepGate, type Verdict } from "@kalypso-actions/promotion";
import { describe, expect, test } from "vitest";
import { clustersOf } from "../src/roster.ts";
import { isWorse } from "../src/verdict.ts";
import { seen } from "./judged.ts";

const policy: GatePolicy = {
  expected: [],
  minimumConfigurations: 1,
  gracePeriod: 100,
  onSuspended: "wait",
  onSilent: "warn",
  deadline: 10_000,
};

/** Polls at these times. @returns the decision after each */
function polls(
  given: readonly (readonly [at: number, ...judged: readonly Judged[]])[],
  changes: Partial<GatePolicy> = {},
) {
  let state = newGate;
  return given.map(([at, ...judged]) => {
    const step = stepGate(state, { at, judged }, { ...policy, ...changes });
    ({ state } = step);
    return step.decision;
  });
}

const reasons = (...given: Parameters<typeof polls>) =>
  polls(...given).map(({ kind, reason }) => `${kind}: ${reason}`);

describe("a failure", () => {
  test("continues through silence, and is timed from its start", () => {
    const failing = seen("a", "failing");
    expect(polls([[0, failing], [50], [100, failing]]).map(({ kind }) => kind)).toEqual([
      "wait",
      "wait",
      "failure",
    ]);
    const again = polls([
      [0, failing],
      [50, seen("a", "progressing")],
      [100, failing],
    ]);
    expect(again.map(({ kind }) => kind)).toEqual(["wait", "wait", "wait"]);
  });

  test("names at most five of the same verdict", () => {
    const failing = ["a", "b", "c", "d", "e", "f", "g"].map((name) =>
      seen(name, "failing", { message: name === "a" ? "why" : "" }),
    );
    const given = [...failing, seen("s", "suspended")] as const;
    expect(
      reasons(
        [
          [0, ...failing],
          [100, ...given],
        ],
        { onSuspended: "fail" },
      )[1],
    ).toBe("failure: failed: a (why), b, c, d, e and 2 more");
    expect(
      reasons([
        [0, ...failing.slice(0, 5)],
        [100, ...failing.slice(0, 5)],
      ])[1],
    ).toBe("failure: failed: a (why), b, c, d, e");
  });

  test("is not declared for a cluster type that is silent at the first poll, however late that is", () => {
    const expected = [{ name: "drone", isAssigned: true, roster: undefined }];
    const changes = { expected, onSilent: "fail", minimumConfigurations: 0 } as const;
    expect(polls([[0], [0]], { ...changes, gracePeriod: 0 }).map(({ kind }) => kind)).toEqual([
      "wait",
      "failure",
    ]);
    expect(polls([[5_000], [5_050], [5_100]], changes).map(({ kind }) => kind)).toEqual([
      "wait",
      "wait",
      "failure",
    ]);
  });
});

describe("a silent configuration", () => {
  test("keeps its last message from poll to poll", () => {
    const given = polls([[0, seen("a", "failing", { message: "why" })], [10], [20]]);
    expect(given.map(({ judged }) => judged[0]?.message)).toEqual([
      "why",
      "no longer reports; it was failing: why",
      "no longer reports; it was failing: why",
    ]);
    expect(polls([[0, seen("a", "compliant", { message: "" })], [10]])[1]?.judged[0]).toMatchObject({
      verdict: "silent",
      message: "no longer reports; it was compliant",
    });
  });
});

describe("a success", () => {
  test("needs two consecutive polls with the same configurations done", () => {
    const [a, b] = [seen("a"), seen("b")];
    expect(
      reasons([
        [0, a],
        [10, a, b],
        [20, a, b],
      ]),
    ).toEqual([
      "wait: waiting for a second poll to confirm",
      "wait: waiting for a second poll to confirm",
      "success: 2 configurations are compliant",
    ]);
    expect(
      polls([
        [0, a],
        [10, seen("a", "progressing")],
        [20, a],
      ]).map(({ kind }) => kind),
    ).toEqual(["wait", "wait", "wait"]);
  });

  test("counts compliant configurations first, then the excused ones", () => {
    const minimum = [{ name: "drone", isAssigned: true, roster: { kind: "minimum", count: 1 } as const }];
    const given = [
      seen("a"),
      seen("b", "superseded"),
      seen("c", "degraded"),
      seen("d", "suspended"),
      seen("e", "stale"),
      seen("f", "progressing"),
      seen("g", "stale"),
    ];
    expect(
      reasons(
        [
          [0, ...given],
          [10, ...given],
        ],
        { expected: minimum },
      )[1],
    ).toBe("success: 3 configurations are compliant, 1 progressing, 2 stale, 1 suspended");
    expect(
      reasons([
        [0, seen("a")],
        [10, seen("a")],
      ])[1],
    ).toBe("success: 1 configuration is compliant");
  });
});

describe("clusters", () => {
  const named = (cluster: string, verdict: Verdict) =>
    seen(cluster, verdict, { id: `status/${cluster}`, clusterId: "", resourceGroup: "" });
  const shown = (...judged: readonly Judged[]) =>
    clustersOf(judged).map(({ name, resourceGroup, worst }) => `${resourceGroup}/${name}: ${worst.verdict}`);

  test("have the worst verdict of everything that reports on them, in any order", () => {
    const [good, bad] = [seen("a"), seen("a", "failing", { id: "2" })];
    expect(shown(good, bad)).toEqual(["fleet/a: failing"]);
    expect(shown(bad, good)).toEqual(["fleet/a: failing"]);
  });

  test("named by a status match those another source knows, ignoring case, or stand for themselves", () => {
    expect(shown(named("A", "failing"), seen("a"))).toEqual(["fleet/a: failing"]);
    expect(shown(named("a", "compliant"), seen("a", "failing"))).toEqual(["fleet/a: failing"]);
    const elsewhere = seen("a", "compliant", { clusterId: "/other/a", resourceGroup: "other" });
    expect(shown(seen("a"), elsewhere, named("a", "failing"))).toEqual([
      "fleet/a: failing",
      "other/a: failing",
    ]);
    expect(shown(seen("a"), named("b", "failing"))).toEqual(["fleet/a: compliant", "/b: failing"]);
    expect(shown(named("b", "compliant"), named("B", "failing"))).toEqual(["/b: failing"]);
  });

  test("are identified by resource group and name if a source knows no ID", () => {
    const without = (resourceGroup: string, cluster: string) =>
      seen(cluster, "compliant", { clusterId: "", resourceGroup });
    expect(shown(without("Fleet", "a"), without("fleet", "A"), without("other", "a"))).toEqual([
      "Fleet/a: compliant",
      "other/a: compliant",
    ]);
  });

  test("are not worse with the same verdict", () => {
    expect(isWorse("failing", "failing")).toBe(false);
    expect(isWorse("failed", "failing")).toBe(true);
    expect(isWorse("compliant", "superseded")).toBe(false);
  });
});
