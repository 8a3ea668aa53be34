import { normaliseRepository } from "@kalypso-actions/names";
import { describe, expect, test } from "vitest";
import {
  commitOfRevision,
  type ExpectedType,
  type GateDecision,
  type GatePolicy,
  type Judged,
  newGate,
  stepGate,
  type Verdict,
} from "../src/index.ts";

const second = 1_000;

const policy: GatePolicy = {
  expected: [],
  minimumConfigurations: 1,
  gracePeriod: 120 * second,
  onSuspended: "wait",
  onSilent: "warn",
  deadline: 1_800 * second,
};

function seen(cluster: string, verdict: Verdict = "compliant", more: Partial<Judged> = {}): Judged {
  return {
    id: `/fleet/${cluster}`,
    clusterId: `/fleet/${cluster}`,
    hasCommit: true,
    cluster,
    resourceGroup: "fleet",
    clusterTypes: [cluster.replace(/-\d+$/, "")],
    commit: "c".repeat(40),
    complianceState: "Compliant",
    verdict,
    message: "",
    troubles: [],
    ...more,
  };
}

/** A poll every fifteen seconds, until the gate decides. */
function decide(polls: readonly (readonly Judged[])[], changes: Partial<GatePolicy> = {}) {
  let state = newGate;
  let decision: GateDecision | undefined;
  for (const [index, judged] of polls.entries()) {
    const step = stepGate(state, { at: index * 15 * second, judged }, { ...policy, ...changes });
    ({ state, decision } = step);
    if (decision.kind !== "wait") break;
  }
  const { kind = "wait", reason = "", judged = [], silentClusterTypes = [] } = decision ?? {};
  return { kind, reason, verdicts: judged.map(({ verdict }) => verdict), silentClusterTypes };
}

const times = (count: number, judged: readonly Judged[]) => Array.from({ length: count }, () => judged);

function type(name: string, roster?: ExpectedType["roster"], isAssigned = true): ExpectedType {
  return { name, isAssigned, roster };
}

describe("the gate", () => {
  test("stays closed until two polls agree", () => {
    const all = [seen("drone"), seen("large")];
    expect(decide([all])).toMatchObject({ kind: "wait", reason: "waiting for a second poll to confirm" });
    expect(decide([all, all])).toMatchObject({ kind: "success", verdicts: ["compliant", "compliant"] });
    expect(decide([[seen("drone")], all])).toMatchObject({ kind: "wait" });
  });

  test("stays closed while no configuration reports, or fewer than required", () => {
    expect(decide(times(9, []))).toMatchObject({
      kind: "wait",
      reason: "waiting for at least 1 configuration (found 0)",
    });
    expect(decide(times(9, [seen("drone")]), { minimumConfigurations: 2 })).toMatchObject({ kind: "wait" });
    expect(decide(times(2, []), { minimumConfigurations: 0 })).toMatchObject({ kind: "success" });
  });

  test("stays closed while a configuration has not arrived, and names it", () => {
    for (const verdict of ["progressing", "stale"] as const)
      expect(decide(times(40, [seen("drone", verdict, { message: "why" }), seen("large")]))).toMatchObject({
        kind: "wait",
        reason: "waiting for drone (why)",
      });
  });

  test("counts later commits and failures of applications only as arrived", () => {
    const all = [seen("drone", "superseded"), seen("large", "degraded")];
    expect(decide(times(2, all))).toMatchObject({ kind: "success" });
  });

  test("waits through a flap that settles", () => {
    const [bad, good] = [[seen("drone", "failing")], [seen("drone")]];
    expect(decide(times(8, bad))).toMatchObject({ kind: "wait", verdicts: ["failing"] });
    expect(decide([...times(8, bad), good])).toMatchObject({ kind: "wait" });
    expect(decide([...times(8, bad), good, ...times(8, bad)])).toMatchObject({ kind: "wait" });
    expect(decide([...times(8, bad), good, good])).toMatchObject({ kind: "success" });
  });

  test("gives up on one that fails for longer than the grace period, and names it", () => {
    const bad = [seen("drone", "failing", { message: "image not found" }), seen("large")];
    expect(decide(times(9, bad))).toMatchObject({
      kind: "failure",
      reason: "failed: drone (image not found)",
      verdicts: ["failed", "compliant"],
    });
  });

  test("a failure needs two polls, however far apart", () => {
    const bad = [seen("drone", "failing")];
    expect(decide([bad], { gracePeriod: 0 })).toMatchObject({ kind: "wait" });
    expect(decide([bad, bad], { gracePeriod: 0 })).toMatchObject({ kind: "failure" });
  });

  test("a failing configuration that vanishes is silent, not gone: the deadline's message names it", () => {
    const bad = [seen("drone", "failing", { message: "image not found" }), seen("large")];
    const polls = [bad, ...times(9, [seen("large")])];
    expect(decide(polls)).toMatchObject({ kind: "wait", verdicts: ["compliant", "silent"] });
    expect(decide(polls, { deadline: 60 * second })).toMatchObject({
      kind: "failure",
      reason: "timed out: waiting for drone (no longer reports; it was failing: image not found)",
    });
    expect(decide([...polls, bad.slice(1), ...times(2, [seen("drone"), seen("large")])])).toMatchObject({
      kind: "success",
    });
  });

  test("takes the worse of two rows for one configuration", () => {
    for (const rows of [
      [seen("drone"), seen("drone", "failing")],
      [seen("drone", "failing"), seen("drone")],
    ])
      expect(decide(times(9, rows))).toMatchObject({ kind: "failure", verdicts: ["failed"] });
  });

  test.each([
    ["fail", "failure"],
    ["ignore", "success"],
    ["wait", "wait"],
  ] as const)("suspended configurations: %s", (onSuspended, kind) => {
    const polls = times(2, [seen("drone", "suspended"), seen("large")]);
    expect(decide(polls, { onSuspended }).kind).toBe(kind);
  });

  test("does not pass if every configuration is ignored", () => {
    const polls = times(2, [seen("drone", "suspended")]);
    expect(decide(polls, { onSuspended: "ignore" }).kind).toBe("wait");
  });

  test("ends at the deadline and names what is missing", () => {
    const polls = times(3, [seen("drone", "progressing", { message: "pending" }), seen("large")]);
    expect(decide(polls, { deadline: 30 * second })).toMatchObject({
      kind: "failure",
      reason: "timed out: waiting for drone (pending)",
    });
  });

  test("accepts a success exactly at the deadline", () => {
    expect(decide(times(3, [seen("drone")]), { deadline: 30 * second }).kind).toBe("success");
  });
});

