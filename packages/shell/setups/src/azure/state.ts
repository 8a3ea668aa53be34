/** A look at what runs in Azure, which changes nothing: for the diagnosis of a setup. */
import { z } from "zod";
import type { Az } from "./az.ts";
import { AzureContext } from "./context.ts";
import { hasExtension } from "./extension.ts";
import { AzRefusal } from "./refusals.ts";

/** A Flux configuration on a cluster. */
interface ConfigurationState {
  readonly name: string;
  readonly namespace: string;
  readonly url: string | undefined;
  readonly branch: string | undefined;
  /** The folders that it applies, in the order of their Kustomizations' names. */
  readonly paths: readonly string[];
  readonly isSuspended: boolean;
  readonly complianceState: string | undefined;
}

interface ClusterState {
  readonly group: string;
  readonly cluster: string;
  /** `Succeeded`, or what is wrong with it. */
  readonly provisioningState: string;
  /** The version of Azure's extension with Flux in it; undefined if the cluster has none. */
  readonly fluxVersion: string | undefined;
  /** Undefined if az has no extension to ask with; nothing is installed for a look. */
  readonly configurations: readonly ConfigurationState[] | undefined;
}

interface AzureState {
  readonly tenantId: string;
  readonly subscriptionId: string;
  /** Undefined if the application does not exist. */
  readonly application:
    | {
        /** Undefined without a service principal: nobody can log in then. */
        readonly principalId: string | undefined;
        readonly credentials: readonly {
          readonly name: string;
          readonly issuer: string;
          readonly subject: string;
        }[];
        readonly roles: readonly { readonly role: string | undefined; readonly scope: string }[];
      }
    | undefined;
  /** Those of the subscription, by group and name. */
  readonly clusters: readonly ClusterState[];
}

const account = z.object({ id: z.string(), tenantId: z.string() });
const principal = z.object({ id: z.string() });
const credentials = z.array(z.object({ name: z.string(), issuer: z.string(), subject: z.string() }));
const assignments = z.array(
  z.object({ principalId: z.string(), scope: z.string(), roleDefinitionName: z.string().nullish() }),
);
const clusters = z.array(
  z.object({ id: z.string(), name: z.string(), resourceGroup: z.string(), provisioningState: z.string() }),
);
const configurations = z.array(
  z.object({
    name: z.string(),
    namespace: z.string(),
    suspend: z.boolean().nullish(),
    complianceState: z.string().nullish(),
    gitRepository: z
      .object({ url: z.string(), repositoryRef: z.object({ branch: z.string().nullish() }).nullish() })
      .nullish(),
    kustomizations: z.record(z.string(), z.object({ path: z.string().nullish() })).nullish(),
  }),
);

async function applicationState(azure: AzureContext, clientId: string): Promise<AzureState["application"]> {
  const options = { "--id": clientId };
  const found = await azure.find({ command: "ad app federated-credential list", options }, credentials);
  if (found === undefined) return undefined;
  const belongs = await azure.find({ command: "ad sp show", options }, principal);
  const assigned = await azure.ask(
    { command: "role assignment list", options: { "--all": true } },
    assignments,
  );
  return {
    principalId: belongs?.id,
    credentials: found.map(({ name, issuer, subject }) => ({ name, issuer, subject })),
    roles: assigned
      .filter(({ principalId }) => principalId === belongs?.id)
      .map(({ roleDefinitionName, scope }) => ({ role: roleDefinitionName ?? undefined, scope })),
  };
}

async function configurationsOf(azure: AzureContext, group: string, cluster: string) {
  const options = {
    "--resource-group": group,
    "--cluster-name": cluster,
    "--cluster-type": "managedClusters",
  };
  const listed = await azure.ask({ command: "k8s-configuration flux list", options }, configurations);
  return listed.map((each): ConfigurationState => {
    const paths = Object.entries(each.kustomizations ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      name: each.name,
      namespace: each.namespace,
      url: each.gitRepository?.url,
      branch: each.gitRepository?.repositoryRef?.branch ?? undefined,
      paths: paths.map(([, { path }]) => path ?? ""),
      isSuspended: each.suspend === true,
      complianceState: each.complianceState ?? undefined,
    };
  });
}

const fluxExtension = z.object({
  properties: z.object({ version: z.string().nullish(), currentVersion: z.string().nullish() }),
});

/** az has this command only in another extension of its own, so the resource itself is asked for. */
async function fluxVersionOf(azure: AzureContext, clusterId: string): Promise<string | undefined> {
  const url = `${clusterId}/providers/Microsoft.KubernetesConfiguration/extensions/flux?api-version=2023-05-01`;
  try {
    const { properties } = await azure.ask(
      { command: "rest", options: { "--method": "get", "--url": url } },
      fluxExtension,
    );
    return properties.currentVersion ?? properties.version ?? undefined;
  } catch (error) {
    if (error instanceof AzRefusal && /^Not Found/.test(error.said)) return undefined;
    throw error;
  }
}

/**
 * What the application may do, whom it trusts, and what the clusters of the subscription follow.
 * @throws DiagnosticError whatever az refuses
 */
export async function readAzureState(az: Az, clientId: string): Promise<AzureState> {
  const azure = new AzureContext(az);
  const { id, tenantId } = await azure.ask({ command: "account show" }, account);
  const application = await applicationState(azure, clientId);
  const listed = await azure.ask({ command: "aks list" }, clusters);
  const canAsk = listed.length > 0 && (await hasExtension(azure));
  const states: ClusterState[] = [];
  for (const { id: clusterId, name: cluster, resourceGroup: group, provisioningState } of listed) {
    const follows = canAsk ? await configurationsOf(azure, group, cluster) : undefined;
    const fluxVersion = await fluxVersionOf(azure, clusterId);
    states.push({ group, cluster, provisioningState, fluxVersion, configurations: follows });
  }
  states.sort((a, b) => (`${a.group}/${a.cluster}` < `${b.group}/${b.cluster}` ? -1 : 1));
  return { tenantId, subscriptionId: id, application, clusters: states };
}
