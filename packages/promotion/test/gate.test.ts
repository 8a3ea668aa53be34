import { describe, expect, test } from "vitest";
import {
  type ComplianceState,
  commitOfRevision,
  decideGate,
  type FluxConfiguration,
  type GatePolicy,
  normaliseRepository,
  type Observed,
  type Relation,
} from "../src/index.ts";

const commit = "c".repeat(40);
const second = 1_000;

const policy: GatePolicy = {
  commit,
  minimumConfigurations: 1,
  gracePeriod: 120 * second,
  onSuspended: "wait",
  deadline: 1_800 * second,
  changedClusterTypes: [],
};

interface Seen {
  readonly state?: ComplianceState;
  readonly relation?: Relation;
  readonly synced?: string;
  readonly applied?: string;
  readonly provisioningState?: string;
  readonly message?: string;
}

function seen(
  cluster: string,
  { state = "Compliant", relation = "identical", ...rest }: Seen = {},
): Observed {
  const configuration: FluxConfiguration = {
    id: `/subscriptions/1/${cluster}`,
    cluster,
    name: "platform-dev",
    repository: "https://github.com/contoso/gitops",
    branch: "dev",
    paths: [`./${cluster}`],
    complianceState: state,
    provisioningState: rest.provisioningState ?? "Succeeded",
    errorMessage: "",
    isSuspended: false,
    syncedCommit: rest.synced ?? commit,
    statuses: [
      {
        kind: "Kustomization",
        name: "cluster",
        complianceState: state,
        message: rest.message ?? `Applied revision: dev@sha1:${rest.applied ?? commit}`,
      },
    ],
  };
  return { configuration, relation };
}

/** A poll every fifteen seconds. */
function decide(polls: readonly (readonly Observed[])[], changes: Partial<GatePolicy> = {}) {
  const history = polls.map((observed, index) => ({ at: index * 15 * second, observed }));
  const { kind, reason, judged } = decideGate(history, { ...policy, ...changes });
  return { kind, reason, verdicts: judged.map(({ verdict }) => verdict) };
}

const times = (count: number, observed: readonly Observed[]) => Array.from({ length: count }, () => observed);

