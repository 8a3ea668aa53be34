/** Clusters of the Azure Kubernetes Service. */
import { DiagnosticError, visible } from "@kalypso-actions/diagnostics";
import type { Found, Resolved, Wants } from "@kalypso-actions/setup";
import { z } from "zod";
import type { Driver } from "../driver.ts";
import type { AzureContext } from "./context.ts";
import { sameRegion, sameText } from "./same.ts";

const cluster = z.object({
  id: z.string(),
  name: z.string(),
  location: z.string(),
  provisioningState: z.string(),
  /** Differs between clusters that had one name after another. */
  resourceUid: z.string().nullish(),
  resourceUID: z.string().nullish(),
  agentPoolProfiles: z
    .array(z.object({ count: z.number().nullish(), vmSize: z.string().nullish() }))
    .nullish(),
});

type Cluster = z.infer<typeof cluster>;
type ClusterWants = Resolved<Wants["aks-cluster"]>;

/** It cannot be used yet, or no longer. */
const unsettled = ["Creating", "Deleting"];

function failed(wants: ClusterWants, state: string): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "azure-cli-refused",
    message: `the cluster ${visible(wants.cluster)} is in the state "${visible(state)}", because Azure could not make it`,
    hint: `Look for the reason with \`az aks show --resource-group ${visible(wants.group)} --name ${visible(wants.cluster)}\`, remove the cluster with \`az aks delete\`, then run again.`,
  });
}

function foundOf(found: Cluster, wants: ClusterWants): Found<"aks-cluster"> {
  const uid = found.resourceUid ?? found.resourceUID;
  const [pool] = found.agentPoolProfiles ?? [];
  return {
    id: uid ? `${found.id} ${uid}` : found.id,
    actual: {
      group: wants.group,
      cluster: sameText(found.name, wants.cluster),
      location: sameRegion(found.location, wants.location),
      ...(pool?.count == null ? {} : { nodes: pool.count }),
      ...(pool?.vmSize == null ? {} : { nodeSize: sameText(pool.vmSize, wants.nodeSize) }),
    },
    outputs: {},
  };
}

/** What `aks create` is given of a cluster. */
export function creationOptions(wants: ClusterWants) {
  return {
    "--resource-group": wants.group,
    "--name": wants.cluster,
    "--location": wants.location,
    "--node-count": String(wants.nodes),
    "--node-vm-size": wants.nodeSize,
    // Else az looks for a key in the home folder of whoever runs this.
    "--no-ssh-key": true,
  } as const;
}

/** One that is still being made, or removed, is not there; `make` waits for its end. */
export function clusterDriver(azure: AzureContext): Driver<"aks-cluster"> {
  const named = ({ group, cluster }: ClusterWants) => ({ "--resource-group": group, "--name": cluster });
  const show = (wants: ClusterWants) => azure.find({ command: "aks show", options: named(wants) }, cluster);
  return {
    async read(wants) {
      const found = await show(wants);
      return found === undefined || unsettled.includes(found.provisioningState)
        ? undefined
        : foundOf(found, wants);
    },
    async make(wants) {
      const there = await azure.settled(`the cluster ${wants.cluster} was not made or removed`, async () => {
        const found = await show(wants);
        return unsettled.includes(found?.provisioningState ?? "") ? undefined : { value: found };
      });
      const options = creationOptions(wants);
      const made =
        there ?? (await azure.ask({ command: "aks create", options, within: "azureCluster" }, cluster));
      if (["Failed", "Canceled"].includes(made.provisioningState))
        throw failed(wants, made.provisioningState);
      return foundOf(made, wants);
    },
    async remove(wants, id) {
      const found = await show(wants);
      if (found === undefined || foundOf(found, wants).id !== id) return;
      const options = { ...named(wants), "--yes": true } as const;
      await azure.ifThere(() => azure.run({ command: "aks delete", options, within: "azureCluster" }));
    },
  };
}
