/** What Azure's clusters follow. */
import { type Diagnostic, DiagnosticError } from "@kalypso-actions/diagnostics";
import type { ObservedConfiguration } from "@kalypso-actions/setup";
import { z } from "zod";
import type { Az } from "../azure/az.ts";
import { AzureContext } from "../azure/context.ts";
import { configuration } from "../azure/flux.ts";
import { AzRefusal } from "../azure/refusals.ts";
import { fluxRelease } from "./flux-releases.ts";
import type { Unread } from "./unread.ts";

const clusterKinds = {
  managedClusters: "Microsoft.ContainerService/managedClusters",
  connectedClusters: "Microsoft.Kubernetes/connectedClusters",
} as const;

const resources = z.array(z.object({ name: z.string(), resourceGroup: z.string() }));

interface Cluster {
  readonly group: string;
  readonly name: string;
  readonly kind: keyof typeof clusterKinds;
  readonly subscription: Readonly<Record<string, string>>;
}

async function clustersIn(
  azure: AzureContext,
  subscription: Cluster["subscription"],
): Promise<readonly Cluster[]> {
  const found: Cluster[] = [];
  for (const [kind, type] of Object.entries(clusterKinds)) {
    const options = { "--resource-type": type, ...subscription };
    for (const { name, resourceGroup: group } of await azure.ask(
      { command: "resource list", options },
      resources,
    ))
      found.push({ group, name, kind: kind as Cluster["kind"], subscription });
  }
  return found;
}

const extensions = z.array(
  z.object({
    extensionType: z.string(),
    /** What runs; `version` is what was asked for, if anything was. */
    currentVersion: z.string().nullish(),
    version: z.string().nullish(),
  }),
);

function placeOf({ group, name, kind, subscription }: Cluster) {
  return { "--resource-group": group, "--cluster-name": name, "--cluster-type": kind, ...subscription };
}

/** @returns undefined for a cluster without the extension, or with one that nobody knows */
async function fluxVersionOf(azure: AzureContext, cluster: Cluster): Promise<string | undefined> {
  const all = await azure.ask({ command: "k8s-extension list", options: placeOf(cluster) }, extensions);
  const flux = all.find(({ extensionType }) => extensionType.toLowerCase() === "microsoft.flux");
  return fluxRelease(flux?.currentVersion ?? flux?.version ?? "");
}

/** One for each folder that the cluster applies; none of what comes from elsewhere than git. */
async function configurationsOf(
  azure: AzureContext,
  cluster: Cluster,
): Promise<readonly ObservedConfiguration[]> {
  const options = placeOf(cluster);
  const all = await azure.ask({ command: "k8s-configuration flux list", options }, z.array(configuration));
  return all.flatMap(({ gitRepository, kustomizations, name: of }) => {
    if (gitRepository === null || gitRepository === undefined) return [];
    const { branch, tag, semver, commit } = gitRepository.repositoryRef ?? {};
    // The others come before the branch.
    const follows = commit || semver || tag ? undefined : (branch ?? undefined);
    return Object.values(kustomizations ?? {}).map(({ path }) => ({
      cluster: `${cluster.group}/${cluster.name}`,
      name: of,
      url: gitRepository.url,
      branch: follows,
      path: path ?? "",
      fluxVersion: undefined,
    }));
  });
}

function lacksExtension(error: unknown): boolean {
  return error instanceof AzRefusal && /misspelled or not recognized|requires the extension/.test(error.said);
}

/** With the version of Flux on each cluster, which another extension of az tells. */
async function withVersions(
  azure: AzureContext,
  found: readonly { readonly cluster: Cluster; readonly configurations: readonly ObservedConfiguration[] }[],
  unread: Unread,
): Promise<readonly ObservedConfiguration[]> {
  try {
    const all: ObservedConfiguration[] = [];
    for (const { cluster, configurations } of found) {
      const fluxVersion = configurations.length === 0 ? undefined : await fluxVersionOf(azure, cluster);
      all.push(...configurations.map((each) => ({ ...each, fluxVersion })));
    }
    return all;
  } catch (error) {
    if (!lacksExtension(error)) throw error;
    unread.tell(
      "Azure was not asked which Flux its clusters have: the Azure CLI has no extension k8s-extension",
      "Add it with `az extension add --name k8s-extension`.",
    );
    return found.flatMap(({ configurations }) => configurations);
  }
}

function notAsked(diagnostics: readonly Diagnostic[], unread: Unread): undefined {
  const [first] = diagnostics;
  return unread.tell(
    `Azure was not asked what its clusters follow: ${first?.message ?? ""}`,
    first?.hint ?? "",
  );
}

/**
 * @param subscriptions ids; that of the login if there are none
 * @param isWanted whether somebody asks for it, so that it is an error if it cannot be done
 * @returns undefined if Azure cannot be asked
 */
export async function observeConfigurations(
  az: Az,
  { subscriptions, isWanted }: { readonly subscriptions: readonly string[]; readonly isWanted: boolean },
  unread: Unread,
): Promise<readonly ObservedConfiguration[] | undefined> {
  const azure = new AzureContext(az);
  const each = subscriptions.length === 0 ? [{}] : subscriptions.map((id) => ({ "--subscription": id }));
  try {
    const clusters = (await Promise.all(each.map((one) => clustersIn(azure, one)))).flat();
    const found = [];
    for (const cluster of clusters)
      found.push({ cluster, configurations: await configurationsOf(azure, cluster) });
    return await withVersions(azure, found, unread);
  } catch (error) {
    if (lacksExtension(error))
      return unread.tell(
        "Azure was not asked what its clusters follow: the Azure CLI has no extension k8s-configuration",
        "Add it with `az extension add --name k8s-configuration`.",
      );
    if (isWanted || !(error instanceof DiagnosticError)) throw error;
    return notAsked(error.diagnostics, unread);
  }
}