describe("the gate", () => {
  test("stays closed until two polls agree", () => {
    const all = [seen("drone"), seen("large")];
    expect(decide([all])).toMatchObject({ kind: "wait", reason: "waiting for a second poll that agrees" });
    expect(decide([all, all])).toMatchObject({ kind: "success", verdicts: ["compliant", "compliant"] });
    expect(decide([[seen("drone")], all])).toMatchObject({ kind: "wait" });
  });

  test("stays closed while no configuration reports, or fewer than asked for", () => {
    expect(decide(times(9, []))).toMatchObject({
      kind: "wait",
      reason: "0 of at least 1 configurations report",
    });
    expect(decide(times(9, [seen("drone")]), { minimumConfigurations: 2 })).toMatchObject({ kind: "wait" });
  });

  test("stays closed while a configuration has not fetched the commit, whatever it says of itself", () => {
    for (const relation of ["behind", "unknown", "diverged"] as const)
      expect(decide(times(9, [seen("drone", { relation }), seen("large")]))).toMatchObject({
        kind: "wait",
        verdicts: ["stale", "compliant"],
      });
    expect(decide(times(20, [seen("drone", { relation: "behind", state: "Non-Compliant" })]))).toMatchObject({
      kind: "wait",
    });
  });

  test("stays closed while the source has the commit and a kustomization has not applied it", () => {
    const fetched = seen("drone", { applied: "b".repeat(40) });
    expect(decide(times(9, [fetched]))).toMatchObject({ kind: "wait", verdicts: ["progressing"] });
  });

  const later = { relation: "ahead", synced: "d".repeat(40), applied: "d".repeat(40) } as const;

  test("counts a later commit as arrived, where the cluster is well with it", () => {
    expect(decide(times(2, [seen("drone", later), seen("large")]))).toMatchObject({
      kind: "success",
      verdicts: ["superseded", "compliant"],
    });
  });

  test.each<[string, Seen, string, string]>([
    ["has not settled", { state: "Pending" }, "progressing", "wait"],
    ["has not applied it", { applied: "c".repeat(40) }, "progressing", "wait"],
    ["fails with it", { state: "Non-Compliant", message: "image not found" }, "failed", "failure"],
  ])("stays closed while a cluster that has a later commit %s", (_, state, verdict, kind) => {
    const newer = seen("drone", { ...later, ...state });
    expect(decide(times(9, [newer, seen("large")]))).toMatchObject({
      kind,
      verdicts: [verdict, "compliant"],
    });
  });

  test("waits through a flap that settles", () => {
    const bad = [seen("drone", { state: "Non-Compliant", message: "DependencyNotReady" })];
    const good = [seen("drone")];
    expect(decide(times(8, bad))).toMatchObject({ kind: "wait", verdicts: ["failing"] });
    expect(decide([...times(8, bad), good])).toMatchObject({ kind: "wait" });
    expect(decide([...times(8, bad), good, ...times(8, bad)])).toMatchObject({ kind: "wait" });
    expect(decide([...times(8, bad), good, good])).toMatchObject({ kind: "success" });
  });

  test("gives up on one that fails for longer than the grace period, and names it", () => {
    const bad = [seen("drone", { state: "Non-Compliant", message: "image not found" }), seen("large")];
    expect(decide(times(9, bad))).toEqual({
      kind: "failure",
      reason: "failed: drone (Kustomization cluster: image not found)",
      verdicts: ["failed", "compliant"],
    });
    const failed = [seen("drone", { provisioningState: "Failed" })];
    expect(decide(times(9, failed))).toMatchObject({ kind: "failure" });
  });

  test("a failure needs two polls, however long they are apart", () => {
    const bad = [seen("drone", { state: "Non-Compliant" })];
    expect(decide([bad], { gracePeriod: 0 })).toMatchObject({ kind: "wait" });
    expect(decide([bad, bad], { gracePeriod: 0 })).toMatchObject({ kind: "failure" });
  });

  test.each([
    ["fail", "failure"],
    ["ignore", "success"],
    ["wait", "wait"],
  ] as const)("suspended configurations: %s", (onSuspended, kind) => {
    const polls = times(2, [seen("drone", { state: "Suspended" }), seen("large")]);
    expect(decide(polls, { onSuspended }).kind).toBe(kind);
  });

  test("ignoring all of them leaves nothing that could pass", () => {
    const polls = times(2, [seen("drone", { state: "Suspended" })]);
    expect(decide(polls, { onSuspended: "ignore" }).kind).toBe("wait");
  });

  test("ends at the deadline, and names who is missing", () => {
    const polls = times(3, [seen("drone", { state: "Pending" }), seen("large")]);
    expect(decide(polls, { deadline: 30 * second })).toMatchObject({
      kind: "failure",
      reason: "timed out: waiting for drone (pending)",
    });
  });

  test("a success that comes with the deadline is one", () => {
    expect(decide(times(3, [seen("drone")]), { deadline: 30 * second }).kind).toBe("success");
  });

  test("names cluster types that the commit changes and nobody reports for", () => {
    const history = times(2, [seen("drone")]).map((observed, at) => ({ at, observed }));
    const decision = decideGate(history, { ...policy, changedClusterTypes: ["drone", "large"] });
    expect(decision).toMatchObject({ kind: "success", silentClusterTypes: ["large"] });
  });
});

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

test("spellings of one repository are one", () => {
  const spellings = [
    "https://github.com/contoso/GitOps",
    "https://github.com/contoso/gitops.git",
    "https://user:token@github.com/contoso/gitops/",
    "git@github.com:contoso/gitops.git",
    "ssh://git@github.com/contoso/gitops",
    "ssh://git@github.com:22/contoso/gitops.git",
  ];
  expect(new Set(spellings.map(normaliseRepository))).toEqual(new Set(["github.com/contoso/gitops"]));
});
