import { DiagnosticError } from "@kalypso-actions/diagnostics";
import type { Clock, FluxConfiguration, GatePolicy, Reading, Relation } from "@kalypso-actions/promotion";
import { describe, expect, test } from "vitest";
import { type CheckRun, type CheckSettings, runCheck } from "../src/index.ts";

const commit = "c".repeat(40);
const second = 1_000;

/** The report of a drone cluster that has applied a commit. */
function drone(applied: string, more: Partial<FluxConfiguration> = {}): FluxConfiguration {
  const name = "platform-dev-cluster";
  const ready = {
    status: "True",
    reason: "ReconciliationSucceeded",
    message: `Applied revision: dev@sha1:${applied}`,
  } as const;
  const own = { kind: "Kustomization", namespace: "flux-system", name, appliedBy: undefined } as const;
  return {
    kind: "flux",
    id: "/fleet/drone-1",
    clusterId: "/fleet/drone-1",
    cluster: "drone-1",
    resourceGroup: "fleet",
    name: "platform-dev",
    repository: "https://github.com/contoso/gitops",
    branch: "dev",
    clusterTypes: ["drone"],
    kustomizations: [{ name, path: "./drone" }],
    complianceState: "Compliant",
    provisioningState: "Succeeded",
    errorMessage: "",
    isSuspended: false,
    syncedCommit: applied,
    objects: [{ ...own, state: "Compliant", ready }],
    ...more,
  };
}

interface Scene {
  readonly polls: readonly (readonly FluxConfiguration[] | Error)[];
  readonly relations?: readonly (Relation | Error)[];
  readonly isDeployed?: boolean;
  readonly held?: number;
  readonly status?: (state: string) => void;
  readonly settings?: Partial<CheckSettings>;
  readonly signal?: AbortSignal;
  /** Called before each sleep. */
  readonly onSleep?: () => void;
}

