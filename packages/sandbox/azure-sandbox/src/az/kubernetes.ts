/** `az aks`: clusters of the Azure Kubernetes Service. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { AzureCloud, ManagedCluster } from "./cloud.ts";
import type { Options } from "./command-line.ts";
import { armError, complaint, notModelled } from "./errors.ts";
import { type Handlers, text } from "./handler.ts";
import { groupOf, regionOf } from "./resources.ts";

const type = "Microsoft.ContainerService/managedClusters";

function keyOf(group: string, name: string): string {
  return `${group}/${name}`.toLowerCase();
}

function shown(cluster: ManagedCluster) {
  const { provisioning } = cluster;
  const provisioningState = provisioning.for > 0 ? provisioning.state : "Succeeded";
  provisioning.for = Math.max(provisioning.for - 1, 0);
  const { id, name, location, resourceGroup, resourceUid, nodes, nodeSize } = cluster;
  return {
    agentPoolProfiles: [
      {
        count: nodes,
        mode: "System",
        name: "nodepool1",
        osType: "Linux",
        vmSize: nodeSize,
        provisioningState,
      },
    ],
    id,
    identity: {
      principalId: resourceUid,
      tenantId: "",
      type: "SystemAssigned",
      userAssignedIdentities: null,
    },
    kubernetesVersion: "1.33",
    location,
    name,
    nodeResourceGroup: `MC_${resourceGroup}_${name}_${location}`,
    powerState: { code: "Running" },
    provisioningState,
    resourceGroup,
    resourceUid,
    systemData: null,
    tags: null,
    type,
  };
}

/** @throws AzError ResourceGroupNotFound, ResourceNotFound */
export function clusterOf(cloud: AzureCloud, options: Options, nameOption = "--name"): ManagedCluster {
  const group = groupOf(cloud, text(options, "--resource-group"));
  const name = text(options, nameOption);
  const found = cloud.clusters.get(keyOf(group.name, name));
  if (found === undefined)
    throw armError(
      404,
      "ResourceNotFound",
      `The Resource '${type}/${name}' under resource group '${group.name}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    );
  return found;
}

function newCluster(cloud: AzureCloud, options: Options): ManagedCluster {
  const name = text(options, "--name");
  if (!/^[A-Za-z0-9](?:[-\w]{0,61}[A-Za-z0-9])?$/.test(name))
    throw complaint(
      "--name must match the pattern ^[a-zA-Z0-9]$|^[a-zA-Z0-9][-_a-zA-Z0-9]{0,61}[a-zA-Z0-9]$",
    );
  const group = groupOf(cloud, text(options, "--resource-group"));
  const id = `${group.id}/providers/${type}/${name}`;
  cloud.permit(`${type}/write`, id);
  const location = regionOf(text(options, "--location") || group.location);
  if (!cloud.locations.includes(location))
    throw armError(
      400,
      "LocationNotAvailableForResourceType",
      `The provided location '${location}' is not available for resource type '${type}'. List of available regions for the resource type is '${cloud.locations.join(",")}'.`,
    );
  const nodeSize = text(options, "--node-vm-size") || "Standard_DS2_v2";
  const nodes = Number(text(options, "--node-count") || 3);
  const processors = cloud.nodeSizes.get(nodeSize);
  if (processors === undefined)
    throw armError(
      400,
      "BadRequest",
      `The VM size of ${nodeSize} is not allowed in your subscription in location '${location}'. The available VM sizes are '${[...cloud.nodeSizes.keys()].join(",")}'.`,
    );
  // Azure would change it.
  if (cloud.clusters.has(keyOf(group.name, name))) throw notModelled("the creation of a cluster that exists");
  const asked = nodes * processors;
  if (asked > cloud.quota)
    throw armError(
      400,
      "ErrCode_InsufficientVCPUQuota",
      `Insufficient regional vcpu quota left for location ${location}. left regional vcpu quota ${cloud.quota}, requested quota ${asked}. If you want to increase the quota, please follow this instruction: https://learn.microsoft.com/en-us/azure/quotas/view-quotas.`,
    );
  cloud.quota -= asked;
  const cluster = {
    id,
    name,
    resourceGroup: group.name,
    location,
    resourceUid: cloud.newId().replaceAll("-", "").slice(0, 24),
    nodes,
    nodeSize,
    provisioning: { state: "Creating", for: cloud.creating },
    fluxVersion: undefined,
    configurations: new Map(),
    secrets: new Map(),
  };
  cloud.clusters.set(keyOf(group.name, name), cluster);
  return cluster;
}

