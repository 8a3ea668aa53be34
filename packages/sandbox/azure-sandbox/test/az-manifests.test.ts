import { clusterManifests, type OtherCluster } from "@kalypso-actions/setup";
import { expect, test } from "vitest";
import { ClusterStage, namespace } from "./cluster-stage.ts";

/** A cluster whose secrets have the stage's tokens. */
function cluster(stage: ClusterStage, more: Partial<OtherCluster>): OtherCluster {
  return {
    manager: "flux",
    cluster: "drone-1",
    clusterType: "drone",
    url: stage.url("gitops"),
    branch: "dev",
    folder: "",
    isPrivate: true,
    tokens: { read: "flux", status: "notifier" },
    ...more,
  };
}

test("a cluster with Flux that has the manifests applies its folder, and reports on the commit", async () => {
  await using stage = await ClusterStage.open();
  const commit = await stage.push("gitops", { "drone/a.yaml": namespace("a") });
  const manifests = clusterManifests(cluster(stage, {}));
  // Neither its name nor its token nor its folder is told otherwise.
  const report = { ...stage.report("elsewhere"), token: "no-token" };
  const drone = await stage.flux({ name: "x", token: "no-token", path: "./elsewhere", manifests, report });
  expect(drone.view()).toMatchObject({ state: "Compliant", commit });
  expect(stage.said(commit)).toEqual(["kalypso/drone/drone-1 success: reconciliation succeeded"]);
  // Azure does not know it.
  expect(drone.records()).toEqual([]);
});

test("the environment's folder is in the path and in the context", async () => {
  await using stage = await ClusterStage.open();
  const commit = await stage.push("gitops", { "dev/drone/a.yaml": namespace("a") });
  const manifests = clusterManifests(cluster(stage, { folder: "dev" }));
  await stage.flux({ manifests, report: stage.report("elsewhere") });
  expect(stage.said(commit)).toEqual(["kalypso/dev/drone/drone-1 success: reconciliation succeeded"]);
});

test("with the placeholder for a token, the cluster cannot fetch and says so", async () => {
  await using stage = await ClusterStage.open();
  await stage.push("gitops", { "drone/a.yaml": namespace("a") });
  const manifests = clusterManifests(cluster(stage, { tokens: { status: "notifier" } }));
  const drone = await stage.flux({ manifests, report: stage.report("drone") });
  expect(JSON.stringify(drone.view())).toContain("authentication required");
});

test("a cluster with Argo CD that has the manifests applies its folder, and reports on the commit", async () => {
  await using stage = await ClusterStage.open();
  const commit = await stage.push("gitops", { "large/x/a.yaml": namespace("a") });
  const wanted = cluster(stage, { manager: "argo-cd", cluster: "eu-1", clusterType: "large" });
  const large = await stage.argo({
    name: "x",
    token: "no-token",
    path: "./elsewhere",
    manifests: clusterManifests(wanted),
  });
  expect(large.view()).toMatchObject({ state: "Healthy", commit });
  expect(stage.said(commit).at(-1)).toContain("kalypso/large/eu-1 success: ");
});
