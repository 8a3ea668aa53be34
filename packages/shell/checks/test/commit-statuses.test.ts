import { type GatePolicy, judge, newGate, stepGate } from "@kalypso-actions/promotion";
import { describe, expect, test } from "vitest";
import { CommitStatuses, type ReportedStatus } from "../src/index.ts";

const [wanted, later] = ["c".repeat(40), "d".repeat(40)];

type Told = Partial<ReportedStatus> & Pick<ReportedStatus, "state" | "description">;

function status(told: Told): ReportedStatus {
  return { context: "kalypso/drone/drone-1", creator: "flux[bot]", ...told };
}

interface Branch {
  /** The statuses of each commit, newest first. */
  readonly statuses: Readonly<Record<string, readonly ReportedStatus[]>>;
  readonly creators?: readonly string[];
  readonly perHour?: number | undefined;
  readonly folder?: string;
}

function source({ statuses, creators = ["flux[bot]"], perHour, folder = "" }: Branch) {
  let requests = 0;
  const reader = {
    commitsSince: async () => {
      requests++;
      return Object.keys(statuses);
    },
    allStatuses: async (commit: string) => {
      requests++;
      return statuses[commit] ?? [];
    },
    usage: () => ({ requests, perHour }),
  };
  const clusterTypes = new Set(["drone", "large"]);
  return new CommitStatuses({ reader, commit: wanted, branch: "dev", folder, clusterTypes, creators });
}

async function verdicts(branch: Branch) {
  const { configurations } = await source(branch).read();
  const relationOf = (commit: string | undefined) =>
    commit === wanted ? "identical" : commit === later ? "ahead" : "unknown";
  const context = { relationOf, healthOf: "all", applicationOf: () => undefined } as const;
  return configurations.map((each) => {
    const { cluster, clusterTypes, verdict } = judge(each, context);
    return `${clusterTypes.join()}/${cluster} ${verdict}`;
  });
}

const one = (...statuses: readonly Told[]) => verdicts({ statuses: { [wanted]: statuses.map(status) } });

// Descriptions are reasons in lower case, as notification-controller writes them (internal/notifier/util.go).
describe("a commit status", () => {
  test.each<[string, Told, string]>([
    ["2.7 and later, applied", { state: "success", description: "reconciliation succeeded" }, "compliant"],
    [
      "2.7, progress reported as success",
      { state: "success", description: "dependency not ready" },
      "progressing",
    ],
    [
      "2.7, a newer revision ended the checks",
      { state: "success", description: "health check canceled" },
      "progressing",
    ],
    [
      "2.7, the same in other words",
      { state: "success", description: "health checks canceled" },
      "progressing",
    ],
    ["2.7, objects are being changed", { state: "success", description: "progressing" }, "progressing"],
    ["2.9, not ready yet", { state: "failure", description: "dependency not ready" }, "progressing"],
    ["2.9, unhealthy", { state: "failure", description: "health check failed" }, "failing"],
    ["2.9, cannot build", { state: "failure", description: "build failed" }, "failing"],
    ["Argo CD, syncing", { state: "pending", description: "Syncing" }, "progressing"],
    ["Argo CD, degraded", { state: "failure", description: "Degraded" }, "failing"],
    ["Argo CD, error", { state: "error", description: "" }, "failing"],
  ])("of Flux or Argo CD: %s", async (_, told, verdict) => {
    expect(await one(told)).toEqual([`drone/drone-1 ${verdict}`]);
  });

  test("from Flux 2.8.1 to 2.8.4 does not report failures: the check waits for the cluster", async () => {
    expect(await verdicts({ statuses: { [wanted]: [] } })).toEqual([]);
  });

  test("counts only if it is the newest of its context", async () => {
    const [good, bad] = [
      { state: "success", description: "" },
      { state: "failure", description: "x" },
    ] as const;
    expect(await one(good, bad)).toEqual(["drone/drone-1 compliant"]);
    expect(await one(bad, good)).toEqual(["drone/drone-1 failing"]);
  });

  test("on a later commit of the branch counts, because a cluster that skips a commit says nothing about it", async () => {
    const applied = status({ state: "success", description: "reconciliation succeeded" });
    expect(await verdicts({ statuses: { [wanted]: [], [later]: [applied] } })).toEqual([
      "drone/drone-1 superseded",
    ]);
    const failed = status({ state: "failure", description: "build failed" });
    expect(await verdicts({ statuses: { [wanted]: [applied], [later]: [failed] } })).toEqual([
      "drone/drone-1 failing",
    ]);
  });

  test("counts only from listed creators, in any case, or from everybody with `*`", async () => {
    const forged = status({ state: "success", description: "ok", creator: "somebody" });
    const statuses = { [wanted]: [forged] };
    expect(await verdicts({ statuses })).toEqual([]);
    expect(await verdicts({ statuses, creators: ["SomeBody"] })).toEqual(["drone/drone-1 compliant"]);
    expect(await verdicts({ statuses, creators: ["*"] })).toEqual(["drone/drone-1 compliant"]);
  });

  test("names the cluster by its context; the Provider's own form also works if the Kustomization is a cluster type", async () => {
    const told = { state: "success", description: "reconciliation succeeded" } as const;
    const contexts = [
      "kalypso/large/eu-1",
      "kustomization/large/0a1b2c3d",
      "kustomization/apps/0a1b2c3d",
      "ci",
      "kalypso/x",
    ];
    expect(await one(...contexts.map((context) => ({ ...told, context })))).toEqual([
      "large/0a1b2c3d compliant",
      "large/eu-1 compliant",
    ]);
  });
});

test("an environment in a folder has the folder in its contexts, and ignores other environments'", async () => {
  const told = { state: "success", description: "reconciliation succeeded" } as const;
  const contexts = [
    "kalypso/dev/large/eu-1",
    "kalypso/stage/large/eu-2",
    "kalypso/large/eu-3",
    "kustomization/large/12345678",
  ];
  const statuses = { [wanted]: contexts.map((context) => status({ ...told, context })) };
  expect(await verdicts({ statuses, folder: "dev" })).toEqual(["large/eu-1 compliant"]);
  expect(await verdicts({ statuses })).toEqual(["large/12345678 compliant", "large/eu-3 compliant"]);
});

test("polls stay within a fifth of GitHub's hourly limit", async () => {
  const statuses = { [wanted]: [], [later]: [] };
  const { pause } = await source({ statuses, perHour: 1_000 }).read();
  // Three requests per poll, so 200 requests an hour allow 66 polls.
  expect(pause).toBe(54_000);
  expect((await source({ statuses }).read()).pause).toBe(0);
});

test("a silent cluster in the roster holds the gate", async () => {
  const judged = [] as const;
  const roster = { kind: "clusters", clusters: ["eu-1"] } as const;
  const policy: GatePolicy = {
    expected: [{ name: "large", isAssigned: true, roster }],
    minimumConfigurations: 0,
    gracePeriod: 1,
    onSuspended: "wait",
    onSilent: "warn",
    deadline: 10,
  };
  const first = stepGate(newGate, { at: 0, judged }, policy);
  expect(stepGate(first.state, { at: 10, judged }, policy).decision).toMatchObject({
    kind: "failure",
    reason: "timed out: waiting for eu-1 (no configuration of large reports from it)",
  });
});
