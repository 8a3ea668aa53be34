import { expect, test } from "vitest";
import { azureCli } from "../src/azure/az.ts";
import { readAzureState } from "../src/azure/state.ts";
import { AzureStage, reasonOf } from "./azure-stage.ts";

const scope = "/subscriptions/00000000-0000-0000-0000-000000000001";
const role = {
  role: "k8s check",
  actions: ["Microsoft.KubernetesConfiguration/fluxConfigurations/read"],
  scope,
};
const group = { group: "k8s-rg", location: "westeurope" };
const cluster = { ...group, nodes: 1, nodeSize: "Standard_B2s" };

async function platform(stage: AzureStage): Promise<string> {
  const drivers = stage.drivers();
  const { outputs } = await drivers["azure-application"].make({ displayName: "k8s check" });
  const { clientId = "", principalId = "" } = outputs;
  await drivers["federated-credential"].make({
    clientId,
    credential: "github-dev",
    subject: "repo:a/b:environment:dev",
  });
  const { outputs: made } = await drivers["azure-role"].make(role);
  await drivers["role-assignment"].make({ principalId, roleId: made["roleId"] ?? "", scope });
  await drivers["resource-group"].make(group);
  await drivers["aks-cluster"].make({ ...cluster, cluster: "large" });
  await drivers["aks-cluster"].make({ ...cluster, cluster: "drone" });
  const url = "https://github.com/contoso/platform-gitops";
  const follows = {
    url,
    branch: "dev",
    path: "./drone",
    configuration: "platform-dev",
    namespace: "flux-system",
  };
  await drivers["flux-configuration"].make({ group: "k8s-rg", cluster: "drone", ...follows });
  return clientId;
}

test("tells whom the application trusts, what it may do, and what each cluster follows", async () => {
  const stage = new AzureStage();
  const clientId = await platform(stage);
  const [principal] = stage.cloud.principals.keys();
  expect(await readAzureState(stage.az(), clientId)).toEqual({
    tenantId: stage.cloud.tenantId,
    subscriptionId: stage.cloud.subscriptionId,
    application: {
      principalId: principal,
      credentials: [
        {
          name: "github-dev",
          issuer: "https://token.actions.githubusercontent.com",
          subject: "repo:a/b:environment:dev",
        },
      ],
      roles: [{ role: "k8s check", scope }],
    },
    clusters: [
      {
        group: "k8s-rg",
        cluster: "drone",
        provisioningState: "Succeeded",
        fluxVersion: "1.20.1",
        configurations: [
          {
            name: "platform-dev",
            namespace: "flux-system",
            url: "https://github.com/contoso/platform-gitops",
            branch: "dev",
            paths: ["./drone"],
            isSuspended: false,
            complianceState: "Pending",
          },
        ],
      },
      {
        group: "k8s-rg",
        cluster: "large",
        provisioningState: "Succeeded",
        fluxVersion: undefined,
        configurations: [],
      },
    ],
  });
});

test("changes nothing: it installs no extension to look with", async () => {
  const stage = new AzureStage();
  const clientId = await platform(stage);
  stage.cloud.extensions.clear();
  const counts = stage.counts;
  const state = await readAzureState(stage.az(), clientId);
  expect(state.clusters.map(({ configurations }) => configurations)).toEqual([undefined, undefined]);
  expect(stage.counts).toEqual(counts);
  expect(stage.cloud.extensions.size).toBe(0);
});

test("tells an application that is not there, and one without a service principal", async () => {
  const stage = new AzureStage();
  const nobody = "11111111-2222-3333-4444-555555555555";
  expect((await readAzureState(stage.az(), nobody)).application).toBeUndefined();
  const { outputs } = await stage.drivers()["azure-application"].make({ displayName: "k8s check" });
  stage.cloud.principals.clear();
  const state = await readAzureState(stage.az(), outputs["clientId"] ?? "");
  expect(state.application).toEqual({ principalId: undefined, credentials: [], roles: [] });
});

test("does not go on with an answer of another shape", async () => {
  const az = azureCli({ env: {}, start: async () => ({ exitCode: 0, stdout: "{}", stderr: "" }) });
  expect(await reasonOf(readAzureState(az, "x"))).toContain(
    "azure-cli-unreadable: what `az account show` printed",
  );
});
