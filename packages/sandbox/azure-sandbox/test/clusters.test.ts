import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { FluxRecord } from "../src/azure/record.ts";
import { ClusterStage, deployment, lines, namespace, reconciler, statusesOf } from "./cluster-stage.ts";

const app = "hello-world-app-functional-test";

function fact(name: string): FluxRecord {
  const url = new URL(`../../../../test/vectors/azure/flux-configuration-${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf8")) as FluxRecord;
}

/** Only what depends on the situation: commits, folders and addresses differ between worlds. */
function situation(record: FluxRecord | undefined): readonly string[] {
  const branches = new Map<string, string>();
  return lines(record).map((line) =>
    line
      .replaceAll(/[0-9a-f]{40}/g, (commit) => {
        branches.set(commit, branches.get(commit) ?? `<commit ${branches.size + 1}>`);
        return branches.get(commit) ?? "";
      })
      .replaceAll(/stat (?:\.|\/tmp\/kustomization-\d+)\//g, "stat <folder>/")
      .replaceAll(/'https?:\/\/[^']*\/contoso\/[^']*'/g, "<repository>")
      .replaceAll(/after [0-9hms]+/g, "after <time>")
      // The health check reports a Kustomization that will be retried as "InProgress".
      .replaceAll("status: 'Failed'", "status: 'InProgress'"),
  );
}

async function withApplication(stage: ClusterStage, files: Readonly<Record<string, string>>, more = "") {
  await stage.push("app-gitops", files);
  return stage.push("gitops", {
    "drone/README.md": "x\n",
    [`drone/${app}/namespace.yaml`]: namespace(app),
    [`drone/${app}/reconciler.yaml`]: reconciler(app, stage.url("app-gitops"), "./functional-test") + more,
  });
}

describe("a record matches Azure's", () => {
  test("when an application's source and Kustomization are at the application's commit", async () => {
    await using stage = await ClusterStage.open();
    await withApplication(stage, { "functional-test/deployment.yaml": deployment("hello-world") });
    const drone = await stage.flux();
    expect(situation(drone.records()[0])).toEqual(situation(fact("nested")));
  });

  test("when the application's folder is missing and nothing waits for it", async () => {
    await using stage = await ClusterStage.open();
    await withApplication(stage, { "README.md": "x\n" });
    const drone = await stage.flux({ wait: false });
    expect(situation(drone.records()[0])).toEqual(situation(fact("nested-failing")));
  });

  test("when the platform's Kustomization waits for a failing application: Azure's default", async () => {
    await using stage = await ClusterStage.open();
    await withApplication(stage, { "README.md": "x\n" });
    const drone = await stage.flux();
    expect(situation(drone.records()[0])).toEqual(situation(fact("nested-failing-wait")));
    const [, own] = statusesOf(drone.records()[0] ?? fact("nested"));
    expect(own?.statusConditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`)).toEqual([
      "Ready False HealthCheckFailed",
      "Reconciling True ProgressingWithRetry",
      "Healthy False HealthCheckFailed",
    ]);
  });

  test("when one Kustomization depends on another that is still progressing", async () => {
    await using stage = await ClusterStage.open();
    await stage.push("gitops", { "infra/a.yaml": namespace("infra"), "drone/b.yaml": namespace("drone") });
    const kustomizations = { infra: { path: "./infra" }, cluster: { path: "./drone", dependsOn: ["infra"] } };
    const drone = await stage.flux({ kustomizations });
    expect(lines(drone.records()[0])[0]).toMatch(/^Compliant /);
    drone.trouble.set("Kustomization/flux-system/platform-dev-infra", { kind: "progresses" });
    await drone.settled();
    expect(situation(drone.records()[0])).toEqual(situation(fact("dependency-not-ready")));
  });

  test("when the source refuses the token: the old commit stays, with the reason", async () => {
    await using stage = await ClusterStage.open();
    const first = await stage.push("gitops", { "drone/a.yaml": namespace("a") });
    const drone = await stage.flux();
    drone.trouble.set("GitRepository/flux-system/platform-dev", { kind: "refuses-token" });
    await stage.push("gitops", { "drone/b.yaml": namespace("b") });
    await drone.settled();
    const [record] = drone.records();
    expect(situation(record)).toEqual(situation(fact("source-failing")));
    expect(record?.properties["sourceSyncedCommitId"]).toBe(`dev@sha1:${first}`);
  });

  test("when a HelmRelease was applied", async () => {
    await using stage = await ClusterStage.open();
    const release =
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: nginx, namespace: flux-system }\n";
    await stage.push("gitops", { "drone/nginx.yaml": release });
    const [record] = (await stage.flux()).records();
    const known = fact("record");
    expect(situation(record)).toEqual(situation(known));
    const properties = (of: FluxRecord | undefined) =>
      (of === undefined ? [] : statusesOf(of)).map(({ helmReleaseProperties }) => helmReleaseProperties);
    expect(properties(record)).toEqual(properties(known));
  });

  test("with all of Azure's properties", async () => {
    await using stage = await ClusterStage.open();
    await withApplication(stage, { "functional-test/a.yaml": deployment("a") });
    const [record] = (await stage.flux()).records();
    const known = fact("nested");
    expect(Object.keys(record ?? {}).sort()).toEqual(Object.keys(known).sort());
    expect(Object.keys(record?.properties ?? {})).toEqual(Object.keys(known.properties));
    expect(record?.properties["kustomizations"]).toEqual(known.properties["kustomizations"]);
    expect(Object.keys(statusesOf(record ?? known)[0] ?? {})).toEqual(
      Object.keys(statusesOf(known)[0] ?? {}),
    );
  });
});

