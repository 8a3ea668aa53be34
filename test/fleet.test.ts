import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OpenPullRequest, PromotionReport } from "@kalypso-actions/fleet";
import type { Forge } from "@kalypso-actions/fleets";
import { afterAll, describe, expect, test } from "vitest";
import { UsageError } from "../packages/shell/cli/src/usage-error.ts";
import { deploy } from "./support/deployed.ts";
import { command, commandWithTools } from "./support/kalypso-in-memory.ts";
import { MemoryPlatform } from "./support/memory-platform.ts";
import { reportText } from "./support/report-data.ts";

async function misuse(...args: readonly string[]): Promise<readonly string[]> {
  const error = await command(MemoryPlatform.tutorial(), ...args).catch((thrown: unknown) => thrown);
  return error instanceof UsageError ? error.problems : [`no UsageError: ${error}`];
}

describe("kalypso why", () => {
  test("answers for every environment that has the workload", async () => {
    const { stdout } = await command(MemoryPlatform.tutorial(), "why", "hello-world-app", "drone");
    expect(stdout.split("\n").filter((line) => /^\S/.test(line))).toEqual([
      "dev: hello-world-app-functional-test runs on drone",
      "dev: hello-world-app-performance-test does not run on drone",
      "stage: hello-world-app-uat-test does not run on drone",
    ]);
    expect(stdout).toContain(
      "which also needs purpose=functional-test on the deployment target (which has performance-test)",
    );
  });

  test("takes a deployment target's name, also the team's own, and one environment", async () => {
    const platform = MemoryPlatform.tutorial();
    for (const name of ["hello-world-app-functional-test", "functional-test"]) {
      const { stdout } = await command(platform, "why", name, "drone", "--environment", "dev");
      expect(stdout.split("\n")[0]).toBe("dev: hello-world-app-functional-test runs on drone");
    }
  });

  test("names what is nearest to a name that is not there", async () => {
    expect(await misuse("why", "hello-world-ap", "dron")).toEqual([
      expect.stringContaining(
        "no environment has the workload or deployment target hello-world-ap; did you mean hello-world-app?",
      ),
      expect.stringContaining("no environment has the cluster type dron; did you mean drone?"),
    ]);
    expect(await misuse("why", "hello-world-app", "command-center", "--environment", "stage")).toEqual([
      expect.stringContaining("no environment has the cluster type command-center"),
    ]);
  });
});