describe("a roster of names", () => {
  const expected = [type("drone", { kind: "clusters", clusters: ["Drone-1", "fleet/drone-2"] })];

  test("holds the gate until each named cluster has passed, in any case, with or without its resource group", () => {
    const one = [seen("drone-1")];
    expect(decide(times(9, one), { expected })).toMatchObject({
      kind: "wait",
      reason: "waiting for fleet/drone-2 (no configuration of drone reports from it)",
    });
    expect(decide(times(2, [seen("drone-1"), seen("drone-2")]), { expected })).toMatchObject({
      kind: "success",
    });
    const other = seen("drone-2", "compliant", { resourceGroup: "other", id: "/other/drone-2" });
    expect(decide(times(9, [seen("drone-1"), other]), { expected })).toMatchObject({ kind: "wait" });
  });

  test("does not wait for other clusters of the type, but lets none of them fail", () => {
    const two = [seen("drone-1"), seen("drone-2")];
    expect(decide(times(2, [...two, seen("drone-3", "stale")]), { expected })).toMatchObject({
      kind: "success",
    });
    expect(decide(times(8, [...two, seen("drone-3", "failing")]), { expected })).toMatchObject({
      kind: "wait",
    });
    expect(
      decide(times(10, [...two, seen("drone-3", "failing")]), { expected, gracePeriod: 30 }),
    ).toMatchObject({
      kind: "failure",
    });
  });

  test("counts a cluster once, by the worst of its configurations", () => {
    const twice = [
      seen("drone-1"),
      seen("drone-1", "progressing", { id: "/fleet/drone-1/b" }),
      seen("drone-2"),
    ];
    expect(decide(times(9, twice), { expected })).toMatchObject({ kind: "wait" });
  });
});

describe("a roster of a number", () => {
  const expected = [type("drone", { kind: "minimum", count: 18 })];
  const fleet = (verdicts: readonly Verdict[]) =>
    verdicts.map((verdict, index) => seen(`drone-${index}`, verdict));
  const all = (count: number): Verdict[] => Array.from({ length: count }, () => "compliant");

  test("passes when that many have, as long as no other fails", () => {
    for (const verdict of ["stale", "progressing", "suspended"] as const)
      expect(decide(times(2, fleet([...all(18), verdict, verdict])), { expected })).toMatchObject({
        kind: "success",
      });
    expect(decide(times(2, fleet([...all(18), "suspended"])), { expected, onSuspended: "fail" }).kind).toBe(
      "success",
    );
    expect(decide(times(20, fleet([...all(18), "failing"])), { expected, gracePeriod: 30 }).kind).toBe(
      "failure",
    );
  });

  test("waits while fewer have, and names the missing ones", () => {
    expect(decide(times(9, fleet([...all(17), "stale", "stale"])), { expected })).toMatchObject({
      kind: "wait",
      reason:
        "waiting for drone (expected at least 18 compliant clusters, found 17; not yet: drone-17, drone-18)",
    });
  });

  test("is not blocked by a cluster that has been offline for a year", () => {
    const polls = [fleet([...all(18), "stale"]), fleet(all(18)), fleet(all(18))];
    expect(decide(polls, { expected })).toMatchObject({ kind: "success" });
  });

  test("of zero does not require anything to report", () => {
    const none = [type("drone", { kind: "minimum", count: 0 })];
    expect(decide(times(2, []), { expected: none, minimumConfigurations: 0 })).toMatchObject({
      kind: "success",
    });
  });
});

