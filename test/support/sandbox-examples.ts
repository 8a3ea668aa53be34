/** The examples in the sandbox's README: compiled, so that they stay true. */
import { AzureCloud, type AzureServer, type FluxCluster, serveAz } from "@kalypso-actions/azure-sandbox";
import type { World } from "@kalypso-actions/github-sandbox";
import { TutorialWorld } from "@kalypso-actions/tutorial-world";

export async function world(): Promise<void> {
  await using world = await TutorialWorld.open("/tmp/contoso");
  await world.github.push({ repository: "control-plane", branch: "main" }, "a change", {
    "README.md": "Contoso\n",
  });
  await world.runner.idle();
  console.log(world.runner.runs.map(({ name, conclusion }) => `${name}: ${conclusion}`));
}

export async function az(azure: AzureServer, world: World): Promise<unknown> {
  await using cloud = new AzureCloud({ world });
  const env = serveAz(azure, cloud); // the environment for processes that run az
  cloud.denied.add("Microsoft.Authorization/roleAssignments/write");
  cloud.spread.principals = 3; // not found by the next three requests
  azure.faults.rules = [{ on: /^POST \/az\/aks\/create$/, cutAfter: true }]; // az is killed, Azure goes on
  return env;
}

export async function clusters(cluster: FluxCluster): Promise<void> {
  cluster.trouble.set("Deployment/dev-drone-hello-world-app/hello-world", { kind: "fails" });
  cluster.trouble.set("GitRepository/flux-system/hello-world-app", { kind: "refuses-token" });
  cluster.trouble.set("Kustomization/flux-system/platform-dev-infra", { kind: "progresses" });
  cluster.behaviour = "silent"; // well, fails, suspended, silent, disconnected, flaps, fetches-only
  await cluster.settled();
}
