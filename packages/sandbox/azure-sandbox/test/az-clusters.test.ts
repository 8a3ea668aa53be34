import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { expect, test } from "vitest";
import { cloudRecords } from "../src/az/flux.ts";
import { AzStage } from "./az-stage.ts";
import { ClusterStage, lines, namespace } from "./cluster-stage.ts";

const place = ["--resource-group", "rg", "--cluster-name", "drone", "--cluster-type", "managedClusters"];
const read = "Microsoft.KubernetesConfiguration/fluxConfigurations/read";
const issuer = "https://token.actions.githubusercontent.com";
const audience = "api://AzureADTokenExchange";

async function withCluster(azure: AzStage): Promise<void> {
  await azure.json("extension", "add", "--name", "k8s-configuration", "--yes");
  await azure.json("provider", "register", "--namespace", "Microsoft.KubernetesConfiguration", "--wait");
  await azure.json("group", "create", "--name", "rg", "--location", "westeurope");
  await azure.json("aks", "create", "-g", "rg", "-n", "drone", "--node-count", "1", "--no-ssh-key");
}

function creation(url: string, ...more: readonly string[]): readonly string[] {
  const words = ["--name", "platform-dev", "--namespace", "flux-system", "--scope", "cluster", "--url", url];
  const follows = ["--branch", "dev", "--kustomization", "name=cluster", "path=./drone", "prune=true"];
  return ["k8s-configuration", "flux", "create", ...place, ...words, ...follows, ...more];
}

/** A token of GitHub's for a job, unsigned. */
function token(sub: string): string {
  const payload = Buffer.from(JSON.stringify({ iss: issuer, sub, aud: audience })).toString("base64url");
  return `${createHash("sha256").update("header").digest("base64url")}.${payload}.`;
}

async function post(
  azure: AzStage,
  {
    path,
    body,
    authorization = "",
  }: { readonly path: string; readonly body: string; readonly authorization?: string },
) {
  const agent = new Agent({ ca: readFileSync(azure.server.certificateFile) });
  return new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    const asking = request(`${azure.server.url}${path}`, {
      method: "POST",
      agent,
      headers: { authorization },
    });
    asking.on("error", reject).on("response", async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part as Buffer);
      resolve(JSON.parse(Buffer.concat(parts).toString("utf8")));
    });
    asking.end(body);
  });
}

async function login(azure: AzStage, clientId: string, sub: string): Promise<string> {
  const form = new URLSearchParams({ client_id: clientId, client_assertion: token(sub) });
  const answer = await post(azure, { path: "/t/oauth2/v2.0/token", body: form.toString() });
  return String(answer["access_token"] ?? answer["error_description"]);
}

const query = [
  "kubernetesconfigurationresources",
  "| where type =~ 'microsoft.kubernetesconfiguration/fluxconfigurations'",
  "| where properties.gitRepository.repositoryRef.branch == 'dev'",
  "| where properties.gitRepository.url contains 'gitops'",
  "| project id, name, complianceState = properties.complianceState",
  "| order by id asc",
].join("\n");

async function rows(azure: AzStage, bearer: string) {
  const path = "/providers/Microsoft.ResourceGraph/resources";
  const body = JSON.stringify({ query });
  const answer = await post(azure, { path, body, authorization: `Bearer ${bearer}` });
  return answer["data"] as readonly Readonly<Record<string, unknown>>[];
}

test("a cluster and a configuration made through az reconcile, and show in the graph", async () => {
  await using stage = await ClusterStage.open();
  const commit = await stage.push("gitops", { "drone/a.yaml": namespace("a") });
  await using azure = await AzStage.open(stage.world);
  await withCluster(azure);
  const words = creation(stage.url("gitops"), "--https-user", "git", "--https-key", "@-");
  const { stdout, exitCode, stderr } = await azure.ask(words, "flux");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({ complianceState: "Compliant", provisioningState: "Succeeded" });
  const [record] = cloudRecords(azure.cloud);
  expect(record?.id).toBe(
    `${azure.cloud.scope}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/drone/providers/Microsoft.KubernetesConfiguration/fluxConfigurations/platform-dev`,
  );
  expect(lines(record)[0]).toBe(`Compliant dev@sha1:${commit}`);
  const second = await stage.push("gitops", { "drone/b.yaml": namespace("b") });
  const [cluster] = azure.cloud.clusters.values();
  await cluster?.configurations.get("platform-dev")?.cluster?.settled();
  expect(lines(cloudRecords(azure.cloud)[0])[0]).toBe(`Compliant dev@sha1:${second}`);
});