describe("a silent cluster type with assignments and no roster", () => {
  const expected = [type("drone"), type("large"), type("small", undefined, false)];

  test.each([
    ["warn", 2, "success"],
    ["wait", 9, "wait"],
    ["fail", 9, "failure"],
  ] as const)("%s", (onSilent, count, kind) => {
    expect(decide(times(count, [seen("drone")]), { expected, onSilent })).toMatchObject({
      kind,
      silentClusterTypes: ["large"],
    });
  });

  test("fails only after the grace period", () => {
    const waiting = [seen("drone", "progressing")];
    expect(decide(times(8, waiting), { expected, onSilent: "fail" })).toMatchObject({ kind: "wait" });
    expect(decide(times(9, waiting), { expected, onSilent: "fail" })).toMatchObject({
      kind: "failure",
      reason: "silent: large (no configuration reports for it)",
    });
  });
});

describe("a cluster counts once", () => {
  const atLeast = (count: number) => ({ expected: [type("drone", { kind: "minimum", count })] });
  const status = (verdict: Verdict) =>
    seen("Drone-1", verdict, {
      id: "status/drone/drone-1",
      clusterId: "",
      resourceGroup: "",
      clusterTypes: ["drone"],
    });
  const twin = (subscription: string, verdict: Verdict = "compliant") =>
    seen("drone-1", verdict, { id: `/${subscription}/a`, clusterId: `/${subscription}/drone-1` });

  test("by the worse of two sources' reports", () => {
    expect(decide(times(9, [seen("drone-1"), status("progressing")]), atLeast(1))).toMatchObject({
      kind: "wait",
    });
    expect(decide(times(2, [seen("drone-1"), status("compliant")]), atLeast(1))).toMatchObject({
      kind: "success",
    });
    expect(decide(times(9, [seen("drone-1"), status("compliant")]), atLeast(2))).toMatchObject({
      kind: "wait",
    });
  });

  test("and differs from a namesake in another resource group or subscription", () => {
    expect(decide(times(2, [twin("1"), twin("2")]), atLeast(2))).toMatchObject({ kind: "success" });
    expect(decide(times(9, [twin("1"), twin("2"), status("compliant")]), atLeast(3))).toMatchObject({
      kind: "wait",
    });
    expect(decide(times(9, [twin("1"), twin("2"), status("progressing")]), atLeast(1))).toMatchObject({
      kind: "wait",
    });
  });

  test("also as a configuration, if two sources report it", () => {
    const polls = times(9, [seen("drone-1"), status("compliant")]);
    expect(decide(polls, { minimumConfigurations: 2 })).toMatchObject({ kind: "wait" });
  });
});

describe("what a roster excuses", () => {
  const expected = [type("drone", { kind: "minimum", count: 1 })];
  const failing = { troubles: [{ isFailure: true, application: undefined, message: "image not found" }] };

  test("never includes a cluster that failed with the commit and then vanished", () => {
    const bad = [seen("drone-1"), seen("drone-2", "failing", failing)];
    expect(decide([bad, bad, ...times(9, [seen("drone-1")])], { expected })).toMatchObject({
      kind: "wait",
      verdicts: ["compliant", "silent"],
    });
  });

  test("includes one that cannot fetch the commit, for however long", () => {
    const offline = seen("drone-2", "failing", { ...failing, hasCommit: false });
    expect(decide(times(2, [seen("drone-1"), offline]), { expected })).toMatchObject({ kind: "success" });
    expect(decide(times(20, [offline]), { expected }).kind).toBe("wait");
    expect(decide(times(20, [seen("drone-1"), offline])).kind).toBe("failure");
  });
});

test("a success names what did not count", () => {
  const polls = times(2, [seen("drone"), seen("large", "superseded"), seen("small", "suspended")]);
  expect(decide(polls, { onSuspended: "ignore" }).reason).toBe("2 configurations are compliant, 1 suspended");
});

const commit = "c".repeat(40);

test.each([
  [`dev@sha1:${commit}`, commit],
  [`feature/b@sha1:${commit}`, commit],
  [`sha1:${commit}`, commit],
  [`dev/${commit}`, commit],
  [commit, commit],
  [commit.toUpperCase(), commit],
  ["sha256:abcdef", undefined],
  ["", undefined],
  [null, undefined],
])("the commit of the revision %s", (revision, expected) => {
  expect(commitOfRevision(revision)).toBe(expected);
});

test("treats spellings of one repository as the same", () => {
  const spellings = [
    "https://github.com/contoso/GitOps",
    "https://github.com/contoso/gitops.git",
    "https://user:token@github.com/contoso/gitops/",
    "https://www.github.com:443/contoso/gitops",
    "git@github.com:contoso/gitops.git",
    "ssh://git@github.com/contoso/gitops",
    "ssh://git@github.com:22/contoso/gitops.git",
    "ssh://git@ssh.github.com:443/contoso/gitops.git",
  ];
  expect(new Set(spellings.map(normaliseRepository))).toEqual(new Set(["github.com/contoso/gitops"]));
});