describe("kalypso status", () => {
  const pull: OpenPullRequest = {
    number: 7,
    url: "https://github.com/contoso/platform-gitops/pull/7",
    title: "Manifests for stage",
    autoMerge: false,
    since: "2026-11-28T10:00:00Z",
  };

  function forge(reports: Readonly<Record<string, PromotionReport>>, open: readonly string[] = []): Forge {
    return (address) => ({
      report: async (_, context) => reports[context],
      openPull: async (base, isOurs) =>
        address.includes("gitops") && open.includes(base) && isOurs("<!-- kalypso-actions: open-pr 1 -->")
          ? pull
          : undefined,
      nextEnvironment: async (name) => (name === "dev" ? "stage" : undefined),
    });
  }

  const success: PromotionReport = {
    state: "success",
    description: "Deployed",
    at: "2026-11-28T09:00:00Z",
    url: undefined,
  };

  test("shows environments in the order of promotion, workloads by environments, and what is waited for", async () => {
    const { platform } = await deploy();
    const sources = { forge: forge({ "dev environment": success }, ["stage"]), health: undefined };
    const { stdout, exitCode } = await commandWithTools(platform, { fleet: async () => sources }, ["status"]);
    expect(exitCode).toBe(0);
    const commit = platform.head("control-plane", "main").slice(0, 7);
    expect(stdout.split("\n").map((line) => line.replaceAll(/ {2,}/g, "  ").trim())).toEqual([
      "environment  commit",
      `dev  ${commit}  deployed  4 assignments`,
      `stage  ${commit}  proposed  2 assignments  waits for somebody to merge pull request #7`,
      "",
      "workload  workspace  dev  stage",
      `hello-world-app  kaizen-app-team  1 type ${platform.head("app-src", "main").slice(0, 7)}  -`,
      `platform-svc  platform-services  3 types ${platform.head("svc-src", "main").slice(0, 7)}  2 types ${platform.head("svc-src", "main").slice(0, 7)}`,
      "",
    ]);
  });

  test("marks a workload that environments have at different commits", async () => {
    const { platform, branches } = await deploy();
    platform.write("svc-src", "main", { "README.md": "changed\n" });
    await branches.again("dev");
    const { stdout } = await command(platform, "status");
    expect(stdout).toMatch(/^platform-svc \* /m);
    expect(stdout).toContain("* environments have it at different commits");
  });

  test("says what could not be read, and shows the rest", async () => {
    const { platform } = await deploy();
    const refused: Forge = () => ({
      report: () => Promise.reject(new Error("the token may not")),
      openPull: async () => undefined,
      nextEnvironment: () => Promise.reject(new Error("the token may not")),
    });
    const sources = { forge: refused, health: undefined };
    const { stdout, exitCode } = await commandWithTools(platform, { fleet: async () => sources }, ["status"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("dev: not read: the promoted commit's status: the token may not");
    expect(stdout).toContain("hello-world-app");
  });

  test("says that a branch has no inventory, rather than that nothing is scheduled", async () => {
    const { platform } = await deploy();
    for (const branch of ["dev", "stage"])
      platform.commit(
        "platform-gitops",
        branch,
        new Map(
          [...platform.files("platform-gitops", branch)].filter(([path]) => !path.startsWith(".kalypso/")),
        ),
      );
    const { stdout } = await command(platform, "status");
    expect(stdout).toContain("No workload is known: not everything could be read.");
    expect(stdout).toMatch(
      /^stage: not read: the branch stage of .*platform-gitops: it has no \.kalypso\/inventory\.json, which the first pull request with manifests brings$/m,
    );
  });

  test("shows how clusters are, and whose trouble it is", async () => {
    const { platform } = await deploy();
    const judged = (cluster: string, clusterType: string, message = "") => ({
      id: cluster,
      cluster,
      clusterId: "",
      resourceGroup: "",
      clusterTypes: [clusterType],
      commit: undefined,
      complianceState: "",
      hasCommit: true,
      verdict: message === "" ? ("compliant" as const) : ("failed" as const),
      message,
      troubles:
        message === ""
          ? []
          : [
              {
                isFailure: true,
                application: {
                  deploymentTarget: "hello-world-app-functional-test",
                  repository: undefined,
                  branch: undefined,
                },
                message,
              },
            ],
    });
    const health = async () => [
      judged("drone-1", "drone", "image cannot be pulled"),
      judged("large-1", "large"),
      judged("cc-1", "command-center"),
    ];
    const sources = { forge: undefined, health };
    const { stdout } = await commandWithTools(platform, { fleet: async () => sources }, [
      "status",
      "--environment",
      "dev",
    ]);
    expect(stdout).toMatch(/^hello-world-app +kaizen-app-team +failing 0\/1 /m);
    // Another application's failure is not its own.
    expect(stdout).toMatch(/^platform-svc +platform-services +compliant 3\/3 /m);
    expect(stdout).toContain("hello-world-app in dev: drone-1: image cannot be pulled");
    expect(stdout).toMatch(/^dev .* 2\/3 clusters /m);
  });

  test("of one workload shows only that; an unknown one names the nearest", async () => {
    const { platform } = await deploy();
    const { stdout } = await command(platform, "status", "platform-svc");
    expect(stdout).not.toContain("hello-world-app");
    const error = await command(platform, "status", "platform-sv").catch((thrown: unknown) => thrown);
    expect(error instanceof UsageError && error.problems).toEqual([
      "no environment has the workload platform-sv; did you mean platform-svc?",
    ]);
  });
});

describe("kalypso report", () => {
  const folder = mkdtempSync(join(tmpdir(), "report-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "fleet.html");

  /** What the page is given. */
  const data = () => reportText(readFileSync(file, "utf8"));

  test("has the values of the configuration only if they are asked for; the keys and their lines always", async () => {
    const { platform } = await deploy();
    const { stdout } = await command(platform, "report", "--out", file);
    expect(stdout).toBe(`2 environments, 6 assignments, written to ${file}\n`);
    expect(data()).toContain(
      '"key":"CLUSTER_NAME","from":[{"text":"cluster-types/east-us/restricted/drone/drone-config.yaml:',
    );
    expect(data()).not.toContain("Drone");
    await command(platform, "report", "--out", file, "--values");
    expect(data()).toContain('"key":"CLUSTER_NAME","value":"Drone"');
  });

  test("says what may be missing of an environment that cannot be scheduled: report-incomplete", async () => {
    const { platform } = await deploy();
    platform.write("control-plane", "dev", { "gitops-repo.yaml": "" });
    const { diagnostics, exitCode } = await command(platform, "report", "--out", file);
    expect([exitCode, diagnostics.map(({ code, message }) => `${code}: ${message}`)]).toEqual([
      0,
      [
        expect.stringMatching(
          /^report-incomplete: the policies and the configuration of dev may be incomplete: /,
        ),
      ],
    ]);
  });

  test("links a status to its own server only, and shows every character of what others say", async () => {
    const { platform } = await deploy();
    const text = "\u202ereversed\u202c\u200b";
    const report = (url: string): PromotionReport => ({
      state: "failure",
      description: text,
      at: undefined,
      url,
    });
    const shown = async (url: string) => {
      const forge: Forge = () => ({
        report: async () => report(url),
        openPull: async () => undefined,
        nextEnvironment: async () => undefined,
      });
      await commandWithTools(platform, { fleet: async () => ({ forge, health: undefined }) }, [
        "report",
        "--out",
        file,
      ]);
      return data();
    };
    const own = new URL("/contoso/control-plane/actions/runs/1", platform.address("control-plane")).href;
    expect(await shown(own)).toContain(JSON.stringify(own));
    for (const other of ["https://evil.example/actions/runs/1", "javascript:alert(1)", "//evil.example/x"])
      expect(await shown(other)).not.toContain(other);
    expect(await shown(own)).toContain('"waitsFor":"\\\\u202ereversed\\\\u202c\\\\u200b"');
  });

  test("tells the policies with what they ask for", async () => {
    const { platform } = await deploy();
    await command(platform, "report", "--out", file);
    expect(data()).toContain(
      '"terms":["the workspace kaizen-app-team","purpose=functional-test on the deployment target"',
    );
  });
});
