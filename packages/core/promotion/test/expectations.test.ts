import { describe, expect, test } from "vitest";
import { expectations, type GatePolicy } from "../src/expectations.ts";
import type { ExpectedType, Judged, Verdict } from "../src/index.ts";
import { seen } from "./judged.ts";

const policy: GatePolicy = {
  expected: [],
  minimumConfigurations: 0,
  gracePeriod: 0,
  onSuspended: "wait",
  onSilent: "warn",
  deadline: 1,
};

const type = (name: string, roster?: ExpectedType["roster"], isAssigned = true) => ({
  name,
  isAssigned,
  roster,
});
const minimum = (count: number) => type("drone", { kind: "minimum", count });
const named = (...clusters: readonly string[]) => type("drone", { kind: "clusters", clusters });

function assess(judged: readonly Judged[], changes: Partial<GatePolicy> = {}, isPatienceOver = false) {
  return expectations(judged, { ...policy, ...changes }, isPatienceOver);
}

const waiting = (judged: readonly Judged[], changes: Partial<GatePolicy> = {}) =>
  assess(judged, changes).waiting.map(({ name, message }) => `${name}: ${message}`);

describe("a minimum number of clusters", () => {
  test("counts compliant ones only: a suspended one does not count, even if it is ignored", () => {
    expect(waiting([seen("a", "suspended")], { expected: [minimum(1)], onSuspended: "ignore" })).toEqual([
      "drone: expected at least 1 compliant cluster, found 0",
    ]);
  });

  test("names at most five of the missing ones", () => {
    const judged = ["a", "b", "c", "d", "e", "f"].map((name) => seen(name, "progressing"));
    expect(waiting(judged, { expected: [minimum(2)] })).toEqual([
      "drone: expected at least 2 compliant clusters, found 0; not yet: a, b, c, d, e",
    ]);
  });

  test("counts clusters of its own cluster type only", () => {
    const other = seen("b", "compliant", { clusterTypes: ["large"] });
    expect(waiting([seen("a"), other], { expected: [minimum(2), type("large")] })).toEqual([
      "drone: expected at least 2 compliant clusters, found 1",
    ]);
  });
});

describe("clusters by name", () => {
  test("are waited for one by one, each with its own reason", () => {
    const judged = [seen("a"), seen("b", "progressing"), seen("c", "progressing")];
    expect(waiting(judged, { expected: [named("a", "b", "d")] })).toEqual([
      "b: why",
      "d: no configuration of drone reports from it",
    ]);
  });
});

describe("rosters excuse a cluster", () => {
  test("if all of its cluster types do, and never without a cluster type", () => {
    const expected = [minimum(0), type("large")];
    expect(waiting([seen("a", "progressing")], { expected })).toEqual([]);
    expect(waiting([seen("a", "progressing", { clusterTypes: [] })], { expected })).toEqual(["a: why"]);
    expect(waiting([seen("a", "progressing", { clusterTypes: ["drone", "large"] })], { expected })).toEqual([
      "a: why",
    ]);
  });

  test("unless it fails at the commit, or did when last seen", () => {
    const troubles = [{ isFailure: true, application: undefined, message: "m" }];
    const of = (verdict: Verdict, more: Partial<Judged> = {}) =>
      waiting([seen("a", verdict, { troubles, ...more })], { expected: [minimum(0)] });
    expect(of("failing")).toEqual(["a: why"]);
    expect(of("silent")).toEqual(["a: why"]);
    expect(of("silent", { troubles: [] })).toEqual([]);
    expect(of("silent", { troubles: [{ isFailure: false, application: undefined, message: "m" }] })).toEqual(
      [],
    );
    expect(of("progressing")).toEqual([]);
    expect(of("failing", { hasCommit: false })).toEqual([]);
  });
});

describe("the minimum number of configurations", () => {
  test.for<[string, readonly Judged[], Partial<GatePolicy>, number]>([
    ["counts those that report", [seen("a"), seen("b", "silent")], {}, 1],
    ["counts suspended ones", [seen("a", "suspended")], {}, 1],
    [
      "does not count suspended ones that are ignored",
      [seen("a", "suspended")],
      { onSuspended: "ignore" },
      0,
    ],
    ["counts a cluster once", [seen("A"), seen("a", "compliant", { clusterId: "", id: "status" })], {}, 1],
    [
      "counts a cluster that only a status reports",
      [seen("a"), seen("b", "compliant", { clusterId: "" })],
      {},
      2,
    ],
  ])("%s", ([_, judged, changes, count]) => {
    expect(waiting(judged, { ...changes, minimumConfigurations: count })).not.toContainEqual(
      expect.stringContaining("at least"),
    );
    expect(waiting(judged, { ...changes, minimumConfigurations: count + 1 })).toContain(
      `at least ${count + 1} configuration${count === 0 ? "" : "s"}: found ${count}`,
    );
  });
});

describe("a failure", () => {
  test("is a failed cluster, and a suspended one if that counts as failing", () => {
    const judged = [seen("a", "failed"), seen("b", "suspended"), seen("c", "progressing")];
    expect(assess(judged, { onSuspended: "fail" }).failures).toEqual([
      { kind: "failed", name: "a", message: "why" },
      { kind: "suspended", name: "b", message: "why" },
    ]);
    expect(assess(judged).failures).toEqual([{ kind: "failed", name: "a", message: "why" }]);
  });

  test("is a suspended cluster that its roster names, but not one that it does not name", () => {
    const judged = [seen("a", "suspended"), seen("c", "suspended")];
    const { failures } = assess(judged, { onSuspended: "fail", expected: [named("a", "b")] });
    expect(failures).toEqual([{ kind: "suspended", name: "a", message: "why" }]);
  });

  test("is a silent cluster type with assignments and no roster, once the grace period is over", () => {
    const expected = [
      type("drone"),
      type("large"),
      type("small", undefined, false),
      { ...minimum(0), name: "huge" },
    ];
    const silent = assess([seen("a")], { expected, onSilent: "fail" }, true);
    expect(silent.silentClusterTypes).toEqual(["large"]);
    expect(silent.failures).toEqual([
      { kind: "silent", name: "large", message: "no configuration reports for it" },
    ]);
    expect(assess([seen("a")], { expected, onSilent: "fail" }).failures).toEqual([]);
    expect(assess([seen("a")], { expected, onSilent: "warn" }, true).failures).toEqual([]);
    expect(waiting([seen("a")], { expected, onSilent: "wait" })).toEqual([
      "large: no configuration reports for it",
    ]);
    expect(waiting([seen("a")], { expected })).toEqual([]);
  });
});

test("every reason to wait is listed once", () => {
  const judged = [
    seen("a", "progressing"),
    seen("a", "progressing", { id: "again" }),
    seen("a", "progressing", { id: "other", message: "another" }),
  ];
  expect(waiting(judged)).toEqual(["a: why", "a: another"]);
});
