/** A platform repository, an application repository, and clusters that follow them. */
import { join } from "node:path";
import { GitHubServer, temporaryFolder, World } from "@kalypso-actions/github-sandbox";
import { type ClusterOptions, FluxCluster } from "../src/azure/cluster.ts";
import type { FluxRecord } from "../src/azure/record.ts";
import { ArgoCluster, type ArgoClusterOptions } from "../src/clusters/argo/cluster.ts";

export interface ShownStatus {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly complianceState: string;
  readonly appliedBy: { readonly name: string; readonly namespace: string } | null;
  readonly helmReleaseProperties: Readonly<Record<string, unknown>> | null;
  readonly statusConditions: readonly Readonly<Record<string, string>>[];
}

export function statusesOf({ properties }: Pick<FluxRecord, "properties">): readonly ShownStatus[] {
  return properties["statuses"] as readonly ShownStatus[];
}

/** A record as lines: the fields under test, in a readable order. */
export function lines(record: FluxRecord | undefined): readonly string[] {
  if (record === undefined) return ["nothing"];
  return [
    `${record.properties["complianceState"]} ${record.properties["sourceSyncedCommitId"]}`,
    ...statusesOf(record).map(({ kind, name, complianceState, appliedBy, statusConditions }) => {
      const ready = statusConditions.find(({ type }) => type === "Ready");
      const by = appliedBy === null ? "" : ` by ${appliedBy.name}`;
      return `${kind}/${name}${by} ${complianceState}: ${ready?.["status"]} ${ready?.["reason"]} ${ready?.["message"]}`;
    }),
  ];
}

export const namespace = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;

export const deployment = (name: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec: {}\n`;

/** The output of the sample template `arc-flux`. */
export function reconciler(name: string, url: string, path: string): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: ${name}, namespace: flux-system }
spec:
  interval: 15s
  url: ${url}
  ref: { branch: dev }
  secretRef: { name: repo-secret }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec:
  interval: 30s
  targetNamespace: dev-${name}
  sourceRef: { kind: GitRepository, name: ${name} }
  path: ${path}
  prune: true
`;
}

/** The output of the sample template `argocd`. */
export function application(name: string, url: string, path: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd }
spec:
  project: default
  source: { repoURL: "${url}", targetRevision: dev, path: ${path}, directory: { recurse: true } }
  destination: { server: https://kubernetes.default.svc, namespace: dev-${name} }
  syncPolicy: { automated: { prune: true, selfHeal: true } }
`;
}

export class ClusterStage implements AsyncDisposable {
  readonly world: World;
  readonly github: GitHubServer;
  readonly #gone: AsyncDisposableStack;

  private constructor(world: World, github: GitHubServer, gone: AsyncDisposableStack) {
    this.world = world;
    this.github = github;
    this.#gone = gone;
  }

  static async open(): Promise<ClusterStage> {
    const gone = new AsyncDisposableStack();
    const folder = gone.use(await temporaryFolder());
    const world = await World.open(join(folder.path, "world"));
    const github = gone.use(await GitHubServer.open(world));
    const reads = { user: "flux", permissions: { contents: "read" }, isWorkflowToken: false } as const;
    github.token("flux", { ...reads, repositories: ["gitops", "app-gitops"] });
    const says = { user: "notifier", permissions: { statuses: "write" }, isWorkflowToken: false } as const;
    github.token("notifier", { ...says, repositories: ["gitops"] });
    return new ClusterStage(world, github, gone);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#gone.disposeAsync();
  }

  url(repository: string): string {
    return `${this.github.url}/contoso/${repository}`;
  }

  push(repository: string, change: Readonly<Record<string, string | null>>): Promise<string> {
    return this.github.push({ repository, branch: "dev" }, "a change", change);
  }

  report(clusterType: string) {
    const api = `${this.github.url}/api/v3`;
    return { api, token: "notifier", repository: "contoso/gitops", clusterType };
  }

  get #common() {
    return { branch: "dev", repository: this.url("gitops"), token: "flux", world: this.world };
  }

  async flux(options: Partial<ClusterOptions> = {}): Promise<FluxCluster> {
    const common = { ...this.#common, name: "drone", path: "./drone" };
    return this.#gone.use(await FluxCluster.start({ ...common, ...options }));
  }

  async argo(options: Partial<ArgoClusterOptions> = {}): Promise<ArgoCluster> {
    const common = { ...this.#common, name: "large", path: "./large", report: this.report("large") };
    return this.#gone.use(await ArgoCluster.start({ ...common, ...options }));
  }

  /** The statuses on a commit of the platform repository. */
  said(commit: string): readonly string[] {
    const statuses = this.github.repository("gitops").statuses.get(commit) ?? [];
    return statuses.map(({ context, state, description }) => `${context} ${state}: ${description}`);
  }
}
