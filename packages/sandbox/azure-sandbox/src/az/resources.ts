/** `az account`, `az extension`, `az provider`, `az group` and `az resource`. */
import type { AzureCloud, ResourceGroup } from "./cloud.ts";
import type { Options } from "./command-line.ts";
import { armError, complaint } from "./errors.ts";
import { type Handlers, text, texts } from "./handler.ts";

/** Regions in messages and answers have no spaces. */
export function regionOf(location: string): string {
  return location.replaceAll(" ", "").toLowerCase();
}

function shownGroup({ id, name, location, tags }: ResourceGroup) {
  const type = "Microsoft.Resources/resourceGroups";
  return { id, location, managedBy: null, name, properties: { provisioningState: "Succeeded" }, tags, type };
}

/** @throws AzError ResourceGroupNotFound */
export function groupOf(cloud: AzureCloud, name: string): ResourceGroup {
  const found = cloud.groups.get(name.toLowerCase());
  if (found === undefined)
    throw armError(404, "ResourceGroupNotFound", `Resource group '${name}' could not be found.`);
  return found;
}

function tagsOf(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    words.map((word) => {
      const [key = "", ...value] = word.split("=");
      return [key, value.join("=")];
    }),
  );
}

function newGroup(cloud: AzureCloud, options: Options): ResourceGroup {
  const [name, location] = [text(options, "--name"), text(options, "--location")];
  const tags = texts(options, "--tags");
  if (!/^[-\w.()]{0,89}[-\w()]$/.test(name))
    throw armError(
      400,
      "InvalidResourceGroup",
      `The provided resource group name '${name}' has these invalid characters.`,
    );
  cloud.permit(
    "Microsoft.Resources/subscriptions/resourcegroups/write",
    `${cloud.scope}/resourcegroups/${name}`,
  );
  const region = regionOf(location);
  if (!cloud.locations.includes(region)) {
    const list = cloud.locations.join(",");
    throw armError(
      400,
      "LocationNotAvailableForResourceGroup",
      `The provided location '${location}' is not available for resource group. List of available regions is '${list}'.`,
    );
  }
  const existing = cloud.groups.get(name.toLowerCase());
  if (existing !== undefined && existing.location !== region)
    throw armError(
      409,
      "InvalidResourceGroupLocation",
      `Invalid resource group location '${region}'. The Resource group already exists in location '${existing.location}'.`,
    );
  const group = {
    id: `${cloud.scope}/resourceGroups/${name}`,
    name,
    location: region,
    tags: tags.length > 0 ? tagsOf(tags) : (existing?.tags ?? null),
  };
  cloud.groups.set(name.toLowerCase(), group);
  return group;
}

async function removeGroup(cloud: AzureCloud, name: string): Promise<void> {
  const group = groupOf(cloud, name);
  cloud.permit("Microsoft.Resources/subscriptions/resourcegroups/delete", group.id);
  for (const [key, cluster] of cloud.clusters)
    if (cluster.resourceGroup.toLowerCase() === name.toLowerCase()) {
      for (const { cluster: running } of cluster.configurations.values())
        await running?.[Symbol.asyncDispose]();
      cloud.clusters.delete(key);
    }
  cloud.groups.delete(name.toLowerCase());
}

/** The state of a resource provider; one that is being registered is seen as such for a while. */
function shownProvider(cloud: AzureCloud, asked: string) {
  const found = [...cloud.providers.keys()].find((name) => name.toLowerCase() === asked.toLowerCase());
  if (found === undefined)
    throw armError(404, "InvalidResourceNamespace", `The resource namespace '${asked}' is invalid.`);
  const state = cloud.providers.get(found);
  const isDone = state !== "Registering" || cloud.sees(`provider ${found}`);
  if (isDone && state === "Registering") cloud.providers.set(found, "Registered");
  return {
    id: `${cloud.scope}/providers/${found}`,
    namespace: found,
    registrationPolicy: "RegistrationRequired",
    registrationState: cloud.providers.get(found),
  };
}

const clusterType = "Microsoft.ContainerService/managedClusters";

export const resources: Handlers = {
  "account show": {
    handles: [],
    run: (_, cloud) => ({
      environmentName: "AzureCloud",
      homeTenantId: cloud.tenantId,
      id: cloud.subscriptionId,
      isDefault: true,
      managedByTenants: [],
      name: "Pay-As-You-Go",
      state: "Enabled",
      tenantId: cloud.tenantId,
      user: { name: "operator@contoso.com", type: "user" },
    }),
  },
  "extension show": {
    handles: ["--name"],
    run: (options, cloud) => {
      const name = text(options, "--name");
      if (!cloud.extensions.has(name))
        throw complaint(
          `The extension ${name} is not installed. Please install the extension via \`az extension add -n ${name}\`.`,
        );
      return { extensionType: "whl", name, version: "2.2.0" };
    },
  },
  "extension add": {
    handles: ["--name", "--yes"],
    run: (options, cloud) => {
      const name = text(options, "--name");
      if (name !== "k8s-configuration" && name !== "k8s-extension")
        throw complaint(`No extension found with name '${name}'`);
      cloud.extensions.add(name);
    },
  },
  "provider show": {
    handles: ["--namespace"],
    run: (options, cloud) => shownProvider(cloud, text(options, "--namespace")),
  },
  "provider register": {
    handles: ["--namespace", "--wait"],
    run: (options, cloud) => {
      const { namespace, registrationState } = shownProvider(cloud, text(options, "--namespace"));
      if (registrationState === "Registered") return;
      cloud.permit(`${namespace}/register/action`, cloud.scope);
      cloud.providers.set(namespace, options.has("--wait") ? "Registered" : "Registering");
      if (!options.has("--wait")) cloud.spreads(`provider ${namespace}`, cloud.spread.providers);
    },
  },
  "group create": {
    handles: ["--name", "--location", "--tags"],
    run: (options, cloud) => shownGroup(newGroup(cloud, options)),
  },
  "group show": {
    handles: ["--name"],
    run: (options, cloud) => shownGroup(groupOf(cloud, text(options, "--name"))),
  },
  "group delete": {
    handles: ["--name", "--yes"],
    run: async (options, cloud) => {
      if (!options.has("--yes"))
        throw complaint("Unable to prompt for confirmation as no tty available. Use --yes.");
      await removeGroup(cloud, text(options, "--name"));
    },
  },
  "resource list": {
    handles: ["--resource-group", "--resource-type"],
    run: (options, cloud) => {
      const group = options.has("--resource-group")
        ? groupOf(cloud, text(options, "--resource-group")).name
        : undefined;
      const wanted = text(options, "--resource-type") || clusterType;
      // Clusters of other kinds are not made here.
      const all = wanted.toLowerCase() === clusterType.toLowerCase() ? [...cloud.clusters.values()] : [];
      return all
        .filter(
          ({ resourceGroup }) => group === undefined || resourceGroup.toLowerCase() === group.toLowerCase(),
        )
        .map(({ id, name, location, resourceGroup }) => ({
          id,
          location,
          name,
          resourceGroup,
          type: clusterType,
        }));
    },
  },
};
