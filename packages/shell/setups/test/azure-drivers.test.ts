import { readFileSync } from "node:fs";
import type { Found, Kind, Resolved, Wants } from "@kalypso-actions/setup";
import { describe, expect, test } from "vitest";
import type { AzureDrivers } from "../src/azure/drivers.ts";
import { readAzureState } from "../src/azure/state.ts";
import type { Driver } from "../src/driver.ts";
import { AzureStage, Killed, reasonOf } from "./azure-stage.ts";

type AzureKind = keyof AzureDrivers;

/** What is wanted of one kind, once what it needs is there. */
interface Subject<K extends AzureKind> {
  readonly kind: K;
  /** Makes what it needs. */
  readonly before: (stage: AzureStage) => Promise<Resolved<Wants[K]>>;
  /** Changes what is there behind init's back, and what then differs. */
  readonly change: (stage: AzureStage) => Partial<Resolved<Wants[K]>>;
  /** What Azure denies, and the words of the refusal. */
  readonly denied: readonly [operation: string, words: string];
}

const scope = "/subscriptions/00000000-0000-0000-0000-000000000001";
const read = "Microsoft.KubernetesConfiguration/fluxConfigurations/read";

async function madeApplication(stage: AzureStage) {
  const { outputs } = await stage.drivers()["azure-application"].make({ displayName: "k8s check" });
  return { clientId: outputs["clientId"] ?? "", principalId: outputs["principalId"] ?? "" };
}

const roleWants = { role: "k8s check", actions: [read], scope };
const groupWants = { group: "k8s-rg", location: "West Europe" };
const clusterWants = {
  group: "k8s-rg",
  cluster: "drone",
  location: "westeurope",
  nodes: 1,
  nodeSize: "Standard_D2s_v5",
};
const fluxWants = {
  group: "k8s-rg",
  cluster: "drone",
  configuration: "platform-dev",
  namespace: "flux-system",
  url: "https://github.com/contoso/platform-gitops",
  branch: "dev",
  path: "./drone",
};

const subjects = [
  {
    kind: "azure-application",
    before: async () => ({ displayName: "k8s check" }),
    change: () => ({}),
    denied: ["Graph", "azure-denied: `az ad app create` failed: Directory permission is needed"],
  } satisfies Subject<"azure-application">,
  {
    kind: "federated-credential",
    before: async (stage) => {
      const { clientId } = await madeApplication(stage);
      return {
        clientId,
        credential: "github-dev",
        subject: "repo:contoso@1/k8s-control-plane@2:environment:dev",
      };
    },
    change: ({ cloud }) => {
      for (const { credentials } of cloud.applications.values())
        for (const [at, each] of credentials.entries())
          credentials[at] = { ...each, issuer: "https://elsewhere.example" };
      const issued = "issued by https://elsewhere.example for api://AzureADTokenExchange";
      return { subject: `repo:contoso@1/k8s-control-plane@2:environment:dev, ${issued}` };
    },
    denied: [
      "Graph",
      "azure-denied: `az ad app federated-credential create` failed: Insufficient privileges",
    ],
  } satisfies Subject<"federated-credential">,
  {
    kind: "azure-role",
    before: async () => roleWants,
    change: ({ cloud }) => {
      for (const [id, role] of cloud.roles) cloud.roles.set(id, { ...role, actions: [read, "*/write"] });
      return { actions: ["*/write", read] };
    },
    denied: [
      "Microsoft.Authorization/roleDefinitions/write",
      "azure-denied: `az role definition create` failed: (AuthorizationFailed) The client",
    ],
  } satisfies Subject<"azure-role">,
  {
    kind: "role-assignment",
    before: async (stage) => {
      const { principalId } = await madeApplication(stage);
      const { outputs } = await stage.drivers()["azure-role"].make(roleWants);
      return { principalId, roleId: outputs["roleId"] ?? "", scope };
    },
    change: () => ({}),
    denied: [
      "Microsoft.Authorization/roleAssignments/write",
      "azure-denied: `az role assignment create` failed: (AuthorizationFailed) The client",
    ],
  } satisfies Subject<"role-assignment">,
  {
    kind: "resource-group",
    before: async () => groupWants,
    change: ({ cloud }) => {
      for (const [id, group] of cloud.groups) cloud.groups.set(id, { ...group, location: "eastus" });
      return { location: "eastus" };
    },
    denied: [
      "Microsoft.Resources/subscriptions/resourcegroups/write",
      "azure-denied: `az group create` failed: (AuthorizationFailed) The client",
    ],
  } satisfies Subject<"resource-group">,
  {
    kind: "aks-cluster",
    before: async (stage) => {
      await stage.drivers()["resource-group"].make(groupWants);
      return clusterWants;
    },
    change: ({ cloud }) => {
      for (const [id, cluster] of cloud.clusters) cloud.clusters.set(id, { ...cluster, nodes: 3 });
      return { nodes: 3 };
    },
    denied: [
      "Microsoft.ContainerService/managedClusters/write",
      "azure-denied: `az aks create` failed: (AuthorizationFailed) The client",
    ],
  } satisfies Subject<"aks-cluster">,
  {
    kind: "flux-configuration",
    before: async (stage) => {
      await stage.drivers()["resource-group"].make(groupWants);
      await stage.drivers()["aks-cluster"].make(clusterWants);
      return fluxWants;
    },
    change: (stage) => {
      const [cluster] = stage.cloud.clusters.values();
      const resource = cluster?.configurations.get("platform-dev");
      if (cluster === undefined || resource === undefined) throw new Error("nothing is there");
      const record = resource.record();
      if (record === undefined) throw new Error("nothing is recorded");
      const gitRepository = { url: "https://github.com/contoso/other", repositoryRef: { branch: "main" } };
      const changed = { ...record, properties: { ...record.properties, gitRepository } };
      cluster.configurations.set("platform-dev", { ...resource, record: () => changed });
      return { url: "https://github.com/contoso/other", branch: "main" };
    },
    denied: [
      "Microsoft.KubernetesConfiguration/fluxConfigurations/write",
      "azure-denied: `az k8s-configuration flux create` failed: (AuthorizationFailed) The client",
    ],
  } satisfies Subject<"flux-configuration">,
] as const;

