import { describe, expect, test } from "vitest";
import type { FluxVersion } from "../src/clusters/flux/notifications.ts";
import { application, ClusterStage, deployment, namespace } from "./cluster-stage.ts";

const at = "kalypso/large/large";

async function withApplication(stage: ClusterStage): Promise<string> {
  await stage.push("app-gitops", { "performance-test/deployment.yaml": deployment("hello") });
  return stage.push("gitops", {
    "large/README.md": "x\n",
    "large/app/namespace.yaml": namespace("dev-app"),
    "large/app/reconciler.yaml": application("app", stage.url("app-gitops"), "./performance-test"),
  });
}

describe("a cluster with Argo CD", () => {
  test("reports syncing, then healthy", async () => {
    await using stage = await ClusterStage.open();
    const commit = await withApplication(stage);
    const large = await stage.argo();
    expect(stage.said(commit)).toEqual([
      `${at} pending: Application platform-dev is being synced.`,
      `${at} success: Application platform-dev is synced and healthy.`,
    ]);
    expect(large.view()).toMatchObject({ state: "Healthy", commit, manager: "Argo CD" });
    expect(large.view().objects?.map(({ name, state, appliedBy }) => [name, state, appliedBy])).toEqual([
      ["Application/argocd/platform-dev", "Healthy", undefined],
      ["Application/argocd/app", "Healthy", "platform-dev"],
    ]);
    // A commit of the application adds nothing to the statuses on the platform's commit.
    await stage.push("app-gitops", { "performance-test/more.yaml": deployment("more") });
    await large.settled();
    expect(stage.said(commit)).toHaveLength(2);
  });

  test("is degraded with an application's Deployment if it assesses Applications", async () => {
    await using stage = await ClusterStage.open();
    const commit = await withApplication(stage);
    const large = await stage.argo();
    const other = await stage.argo({ name: "other", assessesApplications: false });
    for (const cluster of [large, other]) cluster.trouble.set("Deployment/dev-app/hello", { kind: "fails" });
    await Promise.all([large.settled(), other.settled()]);
    const said = stage.said(commit);
    expect(said.filter((line) => line.startsWith(at)).at(-1)).toBe(
      `${at} failure: Application platform-dev has degraded.`,
    );
    expect(said.filter((line) => line.startsWith("kalypso/large/other")).at(-1)).toContain("success");
    large.trouble.clear();
    await large.settled();
    expect(stage.said(commit).at(-1)).toContain(`${at} success`);
  });

  test("fails with a failed sync, and stays pending while something is progressing", async () => {
    await using stage = await ClusterStage.open();
    await withApplication(stage);
    const large = await stage.argo({ behaviour: "fails" });
    const commit = await stage.push("gitops", { "large/more.yaml": namespace("more") });
    await large.settled();
    expect(stage.said(commit).at(-1)).toContain(`${at} failure: Application platform-dev failed to sync:`);
    large.behaviour = "well";
    large.trouble.set("Deployment/dev-app/hello", { kind: "progresses" });
    const next = await stage.push("gitops", { "large/next.yaml": namespace("next") });
    await large.settled();
    expect(stage.said(next)).toEqual([`${at} pending: Application platform-dev is being synced.`]);
  });

  test("says nothing about a commit that it cannot compare, and prunes what was removed", async () => {
    await using stage = await ClusterStage.open();
    await withApplication(stage);
    const large = await stage.argo();
    const broken = await stage.push("gitops", { "large/x.yaml": "apiVersion: v1\nkind: A\nmetadata: {}\n" });
    await large.settled();
    expect(stage.said(broken)).toEqual([]);
    expect(large.view()).toMatchObject({ state: "Unknown", message: expect.stringContaining("x.yaml") });
    const repaired = await stage.push("gitops", { "large/x.yaml": null, "large/app/reconciler.yaml": null });
    await large.settled();
    expect(stage.said(repaired).at(-1)).toContain("success");
    expect(large.view().objects).toHaveLength(1);
  });

  test("does not notice an application whose folder is missing: it is as healthy as the objects that still run", async () => {
    await using stage = await ClusterStage.open();
    await stage.push("app-gitops", { "README.md": "x\n" });
    const commit = await stage.push("gitops", {
      "large/app.yaml": application("app", stage.url("app-gitops"), "./performance-test"),
    });
    const large = await stage.argo();
    expect(stage.said(commit).at(-1)).toContain("success");
    expect(large.view().objects?.[1]).toMatchObject({
      state: "Unknown",
      message: expect.stringContaining("./performance-test: app path does not exist"),
    });
  });

  test("says nothing while it is silent", async () => {
    await using stage = await ClusterStage.open();
    const commit = await withApplication(stage);
    await stage.argo({ behaviour: "silent" });
    expect(stage.said(commit)).toEqual([]);
  });
});

describe.each<[FluxVersion, readonly string[], readonly string[]]>([
  [
    "2.7",
    ["success: dependency not ready", "success: reconciliation succeeded"],
    ["success: health check canceled", "failure: health check failed"],
  ],
  ["2.8", ["success: reconciliation succeeded"], []],
  ["2.9", ["success: reconciliation succeeded"], ["failure: health check failed"]],
])("a cluster with Flux %s", (flux, whileWell, whileFailing) => {
  const drone = "kalypso/drone/drone";

  test("sets statuses on a commit from its events", async () => {
    await using stage = await ClusterStage.open();
    const files = { "infra/a.yaml": namespace("infra"), "drone/b.yaml": deployment("agent") };
    const first = await stage.push("gitops", files);
    const kustomizations = { infra: { path: "./infra" }, cluster: { path: "./drone", dependsOn: ["infra"] } };
    const cluster = await stage.flux({ kustomizations, report: { ...stage.report("drone"), flux } });
    expect(stage.said(first)).toEqual(whileWell.map((each) => `${drone} ${each}`));
    cluster.trouble.set("Deployment/agent", { kind: "progresses" });
    const waiting = await stage.push("gitops", { "drone/c.yaml": namespace("c") });
    await cluster.settled();
    cluster.trouble.set("Deployment/agent", { kind: "fails" });
    await stage.push("gitops", { "drone/d.yaml": namespace("d") });
    await cluster.settled();
    const failed = stage.github.git("gitops").resolve("dev") ?? "";
    const told = [...stage.said(waiting), ...stage.said(failed)].filter(
      (line) => !line.includes("dependency"),
    );
    expect(told).toEqual(whileFailing.map((each) => `${drone} ${each}`));
  });
});
