/** What a platform consists of on Azure. */
import { ownNames } from "../own-names.ts";
import { repositoryName, repositoryOf } from "../repositories.ts";
import type { Settings } from "../settings.ts";
import type { FluxAccess, Thing } from "../things.ts";
import { keyEnvironment } from "./credentials.ts";
import { nameOf, outputOf, thing } from "./things-of.ts";

/** What `checkpromote` reads. */
const readAction = "Microsoft.KubernetesConfiguration/fluxConfigurations/read";

/** A cluster type of an environment, which a cluster follows. */
export interface ClusterType {
  readonly environment: string;
  readonly clusterType: string;
}

/** The application that reads the clusters' state, and what the workflows need to log in as it. */
export function identityThings(settings: Settings): readonly Thing[] {
  const { azure, health } = settings;
  if (azure === undefined || health !== "resource-graph") return [];
  const repository = repositoryOf(settings, "control-plane");
  const scope = `/subscriptions/${azure.subscription}`;
  const names = ownNames(settings);
  const application = thing("azure-application", { displayName: names.application });
  const role = thing("azure-role", {
    role: names.role,
    actions: [readAction],
    scope,
  });
  const clientId = outputOf(application.name, "clientId");
  const environment = settings.capabilities.environments
    ? nameOf("environment", { repository, environment: keyEnvironment, branches: [], reviewers: [] })
    : nameOf("repository", { repository, description: "", visibility: "private", autoMerge: false });
  const variable = (name: string, value: typeof clientId | string) =>
    thing("variable", { repository, variable: name, value });
  return [
    application,
    thing("federated-credential", {
      clientId,
      credential: repository.replace("/", "-"),
      subject: outputOf(environment, "subject"),
    }),
    role,
    thing("role-assignment", {
      principalId: outputOf(application.name, "principalId"),
      roleId: outputOf(role.name, "roleId"),
      scope,
    }),
    variable("AZURE_CLIENT_ID", clientId),
    variable("AZURE_TENANT_ID", outputOf(application.name, "tenantId")),
    variable("AZURE_SUBSCRIPTIONS", azure.subscription),
  ];
}

function accessOf({ visibility, gitUser }: Settings): FluxAccess | undefined {
  if (visibility === "public") return undefined;
  if (gitUser !== undefined) return { user: gitUser, key: outputOf("given", "gitKey") };
  return undefined;
}

/** One cluster per cluster type; it follows the folder of its type in each environment that has the type. */
export function clusterThings(settings: Settings, clusterTypes: readonly ClusterType[]): readonly Thing[] {
  const { azure, server } = settings;
  if (azure === undefined || azure.clusters.length === 0) return [];
  const { group } = ownNames(settings);
  const access = accessOf(settings);
  return [
    thing("resource-group", { group, location: azure.location }),
    ...azure.clusters.flatMap((cluster) => [
      thing("aks-cluster", { group, cluster, location: azure.location, nodes: 1, nodeSize: "Standard_B2s" }),
      ...clusterTypes
        .filter(({ clusterType }) => clusterType === cluster)
        .map(({ environment }) =>
          thing("flux-configuration", {
            group,
            cluster,
            configuration: `${environment}-${cluster}`,
            namespace: "flux-system",
            url: `${server}/${settings.organisation}/${repositoryName(settings, "platform-gitops")}`,
            branch: environment,
            path: `./${cluster}`,
            ...(access === undefined ? {} : { access }),
          }),
        ),
    ]),
  ];
}

/** Applied last: where a cluster refuses it, everything else is complete. */
export function clusterSecretThings(settings: Settings): readonly Thing[] {
  const { azure, prefix } = settings;
  const access = accessOf(settings);
  if (azure === undefined || access === undefined) return [];
  return azure.clusters.map((cluster) =>
    thing("cluster-secret", { group: `${prefix}-rg`, cluster, key: access.key }),
  );
}
