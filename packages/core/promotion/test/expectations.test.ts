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

describe("a number of clusters", () => {
  test("are compliant ones: one that is suspended is none of them, even where that is ignored", () => {
    expect(waiting([seen("a", "suspended")], { expected: [minimum(1)], onSuspended: "ignore" })).toEqual([
      "drone: expected at least 1 compliant cluster, found 0",
    ]);
  });

  test("names five at most of those that are not there yet", () => {
    const judged = ["a", "b", "c", "d", "e", "f"].map((name) => seen(name, "progressing"));
    expect(waiting(judged, { expected: [minimum(2)] })).toEqual([
      "drone: expected at least 2 compliant clusters, found 0; not yet: a, b, c, d, e",
    ]);
  });

  test("are of their own cluster type", () => {
    const other = seen("b", "compliant", { clusterTypes: ["large"] });
    expect(waiting([seen("a"), other], { expected: [minimum(2), type("large")] })).toEqual([
      "drone: expected at least 2 compliant clusters, found 1",
    ]);
  });
});

describe("clusters by name", () => {
  test("are each waited for until they are through, with their own reason", () => {
    const judged = [seen("a"), seen("b", "progressing"), seen("c", "progressing")];
    expect(waiting(judged, { expected: [named("a", "b", "d")] })).toEqual([
      "b: why",
      "d: no configuration of drone reports from it",
    ]);
  });
});

describe("a cluster is excused by the rosters", () => {
  test("of all of its cluster types, and by none where it has none", () => {
    const expected = [minimum(0), type("large")];
    expect(waiting([seen("a", "progressing")], { expected })).toEqual([]);
    expect(waiting([seen("a", "progressing", { clusterTypes: [] })], { expected })).toEqual(["a: why"]);
    expect(waiting([seen("a", "progressing", { clusterTypes: ["drone", "large"] })], { expected })).toEqual([
      "a: why",
    ]);
  });

  test("not if it fails with the commit, or did when it was last seen", () => {
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

describe("fewer configurations than asked for", () => {
  test.for<[string, readonly Judged[], Partial<GatePolicy>, number]>([
    ["are those that report", [seen("a"), seen("b", "silent")], {}, 1],
    ["count those that are suspended", [seen("a", "suspended")], {}, 1],
    [
      "leave out those that are suspended and ignored",
      [seen("a", "suspended")],
      { onSuspended: "ignore" },
      0,
    ],
    ["count one cluster once", [seen("A"), seen("a", "compliant", { clusterId: "", id: "status" })], {}, 1],
    ["count what only a status tells of", [seen("a"), seen("b", "compliant", { clusterId: "" })], {}, 2],
  ])("%s", ([_, judged, changes, count]) => {
    expect(waiting(judged, { ...changes, minimumConfigurations: count })).not.toContainEqual(
      expect.stringContaining("at least"),
    );
    expect(waiting(judged, { ...changes, minimumConfigurations: count + 1 })).toContain(
      `at least ${count + 1} configuration${count === 0 ? "" : "s"}: found ${count}`,
    );
  });
});

describe("what fails", () => {
  test("is a cluster that failed, and one that is suspended where that fails", () => {
    const judged = [seen("a", "failed"), seen("b", "suspended"), seen("c", "progressing")];
    expect(assess(judged, { onSuspended: "fail" }).failures).toEqual([
      { kind: "failed", name: "a", message: "why" },
      { kind: "suspended", name: "b", message: "why" },
    ]);
    expect(assess(judged).failures).toEqual([{ kind: "failed", name: "a", message: "why" }]);
  });

  test("is a cluster that is suspended and that its roster names, and none that it does not", () => {
    const judged = [seen("a", "suspended"), seen("c", "suspended")];
    const { failures } = assess(judged, { onSuspended: "fail", expected: [named("a", "b")] });
    expect(failures).toEqual([{ kind: "suspended", name: "a", message: "why" }]);
  });

  test("is a cluster type that has assignments, no roster and nothing that reports, once patience is over", () => {
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

test("what is waited for is told once for each reason", () => {
  const judged = [
    seen("a", "progressing"),
    seen("a", "progressing", { id: "again" }),
    seen("a", "progressing", { id: "other", message: "another" }),
  ];
  expect(waiting(judged)).toEqual(["a: why", "a: another"]);
});
