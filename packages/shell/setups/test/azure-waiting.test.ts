import { expect, test } from "vitest";
import { AzureStage, reasonOf } from "./azure-stage.ts";

const scope = "/subscriptions/00000000-0000-0000-0000-000000000001";
const role = {
  role: "k8s check",
  actions: ["Microsoft.KubernetesConfiguration/fluxConfigurations/read"],
  scope,
};
const group = { group: "k8s-rg", location: "westeurope" };
const cluster = {
  group: "k8s-rg",
  cluster: "drone",
  location: "westeurope",
  nodes: 1,
  nodeSize: "Standard_B2s",
};
const flux = {
  group: "k8s-rg",
  cluster: "drone",
  configuration: "platform-dev",
  namespace: "flux-system",
  url: "https://github.com/contoso/platform-gitops",
  branch: "dev",
  path: "./drone",
};

async function assignment(stage: AzureStage) {
  const drivers = stage.drivers();
  const { outputs } = await drivers["azure-application"].make({ displayName: "k8s check" });
  const made = await drivers["azure-role"].make(role);
  return { principalId: outputs["principalId"] ?? "", roleId: made.outputs["roleId"] ?? "", scope };
}

test("waits until a principal and a role that have just been made are found, and no longer", async () => {
  const stage = new AzureStage();
  stage.cloud.spread.principals = 4;
  stage.cloud.spread.roles = 3;
  const wants = await assignment(stage);
  const made = await stage.drivers()["role-assignment"].make(wants);
  expect(made.actual).toEqual(wants);
  // Three refusals for the role, four for the principal, ten seconds after each.
  expect(stage.slept).toBe(70_000);
});

test("gives up on what Azure does not find within ten minutes, and says what that is", async () => {
  const stage = new AzureStage();
  stage.cloud.spread.principals = Number.POSITIVE_INFINITY;
  const wants = await assignment(stage);
  expect(await reasonOf(stage.drivers()["role-assignment"].make(wants))).toBe(
    `azure-timed-out: Azure did not find the principal ${wants.principalId} or the role ${wants.roleId}, which have just been made, within 10 min`,
  );
  expect(stage.slept).toBe(600_000);
  expect(stage.cloud.assignments.size).toBe(0);
});

test("does not wait for a refusal that time does not change", async () => {
  const stage = new AzureStage();
  const wants = await assignment(stage);
  stage.cloud.denied.add("Microsoft.Authorization/roleAssignments/write");
  expect(await reasonOf(stage.drivers()["role-assignment"].make(wants))).toContain("azure-denied");
  expect(stage.slept).toBe(0);
});

test("waits until an application that has just been made is found", async () => {
  const stage = new AzureStage();
  stage.cloud.spread.applications = 2;
  await stage.drivers()["azure-application"].make({ displayName: "k8s check" });
  expect(stage.slept).toBe(20_000);
});

test("waits for a cluster that another run has begun, instead of making a second one", async () => {
  const stage = new AzureStage();
  await stage.drivers()["resource-group"].make(group);
  stage.cloud.creating = 3;
  await expect(stage.drivers({ at: 2, when: "after" })["aks-cluster"].make(cluster)).rejects.toThrow();
  expect(stage.cloud.clusters.size).toBe(1);
  expect(await stage.drivers()["aks-cluster"].read(cluster)).toBeUndefined();
  const made = await stage.drivers()["aks-cluster"].make(cluster);
  expect(made.actual).toEqual(cluster);
  expect(stage.cloud.clusters.size).toBe(1);
  expect(stage.slept).toBe(20_000);
});

test("says that a cluster has failed, instead of waiting for it", async () => {
  const stage = new AzureStage();
  await stage.drivers()["resource-group"].make(group);
  await stage.drivers()["aks-cluster"].make(cluster);
  for (const each of stage.cloud.clusters.values())
    each.provisioning = { state: "Failed", for: Number.POSITIVE_INFINITY };
  expect(await reasonOf(stage.drivers()["aks-cluster"].make(cluster))).toContain(
    'the cluster drone is in the state "Failed"',
  );
});

test("registers the provider of Flux configurations and waits for that, and for Flux on the cluster", async () => {
  const stage = new AzureStage();
  await stage.drivers()["resource-group"].make(group);
  await stage.drivers()["aks-cluster"].make(cluster);
  stage.cloud.spread.providers = 2;
  stage.cloud.spread.flux = 3;
  await stage.drivers()["flux-configuration"].make(flux);
  expect(stage.cloud.providers.get("Microsoft.KubernetesConfiguration")).toBe("Registered");
  expect(stage.slept).toBe(50_000);
});

test("installs the extension of az only once there is a cluster to ask about", async () => {
  const stage = new AzureStage();
  expect(await stage.drivers()["flux-configuration"].read(flux)).toBeUndefined();
  expect(stage.cloud.extensions.size).toBe(0);
  await stage.drivers()["resource-group"].make(group);
  await stage.drivers()["aks-cluster"].make(cluster);
  await stage.drivers()["flux-configuration"].read(flux);
  expect([...stage.cloud.extensions]).toEqual(["k8s-configuration"]);
});