describe("applied objects are reconciled", () => {
  test("from their own repository at their own commits, without a fetch of the platform's", async () => {
    await using stage = await ClusterStage.open();
    const platform = await withApplication(stage, { "functional-test/a.yaml": deployment("a") });
    const drone = await stage.flux();
    const next = await stage.push("app-gitops", { "functional-test/b.yaml": deployment("b") });
    await drone.settled();
    expect(lines(drone.records()[0])).toEqual([
      `Compliant dev@sha1:${platform}`,
      expect.stringContaining("GitRepository/platform-dev Compliant"),
      `Kustomization/platform-dev-cluster Compliant: True ReconciliationSucceeded Applied revision: dev@sha1:${platform}`,
      `GitRepository/${app} by platform-dev-cluster Compliant: True Succeeded stored artifact for revision 'dev@sha1:${next}'`,
      `Kustomization/${app} by platform-dev-cluster Compliant: True ReconciliationSucceeded Applied revision: dev@sha1:${next}`,
    ]);
  });

  test("over any number of steps, and pruned with their owner", async () => {
    await using stage = await ClusterStage.open();
    const url = stage.url("app-gitops");
    await stage.push("app-gitops", {
      "0/next.yaml": reconciler("one", url, "./1"),
      "1/next.yaml": reconciler("two", url, "./2"),
      "2/next.yaml": reconciler("three", url, "./3"),
      "3/app.yaml": deployment("app"),
    });
    await stage.push("gitops", { "drone/README.md": "x\n", "drone/r.yaml": reconciler("zero", url, "./0") });
    const drone = await stage.flux();
    const names = () => statusesOf(drone.records()[0] ?? fact("nested")).map(({ name }) => name);
    // targetNamespace moves their objects out of Flux's namespace.
    expect(new Set(names())).toEqual(
      new Set(["platform-dev", "platform-dev-cluster", "zero", "one", "two", "three"]),
    );
    await stage.push("gitops", { "drone/r.yaml": null });
    await drone.settled();
    expect(names()).toEqual(["platform-dev", "platform-dev-cluster"]);
  });

  test("with the cluster's token from a secret, for repositories that it can read", async () => {
    await using stage = await ClusterStage.open();
    await stage.push("app-gitops", { "a/a.yaml": deployment("a") });
    await stage.push("private", { "a/a.yaml": deployment("a") });
    const nobody = reconciler("nobody", stage.url("app-gitops"), "./a").replace(/ {2}secretRef.*\n/, "");
    await stage.push("gitops", {
      "drone/nobody.yaml": nobody,
      "drone/private.yaml": reconciler("private", stage.url("private"), "./a"),
      "drone/gone.yaml": reconciler("gone", stage.url("app-gitops"), "./a").replace(
        "branch: dev",
        "branch: x",
      ),
    });
    const drone = await stage.flux({ wait: false });
    const told = lines(drone.records()[0]);
    expect(told.find((line) => line.startsWith("GitRepository/nobody"))).toContain(
      "False GitOperationFailed failed to checkout and determine revision: unable to clone",
    );
    expect(told.find((line) => line.startsWith("GitRepository/nobody"))).toContain("authentication required");
    expect(told.find((line) => line.startsWith("GitRepository/private"))).toContain("repository not found");
    expect(told.find((line) => line.startsWith("GitRepository/gone"))).toContain(
      'couldn\'t find remote ref "refs/heads/x"',
    );
    expect(told.find((line) => line.startsWith("Kustomization/gone"))).toContain(
      "False ArtifactFailed Source artifact not found",
    );
  });

  test("unless they are suspended or their source is missing", async () => {
    await using stage = await ClusterStage.open();
    await stage.push("app-gitops", { "a/a.yaml": deployment("a") });
    await stage.push("gitops", {
      "drone/s.yaml": `${reconciler("asleep", stage.url("app-gitops"), "./a")}  suspend: true\n`,
      "drone/o.yaml": reconciler("orphan", stage.url("app-gitops"), "./a").replace(/^[\s\S]*?---\n/, ""),
    });
    const told = lines((await stage.flux({ wait: false })).records()[0]);
    expect(told.find((line) => line.startsWith("Kustomization/asleep"))).toContain("Suspended");
    expect(told.find((line) => line.startsWith("Kustomization/orphan"))).toContain(
      'False ArtifactFailed gitrepositories.source.toolkit.fluxcd.io "orphan" not found',
    );
  });

  test("and fail if the Deployment of an application that waits for it fails", async () => {
    await using stage = await ClusterStage.open();
    await withApplication(stage, { "functional-test/a.yaml": deployment("hello") }, "  wait: true\n");
    const drone = await stage.flux();
    drone.trouble.set(`Deployment/dev-${app}/hello`, { kind: "fails" });
    await drone.settled();
    expect(lines(drone.records()[0]).slice(2)).toEqual([
      `Kustomization/platform-dev-cluster Non-Compliant: False HealthCheckFailed health check failed after 10m0s: timeout waiting for: [Kustomization/flux-system/${app} status: 'InProgress']`,
      expect.stringContaining(`GitRepository/${app} by platform-dev-cluster Compliant`),
      `Kustomization/${app} by platform-dev-cluster Non-Compliant: False HealthCheckFailed health check failed after 30s: timeout waiting for: [Deployment/dev-${app}/hello status: 'Failed']`,
    ]);
    drone.trouble.clear();
    await drone.settled();
    expect(lines(drone.records()[0])[0]).toMatch(/^Compliant/);
  });
});

