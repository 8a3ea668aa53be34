/** `az k8s-configuration flux`: Flux configurations, which make clusters of the sandbox that reconcile. */
import { FluxCluster } from "../azure/cluster.ts";
import { configurationRecord, type FluxRecord } from "../azure/record.ts";
import type { AzureCloud, FluxResource, ManagedCluster } from "./cloud.ts";
import type { Options } from "./command-line.ts";
import { AzError, armError, complaint } from "./errors.ts";
import {
  type Access,
  accessOf,
  branchOf,
  checkName,
  invalid,
  kustomizationOf,
  label,
  seconds,
  subdomain,
} from "./flux-arguments.ts";
import { type Handlers, text, texts } from "./handler.ts";
import { clusterOf } from "./kubernetes.ts";

const provider = "Microsoft.KubernetesConfiguration";

/** Where the cluster fetches from, and its token there. */
function sourceOf({ url, privateKey, key }: Access, cloud: AzureCloud) {
  if (privateKey === undefined) return { repository: url, token: key };
  const known = cloud.options.ssh?.(url, privateKey);
  return { repository: known?.url ?? url, address: url, token: known?.token ?? "" };
}

async function created(cloud: AzureCloud, options: Options): Promise<FluxResource> {
  const name = text(options, "--name");
  checkName(name, { option: "--name", form: subdomain, longest: 63 });
  const namespace = text(options, "--namespace") || "default";
  checkName(namespace, { option: "--namespace", form: label, longest: 253 });
  const access = accessOf(options);
  const branch = branchOf(options);
  const words = texts(options, "--kustomization");
  const [key, settings] =
    words.length === 0 ? (["kustomization-1", { path: "", prune: false }] as const) : kustomizationOf(words);
  if (text(options, "--interval") !== "") seconds(text(options, "--interval"), "--sync-interval");
  const managed = clusterOf(cloud, options, "--cluster-name");
  if (cloud.providers.get(provider) !== "Registered")
    throw armError(
      409,
      "MissingSubscriptionRegistration",
      `The subscription is not registered to use namespace '${provider}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
    );
  const place = { subscription: cloud.subscriptionId, resourceGroup: managed.resourceGroup, name, namespace };
  cloud.permit(`${provider}/fluxConfigurations/write`, managed.id);
  const before = managed.configurations.get(name);
  await before?.cluster?.[Symbol.asyncDispose]();
  const { world, lag = 0 } = cloud.options;
  const source = sourceOf(access, cloud);
  const common = {
    name: managed.name,
    place,
    branch,
    path: settings.path,
    kustomizations: { [key]: settings },
  };
  if (managed.fluxVersion === undefined) {
    managed.fluxVersion = "1.20.1";
    cloud.spreads(`flux ${managed.id}`, cloud.spread.flux);
  }
  if (!cloud.sees(`flux ${managed.id}`))
    throw invalid(
      "Error! 'Microsoft.Flux' extension is currently installing on the cluster. Unable to proceed with Flux v2 configuration install.",
      "Try again in a few minutes when the 'Microsoft.Flux' extension installation has completed.",
    );
  const cluster =
    world === undefined ? undefined : await FluxCluster.start({ ...common, ...source, world, lag });
  const empty = () =>
    configurationRecord({
      ...common,
      cluster: managed.name,
      isArc: false,
      url: access.url,
      isSuspended: false,
      complianceState: "Pending",
      syncedRevision: null,
      objects: [],
      time: Date.now(),
    });
  const resource = {
    name,
    // Azure's clock has microseconds, so two configurations never have the same time.
    createdAt: before?.createdAt ?? new Date(Date.now() + managed.configurations.size).toISOString(),
    cluster,
    record: () => (cluster === undefined ? empty() : cluster.records()[0]),
    httpsUser: access.user || null,
  };
  managed.configurations.set(name, resource);
  return resource;
}

/** A configuration as az prints it: its record, without the graph's columns. */
function shown(resource: FluxResource, managed: ManagedCluster) {
  const record = resource.record();
  const properties = record?.properties ?? {};
  const gitRepository = properties["gitRepository"] as Readonly<Record<string, unknown>> | undefined;
  return {
    ...properties,
    gitRepository: { ...gitRepository, httpsUser: resource.httpsUser },
    id: record?.id,
    name: resource.name,
    resourceGroup: managed.resourceGroup,
    systemData: { createdAt: resource.createdAt, createdBy: null, lastModifiedAt: resource.createdAt },
    type: `${provider}/fluxConfigurations`,
  };
}

function found(cloud: AzureCloud, options: Options) {
  if (text(options, "--cluster-type").toLowerCase() !== "managedclusters")
    throw armError(404, "ResourceNotFound", "The sandbox has AKS clusters only");
  const managed = clusterOf(cloud, options, "--cluster-name");
  const resource = managed.configurations.get(text(options, "--name"));
  if (resource === undefined)
    throw new AzError(
      3,
      `(FluxConfigurationNotFound) The Resource Microsoft.ContainerService/managedClusters/${managed.name}/${provider}/fluxConfigurations/${text(options, "--name")} could not be found!`,
    );
  return { managed, resource };
}

const cluster = ["--resource-group", "--cluster-name", "--cluster-type"];

export const flux: Handlers = {
  "k8s-configuration flux create": {
    handles: [
      ...cluster,
      "--name",
      "--namespace",
      "--scope",
      "--kind",
      "--url",
      "--branch",
      "--tag",
      "--semver",
      "--commit",
      "--interval",
      "--kustomization",
      "--https-user",
      "--https-key",
      "--ssh-private-key",
      "--ssh-private-key-file",
    ],
    run: async (options, cloud) =>
      shown(await created(cloud, options), clusterOf(cloud, options, "--cluster-name")),
  },
  "k8s-configuration flux show": {
    handles: [...cluster, "--name"],
    run: (options, cloud) => {
      const { resource, managed } = found(cloud, options);
      return shown(resource, managed);
    },
  },
  "k8s-configuration flux list": {
    handles: cluster,
    run: (options, cloud) => {
      const managed = clusterOf(cloud, options, "--cluster-name");
      return [...managed.configurations.values()].map((resource) => shown(resource, managed));
    },
  },
  "k8s-extension list": {
    handles: cluster,
    run: (options, cloud) => {
      const managed = clusterOf(cloud, options, "--cluster-name");
      if (managed.fluxVersion === undefined) return [];
      return [
        {
          autoUpgradeMinorVersion: true,
          currentVersion: managed.fluxVersion,
          extensionType: "microsoft.flux",
          id: `${managed.id}/providers/${provider}/extensions/flux`,
          name: "flux",
          provisioningState: "Succeeded",
          version: null,
        },
      ];
    },
  },
  "k8s-configuration flux delete": {
    handles: [...cluster, "--name", "--yes", "--force"],
    run: async (options, cloud) => {
      if (!options.has("--yes"))
        throw complaint("Unable to prompt for confirmation as no tty available. Use --yes.");
      const { managed, resource } = found(cloud, options);
      cloud.permit(`${provider}/fluxConfigurations/delete`, managed.id);
      await resource.cluster?.[Symbol.asyncDispose]();
      managed.configurations.delete(resource.name);
    },
  },
};

/** What Resource Graph knows of the clusters that have been made. */
export function cloudRecords(cloud: AzureCloud): readonly FluxRecord[] {
  return [...cloud.clusters.values()].flatMap(({ configurations }) =>
    [...configurations.values()].flatMap(({ record }) => record() ?? []),
  );
}