/** A check whose clock only advances by sleeping. */
function scene(given: Scene) {
  const { polls, relations = ["identical"], status = () => {}, settings, signal, onSleep } = given;
  const [statuses, lines, asked]: [string[], string[], string[]] = [[], [], []];
  let now = 0;
  let poll = 0;
  const clock: Clock = {
    now: () => now,
    sleep: async (milliseconds, waiting) => {
      onSleep?.();
      waiting.throwIfAborted();
      now += milliseconds;
    },
  };
  const read = async (): Promise<Reading> => {
    const found = polls[Math.min(poll++, polls.length - 1)] ?? [];
    if (found instanceof Error) throw found;
    return { configurations: found, elsewhere: [] };
  };
  const stop = signal ?? new AbortController().signal;
  const run: CheckRun = {
    clock,
    signal: stop,
    log: (line) => lines.push(line),
    commits: {
      compare: async (_, head) => {
        asked.push(head);
        const answer = relations[Math.min(asked.length - 1, relations.length - 1)] ?? "unknown";
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    status: {
      isDeployed: async () => given.isDeployed ?? false,
      set: async (state, description) => {
        status(state);
        statuses.push(`${state} ${description}`);
      },
    },
    prepare: async () => ({
      sources: [{ service: "azure", read }],
      held: given.held ?? 0,
      settings: {
        commit,
        healthOf: "all",
        applicationOf: () => undefined,
        folder: "",
        interval: 15 * second,
        lastPoll: 20 * second,
        signal: stop,
        policy: {
          expected: [],
          minimumConfigurations: 1,
          gracePeriod: 120 * second,
          onSuspended: "wait",
          onSilent: "warn",
          deadline: 1_800 * second,
        },
        ...settings,
      },
    }),
  };
  return { statuses, lines, asked, elapsed: () => now, checked: runCheck(run) };
}

describe("a check", () => {
  test("says in the status how much is held", async () => {
    const { checked, statuses } = scene({ polls: [[drone(commit)], [drone(commit)]], held: 2 });
    await checked;
    expect(statuses.at(-1)).toBe("success Deployed, 2 held");
  });

  test("reports its start, every change, and the verdict", async () => {
    const { checked, statuses, lines, elapsed } = scene({ polls: [[], [drone(commit)], [drone(commit)]] });
    expect(await checked).toMatchObject({
      checked: { decision: { kind: "success" } },
      isDecided: true,
      diagnostics: [],
    });
    expect(statuses).toEqual(["pending Deploying", "success Deployed"]);
    expect(lines).toEqual([
      "waiting for at least 1 configuration (found 0)",
      "drone-1: compliant at cccccccccc",
      "waiting for a second poll to confirm",
      "1 configuration is compliant",
    ]);
    expect(elapsed()).toBe(30 * second);
  });

  test("ends with the deadline, not after it", async () => {
    const { checked, statuses, elapsed } = scene({ polls: [[drone("a".repeat(40))]], relations: ["behind"] });
    expect(await checked).toMatchObject({ checked: { decision: { kind: "failure" } } });
    expect(elapsed()).toBe(1_800 * second);
    expect(statuses.at(-1)).toBe(
      "failure Failed to deploy: timed out: waiting for drone-1 (has an earlier commit)",
    );
  });

  test("asks again about a commit that did not exist, and once about others", async () => {
    const later = "d".repeat(40);
    const { checked, asked } = scene({ polls: [[drone(later)]], relations: ["unknown", "ahead"] });
    expect(await checked).toMatchObject({ checked: { decision: { kind: "success" } } });
    expect(asked).toEqual([later, later]);
  });

  test("keeps its verdict if the final status cannot be set", async () => {
    const expired = new DiagnosticError({ severity: "error", code: "github-denied", message: "expired" });
    const status = (state: string) => {
      if (state === "success") throw expired;
    };
    const { checked } = scene({ polls: [[drone(commit)]], status });
    expect(await checked).toMatchObject({
      checked: { decision: { kind: "success" } },
      diagnostics: [{ message: "expired" }],
    });
  });

  test("that cannot query leaves no status pending, and keeps its problem if the status cannot be set", async () => {
    const problem = new DiagnosticError({
      severity: "error",
      code: "azure-unreadable",
      message: "no answer",
    });
    const told = scene({ polls: [problem] });
    expect(await told.checked).toMatchObject({
      isDecided: false,
      diagnostics: [{ code: "azure-unreadable" }],
    });
    expect(told.statuses).toEqual(["pending Deploying", "failure Failed to check: no answer"]);
    const status = (state: string) => {
      if (state !== "pending")
        throw new DiagnosticError({ severity: "error", code: "github-denied", message: "expired" });
    };
    expect(await scene({ polls: [problem], status }).checked).toMatchObject({
      diagnostics: [{ code: "azure-unreadable" }, { code: "github-denied" }],
    });
  });

  test("that ends with an error keeps its findings", async () => {
    const problem = new DiagnosticError({ severity: "error", code: "azure-denied", message: "expired" });
    const { checked } = scene({ polls: [[drone("a".repeat(40))], problem], relations: ["behind"] });
    expect(await checked).toMatchObject({
      isDecided: false,
      diagnostics: [{ code: "azure-denied" }],
      checked: { decision: { judged: [{ cluster: "drone-1", verdict: "stale" }] } },
    });
  });

  test("skips a poll that GitHub does not answer, and treats no commit as unknown because of it", async () => {
    const gone = new DiagnosticError({ severity: "error", code: "github-unreachable", message: "HTTP 502" });
    const { checked, lines } = scene({ polls: [[drone(commit)], gone, [drone(commit)], [drone(commit)]] });
    expect(await checked).toMatchObject({ checked: { decision: { kind: "success" } } });
    expect(lines).toContain("skipping this poll: HTTP 502");
    const flapping = scene({ polls: [[drone("d".repeat(40))]], relations: [gone, "ahead"] });
    expect(await flapping.checked).toMatchObject({ checked: { decision: { kind: "success" } } });
  });

  test("reports that it was cancelled", async () => {
    const stop = new AbortController();
    const { checked, statuses } = scene({ polls: [[]], signal: stop.signal, onSleep: () => stop.abort() });
    expect(await checked).toMatchObject({ isDecided: false, diagnostics: [{ code: "check-cancelled" }] });
    expect(statuses).toEqual(["pending Deploying", "error Check cancelled"]);
  });

  test("keeps Deployed until it finds a failure: neither cancelling nor an error changes it", async () => {
    const problem = new DiagnosticError({ severity: "error", code: "azure-denied", message: "no" });
    for (const polls of [[problem], [[]]]) {
      const stop = new AbortController();
      const told = scene({ polls, signal: stop.signal, onSleep: () => stop.abort(), isDeployed: true });
      expect(await told.checked).toMatchObject({ isDecided: false });
      expect(told.statuses).toEqual([]);
    }
  });

  test("counts what applies the environment's folder if others share the branch", async () => {
    const stage = drone(commit, {
      id: "/fleet/stage",
      clusterId: "/fleet/stage",
      cluster: "stage-1",
      complianceState: "Non-Compliant",
      kustomizations: [{ name: "platform-dev-cluster", path: "./stage/drone" }],
    });
    const dev = drone(commit, { kustomizations: [{ name: "platform-dev-cluster", path: "./dev/drone" }] });
    const expected = [{ name: "drone", isAssigned: true, roster: undefined }];
    const { checked } = scene({ polls: [[dev, stage]], settings: { folder: "dev" } });
    expect(await checked).toMatchObject({
      checked: { decision: { kind: "success", judged: [{ clusterTypes: ["drone"] }] } },
    });
    const silent = scene({
      polls: [[stage]],
      settings: { folder: "dev", policy: { ...failSoon, expected } },
    });
    expect(await silent.checked).toMatchObject({
      checked: { decision: { kind: "failure", silentClusterTypes: ["drone"] } },
    });
  });
});

const failSoon: Omit<GatePolicy, "expected"> = {
  minimumConfigurations: 1,
  gracePeriod: 30 * second,
  onSuspended: "wait",
  onSilent: "fail",
  deadline: 60 * second,
};