describe("a cluster", () => {
  test("lags by reads of its record and nothing else", async () => {
    await using stage = await ClusterStage.open();
    await withApplication(stage, { "functional-test/a.yaml": deployment("a") });
    const drone = await stage.flux({ lag: 2 });
    const states = [1, 2, 3].map(() =>
      lines(drone.records()[0])
        .slice(0, 3)
        .join(" | ")
        .replaceAll(/\S+@\S+/g, "."),
    );
    expect(states[0]).toContain("Pending . | GitRepository/platform-dev Compliant");
    expect(states[0]).toContain("Kustomization/platform-dev-cluster Pending: Unknown Progressing");
    expect(states[1]).toBe(states[0]);
    expect(states[2]).toMatch(/^Compliant/);
  });

  test("keeps its record when disconnected, and has none when silent", async () => {
    await using stage = await ClusterStage.open();
    const first = await stage.push("gitops", { "drone/a.yaml": namespace("a") });
    const drone = await stage.flux();
    drone.records();
    drone.behaviour = "disconnected";
    await stage.push("gitops", { "drone/b.yaml": namespace("b") });
    await drone.settled();
    expect(lines(drone.records()[0])[0]).toBe(`Compliant dev@sha1:${first}`);
    drone.behaviour = "silent";
    expect(drone.records()).toEqual([]);
  });

  test("joins once its folder exists", async () => {
    await using stage = await ClusterStage.open();
    await stage.push("gitops", { "README.md": "x\n" });
    const small = await stage.flux({ name: "small", path: "./small", joinsWithFolder: true });
    expect([small.records(), small.view()]).toEqual([[], undefined]);
    await stage.push("gitops", { "small/README.md": "x\n" });
    await small.settled();
    expect(lines(small.records()[0])[0]).toMatch(/^Compliant/);
  });

  test("shares its fetches with clusters of the same branch and token", async () => {
    await using stage = await ClusterStage.open();
    await stage.push("gitops", { "drone/a.yaml": namespace("a") });
    const clusters = await Promise.all(["one", "two", "three"].map((name) => stage.flux({ name })));
    stage.github.faults.rules = [{ on: /gitops\/info\/refs/, nth: 99 }];
    await stage.push("gitops", { "drone/b.yaml": namespace("b") });
    for (const cluster of clusters) await cluster.settled();
    expect(stage.github.faults.rules[0]?.seen).toBe(1);
    const commits = clusters.map((cluster) => cluster.records()[0]?.properties["sourceSyncedCommitId"]);
    expect(new Set(commits)).toEqual(new Set([`dev@sha1:${stage.github.git("gitops").resolve("dev")}`]));
  });

  test("stops at once, whatever it is waiting for", async () => {
    await using stage = await ClusterStage.open();
    await stage.push("gitops", { "drone/a.yaml": namespace("a") });
    const drone = await stage.flux();
    const { promise: until, resolve } = Promise.withResolvers<void>();
    stage.github.faults.rules = [{ on: /git-upload-pack/, until, times: 9 }];
    await stage.push("gitops", { "drone/b.yaml": namespace("b") });
    // The server does not answer until the cluster is gone.
    await drone[Symbol.asyncDispose]();
    resolve();
  });
});