test("a wrong key leaves a cluster that cannot fetch, not a refusal: Azure does not try it", async () => {
  await using stage = await ClusterStage.open();
  await stage.push("gitops", { "drone/a.yaml": namespace("a") });
  await using azure = await AzStage.open(stage.world);
  await withCluster(azure);
  const words = creation(stage.url("gitops"), "--https-user", "git", "--https-key", "@-");
  expect((await azure.ask(words, "wrong")).exitCode).toBe(0);
  expect(lines(cloudRecords(azure.cloud)[0])[1]).toContain("authentication required");
});

test("only a principal with the role sees the configuration, by a token that its credential trusts", async () => {
  await using azure = await AzStage.open();
  await withCluster(azure);
  await azure.json(...creation("https://github.com/contoso/gitops"));
  const { appId } = await azure.json("ad", "app", "create", "--display-name", "check");
  const clientId = String(appId);
  expect(await login(azure, clientId, "repo:a/b:environment:dev")).toContain("AADSTS7000229");
  const { id: principal } = await azure.json("ad", "sp", "create", "--id", clientId);
  const parameters = { name: "dev", issuer, subject: "repo:a/b:environment:dev", audiences: [audience] };
  await azure.json(
    "ad",
    "app",
    "federated-credential",
    "create",
    "--id",
    clientId,
    "--parameters",
    JSON.stringify(parameters),
  );
  expect(await login(azure, clientId, "repo:a/b:environment:stage")).toContain("AADSTS700213");
  const bearer = await login(azure, clientId, "repo:a/b:environment:dev");
  expect(bearer).toMatch(/^azure-token-/);
  expect(await rows(azure, bearer)).toEqual([]);
  const role = { Name: "check", Actions: [read], AssignableScopes: [azure.cloud.scope] };
  const { id } = await azure.json("role", "definition", "create", "--role-definition", JSON.stringify(role));
  const whom = ["--assignee-object-id", String(principal), "--assignee-principal-type", "ServicePrincipal"];
  await azure.json(
    "role",
    "assignment",
    "create",
    "--role",
    String(id),
    "--scope",
    azure.cloud.scope,
    ...whom,
  );
  expect(await rows(azure, bearer)).toMatchObject([{ name: "platform-dev", complianceState: "Pending" }]);
});

const refusals: readonly (readonly [what: string, more: readonly string[], said: string])[] = [
  ["two references", ["--tag", "v1"], "Error! Repository reference is invalid"],
  [
    "a key without a user",
    ["--https-key", "k"],
    "Error! --https-user and --https-key cannot be used separately",
  ],
  ["a key that is none", ["--ssh-private-key", "eA=="], "--ssh-private-key provided in invalid format"],
  ["an interval that is none", ["--interval", "soon"], "Error! Invalid --sync-interval."],
  [
    "a kind that is none",
    ["--kind", "svn"],
    "'svn' is not a valid value for '--kind'. Allowed values: git, bucket, azblob, oci.",
  ],
];

test.each(refusals)("refuses %s, as the extension does", async (_, more, said) => {
  await using azure = await AzStage.open();
  await withCluster(azure);
  const { exitCode, stderr } = await azure.ask(creation("https://github.com/contoso/gitops", ...more));
  expect(exitCode).toBeGreaterThan(0);
  expect(stderr).toContain(said);
  expect(cloudRecords(azure.cloud)).toEqual([]);
});
