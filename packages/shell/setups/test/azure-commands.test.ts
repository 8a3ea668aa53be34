import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { AzureCloud, AzureServer, azCalls, serveAz } from "@kalypso-actions/azure-sandbox";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import type { Kind, Resolved, Thing, ThingName, Wants } from "@kalypso-actions/setup";
import { describe, expect, test } from "vitest";
import { azCommands } from "../src/azure/commands.ts";
import type { Driver } from "../src/driver.ts";
import { AzureStage, reasonOf } from "./azure-stage.ts";

const run = promisify(execFile);
const scope = "/subscriptions/00000000-0000-0000-0000-000000000001";
const subject = "repo:contoso@1/k8s-control-plane@2:environment:dev";

function flux(cluster: string, url: string): Wants["flux-configuration"] {
  const place = { group: "k8s-rg", cluster, configuration: "platform-dev", namespace: "flux-system" };
  return { ...place, url, branch: "dev", path: `./${cluster}` };
}

function thing<K extends Kind>(kind: K, name: string, wants: Wants[K]): Thing {
  return { kind, name: `${kind} ${name}`, wants } as unknown as Thing;
}

const application: ThingName = "azure-application it's $(whoami)";
const environment: ThingName = "environment contoso/k8s-control-plane dev";
const aks = { group: "k8s-rg", location: "westeurope", nodes: 1, nodeSize: "Standard_B2s" };
const github = "https://github.com/contoso/platform-gitops";

const things: readonly Thing[] = [
  thing("label", "contoso/k8s-control-plane bug", {
    repository: "contoso/k8s-control-plane",
    label: "bug",
    colour: "ff0000",
    description: "",
  }),
  thing("azure-application", "it's $(whoami)", { displayName: "it's $(whoami)" }),
  thing("federated-credential", "dev", {
    clientId: { of: application, output: "clientId" },
    credential: "github-dev",
    subject: { of: environment, output: "subject" },
  }),
  thing("azure-role", "k8s check", {
    role: "k8s check `id`",
    actions: ["Microsoft.KubernetesConfiguration/fluxConfigurations/read"],
    scope,
  }),
  thing("role-assignment", "k8s check", {
    principalId: { of: application, output: "principalId" },
    roleId: { of: "azure-role k8s check", output: "roleId" },
    scope,
  }),
  thing("resource-group", "k8s-rg", { group: "k8s-rg", location: "westeurope" }),
  thing("aks-cluster", "drone", { ...aks, cluster: "drone" }),
  thing("aks-cluster", "large", { ...aks, cluster: "large" }),
  thing("aks-cluster", "small", { ...aks, cluster: "small" }),
  thing("flux-configuration", "drone dev", flux("drone", github)),
  thing("flux-configuration", "large dev", {
    ...flux("large", github),
    access: { user: "git", key: "ghp_given" },
  }),
  thing("flux-configuration", "small dev", flux("small", github)),
  thing("cluster-secret", "large", { group: "k8s-rg", cluster: "large", key: "ghp_given" }),
];

/** What is in a cloud, without what Azure makes up. */
function stateOf(cloud: AzureCloud): string {
  const known = new Map<string, string>();
  const maps = [cloud.applications, cloud.principals, cloud.roles, cloud.assignments, cloud.groups];
  const configurations = [...cloud.clusters.values()].flatMap((cluster) => {
    const { id, name, location, nodes, nodeSize, fluxVersion } = cluster;
    const followed = [...cluster.configurations.values()].map((each) => {
      const { gitRepository, kustomizations, namespace } = each.record()?.properties ?? {};
      return { name: each.name, user: each.httpsUser, gitRepository, kustomizations, namespace };
    });
    return { id, name, location, nodes, nodeSize, fluxVersion, followed };
  });
  const state = {
    all: maps.map((map) => [...map.values()]),
    configurations,
    providers: [...cloud.providers],
  };
  return JSON.stringify(state, null, 1)
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
      const name = known.get(id) ?? `id ${known.size}`;
      known.set(id, name);
      return name;
    })
    .replaceAll(/"kalypso-setup": "[^"]*"|"createdDateTime": "[^"]*"/g, "");
}

