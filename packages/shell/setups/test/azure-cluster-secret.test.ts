import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, test } from "vitest";
import { AzureStage, reasonOf } from "./azure-stage.ts";

const place = { group: "k8s-rg", cluster: "drone" };
const wants = { ...place, key: "ghp_secret" };

async function withFlux(): Promise<AzureStage> {
  const stage = new AzureStage();
  const drivers = stage.drivers();
  await drivers["resource-group"].make({ group: place.group, location: "westeurope" });
  await drivers["aks-cluster"].make({ ...place, location: "westeurope", nodes: 1, nodeSize: "Standard_B2s" });
  await drivers["flux-configuration"].make({
    ...place,
    configuration: "dev-drone",
    namespace: "flux-system",
    url: "https://github.com/contoso/platform-gitops",
    branch: "dev",
    path: "./drone",
  });
  return stage;
}

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith("kalypso-secret-"));

describe("the Secret of a cluster", () => {
  test("is applied by AKS, with the key in no argument and in no file afterwards, and read as it was made", async () => {
    const stage = await withFlux();
    const driver = stage.drivers()["cluster-secret"];
    expect(await driver.read({ ...wants, key: "" })).toBeUndefined();
    const made = await driver.make(wants);
    const [cluster] = stage.cloud.clusters.values();
    const { text, uid } = cluster?.secrets.get("repo-secret") ?? {};
    expect(text).toContain("password: ghp_secret");
    expect(text).toContain("namespace: flux-system");
    expect(made.id).toBe(uid);
    expect((await driver.read({ ...wants, key: "" }))?.id).toBe(uid);
    expect(JSON.stringify(stage.calls)).not.toContain("ghp_secret");
    expect(leftovers()).toEqual([]);
  });

  test("that the cluster refuses is told with what to do, and leaves no file", async () => {
    const stage = await withFlux();
    for (const cluster of stage.cloud.clusters.values()) cluster.fluxVersion = undefined;
    expect(await reasonOf(stage.drivers()["cluster-secret"].make(wants))).toContain(
      'azure-cli-refused: the Secret repo-secret could not be applied to the cluster drone: Error from server (NotFound): namespaces "flux-system" not found',
    );
    expect(leftovers()).toEqual([]);
  });

  test("needs the permission to run commands, and is missing without it", async () => {
    const stage = await withFlux();
    stage.cloud.denied.add("Microsoft.ContainerService/managedClusters/runCommand/action");
    const driver = stage.drivers()["cluster-secret"];
    expect(await driver.read(wants)).toBeUndefined();
    expect(await reasonOf(driver.make(wants))).toContain("azure-denied: `az aks command invoke` failed");
    expect(leftovers()).toEqual([]);
  });
});