/** One kind's driver for any kind's wants. */
function driverOf(stage: AzureStage, kind: AzureKind, kill?: Parameters<AzureStage["drivers"]>[0]) {
  return stage.drivers(kill)[kind] as unknown as Driver<Kind>;
}

async function begun(subject: (typeof subjects)[number]) {
  const stage = new AzureStage();
  const wants = (await subject.before(stage)) as unknown as Resolved<Wants[Kind]>;
  return { stage, wants, driver: driverOf(stage, subject.kind) };
}

describe.each(subjects)("$kind", (subject) => {
  const { kind } = subject;

  test("reads nothing, makes it, and reads what it has made", async () => {
    const { driver, wants } = await begun(subject);
    expect(await driver.read(wants)).toBeUndefined();
    const made = await driver.make(wants);
    expect(await driver.read(wants)).toEqual(made);
    const { access: _, ...readable } = wants as { readonly access?: unknown };
    expect(made.actual).toEqual(readable);
  });

  test("made again, it stays the same one", async () => {
    const { driver, stage, wants } = await begun(subject);
    const made = await driver.make(wants);
    const counts = stage.counts;
    expect(await driver.make(wants)).toEqual(made);
    expect(stage.counts).toEqual(counts);
  });

  test.each(["before", "after"] as const)(
    "killed %s any of its commands and made again, it ends with the same",
    async (when) => {
      const whole = await begun(subject);
      const needed = whole.stage.calls.length;
      const { actual } = await whole.driver.make(whole.wants);
      const commands = whole.stage.calls.length - needed;
      expect(commands).toBeGreaterThan(0);
      for (let at = 1; at <= commands; at++) {
        const { stage, wants } = await begun(subject);
        await expect(driverOf(stage, kind, { at, when }).make(wants)).rejects.toThrow(Killed);
        const after = await driverOf(stage, kind).read(wants);
        const found = after ?? (await driverOf(stage, kind).make(wants));
        // Ids differ from one cloud to the other.
        expect(Object.keys(found.actual)).toEqual(Object.keys(actual));
        expect(stage.counts).toEqual(whole.stage.counts);
      }
    },
  );

  test("tells what differs from what is wanted", async () => {
    const { driver, stage, wants } = await begun(subject);
    const made = await driver.make(wants);
    const changed = subject.change(stage);
    const found = await driver.read(wants);
    expect(found?.id).toBe(made.id);
    expect(found?.actual).toEqual({ ...made.actual, ...changed });
  });

  test("is removed, and its second removal is no error", async () => {
    const { driver, wants } = await begun(subject);
    const { id } = await driver.make(wants);
    await driver.remove(wants, id);
    expect(await driver.read(wants)).toBeUndefined();
    await driver.remove(wants, id);
  });

  test("is not removed if it has been made anew by somebody else", async () => {
    const { driver, stage, wants } = await begun(subject);
    const { id } = await driver.make(wants);
    await driver.remove(wants, id);
    const anew: Found = await driver.make(wants);
    expect(anew.id).not.toBe(id);
    const counts = stage.counts;
    await driver.remove(wants, id);
    expect(stage.counts).toEqual(counts);
    expect((await driver.read(wants))?.id).toBe(anew.id);
  });

  test("says what permission is missing, and leaves nothing half made", async () => {
    const { driver, stage, wants } = await begun(subject);
    const [operation, words] = subject.denied;
    const counts = stage.counts;
    stage.cloud.denied.add(operation);
    expect(await reasonOf(driver.make(wants))).toContain(words);
    expect(stage.counts).toEqual(counts);
    stage.cloud.denied.clear();
    await driver.make(wants);
  });
});

/** A command and its options, without their values. */
function formOf(args: readonly string[]): string {
  const end = args.findIndex((word) => word.startsWith("-"));
  return [...args.slice(0, end), ...args.filter((word) => word.startsWith("--"))].join(" ");
}

test("the real az takes every command that is run", async () => {
  const recorded = new URL("../../../../test/vectors/azure-cli/accepted.json", import.meta.url);
  const accepted = new Set((JSON.parse(readFileSync(recorded, "utf8")) as string[][]).map(formOf));
  const forms = new Set<string>();
  for (const subject of subjects) {
    const { stage, driver, wants } = await begun(subject);
    await driver.read(wants);
    const { id } = await driver.make(wants);
    await driver.remove(wants, id);
    for (const args of stage.calls) forms.add(formOf(args));
  }
  const stage = new AzureStage();
  const { clientId } = await madeApplication(stage);
  await readAzureState(stage.az(), clientId);
  for (const args of stage.calls) forms.add(formOf(args));
  // Those of the extension are compared with its source, by the sandbox.
  const own = [...forms].filter((form) => !form.startsWith("k8s-configuration "));
  expect(own.length).toBeGreaterThan(20);
  expect(own.filter((form) => !accepted.has(form))).toEqual([]);
});