/** What the drivers make of the things, with the references put in their places. */
async function madeByDrivers(): Promise<AzureCloud> {
  const stage = new AzureStage();
  const outputs = new Map<string, Readonly<Record<string, string>>>([[environment, { subject }]]);
  const resolved = (value: unknown): unknown => {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(resolved);
    const { of, output } = value as { readonly of?: string; readonly output?: string };
    if (of !== undefined && output !== undefined) return outputs.get(of)?.[output];
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolved(each)]));
  };
  const drivers: Readonly<Record<string, unknown>> = stage.drivers();
  for (const { kind, name, wants } of things) {
    const driver = drivers[kind] as Driver<Kind> | undefined;
    const made = await driver?.make(resolved(wants) as Resolved<Wants[Kind]>);
    outputs.set(name, made?.outputs ?? {});
  }
  return stage.cloud;
}

async function runScript(text: string, given: Readonly<Record<string, string>>) {
  await using gone = new AsyncDisposableStack();
  const folder = gone.use(await temporaryFolder()).path;
  const login = { clientId: "c", clientSecret: "s", tenantId: "t", assertions: [] };
  const server = gone.use(await AzureServer.open({ folder, ...login }));
  const cloud = gone.use(new AzureCloud());
  cloud.spread.applications = 2;
  cloud.spread.principals = 2;
  cloud.spread.roles = 1;
  const env = serveAz(server, cloud);
  // Nothing waits: the pauses of the script are over at once.
  await writeFile(join(folder, "sleep"), "#!/bin/sh\n", { mode: 0o755 });
  await writeFile(join(folder, "script.sh"), text);
  const all = { ...env, HOME: folder, ...given, PATH: `${folder}:${env["PATH"]}` };
  const ended = await run("sh", [join(folder, "script.sh")], { env: all, cwd: folder }).catch(
    (error) => error,
  );
  return { cloud, stdout: String(ended.stdout), stderr: String(ended.stderr), calls: azCalls(server) };
}

const given = {
  ENVIRONMENT_CONTOSO_K8S_CONTROL_PLANE_DEV_SUBJECT: subject,
  HTTPS_KEY: "ghp_given",
};

describe("the script", () => {
  test("makes what the drivers make, and waits for what Azure does not find yet", async () => {
    const { cloud, stdout, calls } = await runScript(azCommands(things), given);
    expect(stateOf(cloud)).toBe(stateOf(await madeByDrivers()));
    const [made] = cloud.applications.values();
    expect(made?.displayName).toBe("it's $(whoami)");
    expect(stdout).toContain(`clientId of azure-application it's $(whoami): ${made?.appId}\n`);
    const secrets = [...cloud.clusters.values()].map(({ name, secrets: own }) => [
      name,
      own.get("repo-secret")?.text,
    ]);
    expect(Object.fromEntries(secrets)).toEqual({ large: expect.stringContaining('password: "ghp_given"') });
    const seen = JSON.stringify(calls);
    expect(seen).not.toContain("ghp_given");
  });

  test("has no secret in it, and asks for each by a variable", async () => {
    const text = azCommands(things);
    expect(text).not.toContain("ghp_given");
    expect(text).toContain('"${HTTPS_KEY:?');
    const { HTTPS_KEY: _, ...less } = given;
    const { stderr, calls } = await runScript(text, less);
    expect(stderr).toContain("HTTPS_KEY");
    expect(calls).toEqual([]);
  });

  test("gives configurations that have one key one variable", () => {
    const access = { user: "git", key: "one" } as const;
    const both = ["drone", "large"].map((name) =>
      thing("flux-configuration", name, { ...flux(name, github), access }),
    );
    expect(azCommands(both).match(/\$HTTPS_KEY\w*/g)).toEqual(["$HTTPS_KEY", "$HTTPS_KEY"]);
    const other = thing("flux-configuration", "s", {
      ...flux("small", github),
      access: { ...access, key: "two" },
    });
    expect(azCommands([...both, other])).toContain("$HTTPS_KEY_2");
  });

  test("a name cannot leave its comment or its word", () => {
    const text = azCommands([
      thing("azure-application", "x\naz group delete --name all", { displayName: "x'; az group delete; '" }),
    ]);
    expect(text).not.toMatch(/^az group delete/m);
    expect(text).toContain(`'x'\\''; az group delete; '\\'''`);
  });

  test("refuses what az would take for a file", async () => {
    const bad = () => azCommands([thing("azure-application", "x", { displayName: "@/etc/passwd" })]);
    expect(await reasonOf(Promise.resolve().then(bad))).toContain("azure-cli-value");
  });

  test("is empty but for its frame without things of Azure", () => {
    expect(azCommands(things.slice(0, 1))).not.toMatch(/^az /m);
  });
});

test("reads as a person would write it", async () => {
  await expect(azCommands(things)).toMatchFileSnapshot("azure-commands.sh");
});
