/** An Azure tenant with one subscription, as the Azure CLI reaches it: what is in it, and who may do what. */
import { randomUUID } from "node:crypto";
import type { FluxCluster } from "../azure/cluster.ts";
import type { FluxRecord } from "../azure/record.ts";
import type { ClusterWorld } from "../clusters/cluster.ts";
import { armError, graphError } from "./errors.ts";

export interface Application {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly createdDateTime: string;
  readonly credentials: FederatedCredential[];
}

export interface FederatedCredential {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly description: string | null;
}

export interface ServicePrincipal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
}

export interface RoleDefinition {
  readonly id: string;
  readonly name: string;
  readonly roleName: string;
  readonly description: string;
  readonly actions: readonly string[];
  readonly assignableScopes: readonly string[];
}

export interface RoleAssignment {
  readonly id: string;
  readonly name: string;
  readonly principalId: string;
  readonly principalType: string;
  readonly roleDefinitionId: string;
  readonly scope: string;
}

export interface ResourceGroup {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>> | null;
}

export interface FluxResource {
  readonly name: string;
  readonly createdAt: string;
  /** The cluster's half of it; undefined in a sandbox without repositories. */
  readonly cluster: FluxCluster | undefined;
  readonly record: () => FluxRecord | undefined;
  readonly httpsUser: string | null;
}

export interface ManagedCluster {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly resourceUid: string;
  readonly nodes: number;
  readonly nodeSize: string;
  /** Requests that still see another state than the last one, such as `Creating`. */
  provisioning: { state: string; for: number };
  /** The version of the extension Microsoft.Flux, once it is installed. */
  fluxVersion: string | undefined;
  readonly configurations: Map<string, FluxResource>;
  /** Manifests that have been applied, by the names of their Secrets, with their ids. */
  readonly secrets: Map<string, { readonly uid: string; readonly text: string }>;
}

/** How long what has been made is not found yet, counted in requests for it. */
interface Spread {
  /** An application, by what is made of it. */
  applications: number;
  /** A principal, by the assignment of a role. */
  principals: number;
  /** A custom role, by its assignment. */
  roles: number;
  /** A resource provider that has just been registered. */
  providers: number;
  /** Flux on a cluster, by its first configuration: it is still being installed. */
  flux: number;
}

interface CloudOptions {
  /** Where the clusters fetch from. Without it, Flux configurations are recorded, and nothing reconciles. */
  readonly world?: ClusterWorld;
  /** For how many reads a cluster's record shows a new commit as fetched but not yet applied. */
  readonly lag?: number;
  /** A repository that is read over SSH: its address for the clusters, and the token of the deploy key. */
  readonly ssh?: (
    url: string,
    privateKey: string,
  ) => { readonly url: string; readonly token: string } | undefined;
}

export class AzureCloud implements AsyncDisposable {
  readonly tenantId = "00000000-0000-0000-0000-0000000000aa";
  readonly subscriptionId = "00000000-0000-0000-0000-000000000001";
  readonly options: CloudOptions;
  /** Whether somebody has logged in with `az login`. */
  isLoggedIn = true;
  /** Extensions of az on this machine. */
  readonly extensions = new Set<string>();
  /** Operations that Azure denies, such as `Microsoft.Authorization/roleAssignments/write`; `Graph` for Entra's. */
  readonly denied = new Set<string>();
  readonly locations = ["eastus", "northeurope", "westeurope", "westus2"];
  readonly nodeSizes = new Map([
    ["Standard_B2s", 2],
    ["Standard_B4ms", 4],
    ["Standard_D2s_v5", 2],
    ["Standard_DS2_v2", 2],
  ]);
  /** Processors that the subscription may still use in a region. */
  quota = 64;
  /** How many requests see a new cluster as `Creating`, if whoever made it did not wait for it. */
  creating = 0;
  readonly spread: Spread = { applications: 0, principals: 0, roles: 0, providers: 0, flux: 0 };
  readonly providers = new Map<string, string>([
    ["Microsoft.ContainerService", "Registered"],
    ["Microsoft.Kubernetes", "NotRegistered"],
    ["Microsoft.KubernetesConfiguration", "NotRegistered"],
  ]);
  readonly applications = new Map<string, Application>();
  readonly principals = new Map<string, ServicePrincipal>();
  readonly roles = new Map<string, RoleDefinition>();
  readonly assignments = new Map<string, RoleAssignment>();
  readonly groups = new Map<string, ResourceGroup>();
  readonly clusters = new Map<string, ManagedCluster>();
  readonly #unseen = new Map<string, number>();

  constructor(options: CloudOptions = {}) {
    this.options = options;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { configurations } of this.clusters.values())
      for (const configuration of configurations.values())
        await configuration.cluster?.[Symbol.asyncDispose]();
  }

  get scope(): string {
    return `/subscriptions/${this.subscriptionId}`;
  }

  newId(): string {
    return randomUUID();
  }

  /** What has just been made is not seen by so many requests. */
  spreads(key: string, requests: number): void {
    if (requests > 0) this.#unseen.set(key, requests);
  }

  /** Whether a request finds it; each that does not brings the next nearer. */
  sees(key: string): boolean {
    const left = this.#unseen.get(key) ?? 0;
    if (left === 0) return true;
    this.#unseen.set(key, left - 1);
    return false;
  }

  /** @throws AzError AuthorizationFailed */
  permit(operation: string, scope: string): void {
    if (!this.denied.has(operation)) return;
    const who = "The client 'operator@contoso.com' with object id '00000000-0000-0000-0000-0000000000ff'";
    const what = `does not have authorization to perform action '${operation}' over scope '${scope}' or the scope is invalid.`;
    const hint = "If access was recently granted, please refresh your credentials.";
    throw armError(403, "AuthorizationFailed", `${who} ${what} ${hint}`);
  }

  /** @throws AzError Microsoft Graph's, if the person may not write applications */
  permitGraph(): void {
    if (this.denied.has("Graph")) throw graphError("Insufficient privileges to complete the operation.");
  }
}