/** What the pod says in which AKS runs a command: the two that init runs. */
function runInCluster(cloud: AzureCloud, options: Options) {
  const cluster = clusterOf(cloud, options);
  cloud.permit(`${type}/runCommand/action`, cluster.id);
  const ended = (exitCode: number, logs: string) => ({
    id: cloud.newId(),
    provisioningState: "Succeeded",
    exitCode,
    logs,
    reason: null,
  });
  const words = text(options, "--command").split(" ");
  const [, verb, , name = ""] = words;
  if (verb === "get") return ended(0, cluster.secrets.get(name)?.uid ?? "");
  const file = text(options, "--file");
  if (verb !== "apply" || words.at(-1) !== basename(file))
    return ended(1, `error: the path "${words.at(-1)}" does not exist\n`);
  if (cluster.fluxVersion === undefined)
    return ended(1, 'Error from server (NotFound): namespaces "flux-system" not found\n');
  const manifest = readFileSync(file, "utf8");
  const [, secret = ""] = /^ {2}name: (.+)$/m.exec(manifest) ?? [];
  const uid = cluster.secrets.get(secret)?.uid ?? cloud.newId();
  cluster.secrets.set(secret, { uid, text: manifest });
  return ended(0, `secret/${secret} created\n`);
}

export const kubernetes: Handlers = {
  "aks command invoke": {
    handles: ["--resource-group", "--name", "--command", "--file"],
    run: (options, cloud) => runInCluster(cloud, options),
  },
  "aks create": {
    handles: [
      "--resource-group",
      "--name",
      "--location",
      "--node-count",
      "--node-vm-size",
      "--no-ssh-key",
      "--generate-ssh-keys",
      "--enable-managed-identity",
      "--tier",
      "--yes",
    ],
    run: (options, cloud) => {
      const cluster = newCluster(cloud, options);
      // az waits until it is there; whoever cuts the connection finds it as `Creating`.
      return { ...shown({ ...cluster, provisioning: { state: "", for: 0 } }) };
    },
  },
  "aks show": {
    handles: ["--resource-group", "--name"],
    run: (options, cloud) => shown(clusterOf(cloud, options)),
  },
  "aks list": {
    handles: ["--resource-group"],
    run: (options, cloud) => {
      const group = options.has("--resource-group")
        ? groupOf(cloud, text(options, "--resource-group"))
        : undefined;
      return [...cloud.clusters.values()]
        .filter(({ resourceGroup }) => group === undefined || resourceGroup === group.name)
        .map(shown);
    },
  },
  "aks delete": {
    handles: ["--resource-group", "--name", "--yes"],
    run: async (options, cloud) => {
      if (!options.has("--yes"))
        throw complaint("Unable to prompt for confirmation as no tty available. Use --yes.");
      const cluster = clusterOf(cloud, options);
      cloud.permit(`${type}/delete`, cluster.id);
      for (const { cluster: running } of cluster.configurations.values())
        await running?.[Symbol.asyncDispose]();
      cloud.quota += cluster.nodes * (cloud.nodeSizes.get(cluster.nodeSize) ?? 0);
      cloud.clusters.delete(keyOf(cluster.resourceGroup, cluster.name));
    },
  },
};
