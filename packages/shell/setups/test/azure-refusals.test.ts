import { expect, test } from "vitest";
import { AzureStage, reasonOf } from "./azure-stage.ts";

const group = { group: "k8s-rg", location: "westeurope" };
const cluster = {
  group: "k8s-rg",
  cluster: "drone",
  location: "westeurope",
  nodes: 2,
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

async function withCluster(): Promise<AzureStage> {
  const stage = new AzureStage();
  await stage.drivers()["resource-group"].make(group);
  await stage.drivers()["aks-cluster"].make(cluster);
  return stage;
}

test("tells what a quota leaves, and what to do about it", async () => {
  const stage = new AzureStage();
  stage.cloud.quota = 3;
  await stage.drivers()["resource-group"].make(group);
  const failing = stage.drivers()["aks-cluster"].make(cluster);
  await expect(failing).rejects.toMatchObject({
    diagnostics: [
      {
        code: "azure-cli-refused",
        message: expect.stringContaining("left regional vcpu quota 3, requested quota 4"),
        hint: expect.stringContaining("fewer or smaller nodes or another location"),
      },
    ],
  });
  expect(stage.cloud.clusters.size).toBe(0);
});

test.each([
  ["a group", (stage: AzureStage) => stage.drivers()["resource-group"].make({ ...group, location: "moon" })],
  [
    "a cluster",
    async (stage: AzureStage) => {
      await stage.drivers()["resource-group"].make(group);
      return stage.drivers()["aks-cluster"].make({ ...cluster, location: "moon" });
    },
  ],
])("tells the locations that there are for %s", async (_, make) => {
  const reason = await reasonOf(make(new AzureStage()));
  expect(reason).toContain("The provided location 'moon' is not available");
  expect(reason).toContain("eastus,northeurope,westeurope,westus2");
});

test("tells the sizes that there are", async () => {
  const stage = new AzureStage();
  await stage.drivers()["resource-group"].make(group);
  const reason = await reasonOf(
    stage.drivers()["aks-cluster"].make({ ...cluster, nodeSize: "Standard_Huge" }),
  );
  expect(reason).toContain("The VM size of Standard_Huge is not allowed in your subscription");
});

test("refuses to choose between applications of one name", async () => {
  const stage = new AzureStage();
  const { cloud } = stage;
  for (const id of ["a", "b"])
    cloud.applications.set(id, {
      id,
      appId: id,
      displayName: "k8s check",
      createdDateTime: "",
      credentials: [],
    });
  const reason = await reasonOf(stage.drivers()["azure-application"].read({ displayName: "k8s check" }));
  expect(reason).toBe('azure-ambiguous: 2 applications in Microsoft Entra are called "k8s check": a, b');
});

test("takes no application for its own whose name only begins alike", async () => {
  const stage = new AzureStage();
  await stage.drivers()["azure-application"].make({ displayName: "k8s check of somebody else" });
  expect(await stage.drivers()["azure-application"].read({ displayName: "k8s check" })).toBeUndefined();
});

test("keeps a resource group that contains something, and names it", async () => {
  const stage = await withCluster();
  const { id } = (await stage.drivers()["resource-group"].read(group)) ?? { id: "" };
  expect(await reasonOf(stage.drivers()["resource-group"].remove(group, id))).toContain(
    'azure-occupied: the resource group "k8s-rg" is kept, because it contains what was not made here: /subscriptions/',
  );
  expect(stage.counts).toMatchObject({ groups: 1, clusters: 1 });
});

test.each(["-rf", "--yes", "@/etc/passwd", "@-", "name=@/etc/passwd"])(
  "gives az no value that it would take for an option or a file: %s",
  async (displayName) => {
    const stage = new AzureStage();
    const reason = await reasonOf(stage.drivers()["azure-application"].make({ displayName }));
    expect(reason).toContain("azure-cli-value: `az ad app list` would not take");
    expect(stage.calls).toEqual([]);
  },
);

test("a path is no file to read", async () => {
  const stage = await withCluster();
  const failing = stage.drivers()["flux-configuration"].make({ ...flux, path: "@/etc/passwd" });
  expect(await reasonOf(failing)).toContain("azure-cli-value");
  expect(stage.counts).toMatchObject({ configurations: 0 });
});

test("gives az the key of an HTTPS repository on its standard input only, and prints it nowhere", async () => {
  const stage = await withCluster();
  const access = { user: "git", key: "ghp_secret" } as const;
  await stage.drivers()["flux-configuration"].make({ ...flux, access });
  expect(stage.calls.at(-1)).toEqual(expect.arrayContaining(["--https-user", "git", "--https-key", "@-"]));
  expect(JSON.stringify(stage.calls)).not.toContain("ghp_secret");
});

test("says that nobody is logged in, and how to log in", async () => {
  const stage = new AzureStage();
  stage.cloud.isLoggedIn = false;
  await expect(stage.drivers()["resource-group"].read(group)).rejects.toMatchObject({
    diagnostics: [{ code: "azure-cli-login", hint: expect.stringContaining("Run `az login`") }],
  });
});
