/**
 * The tutorial's organisation on one machine: its repositories on a GitHub with a workflow runner, an Azure, and the
 * clusters that follow the Platform GitOps repository.
 */
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AzureServer, type Cluster, FluxCluster } from "@kalypso-actions/azure-sandbox";
import {
  type App,
  type EnvironmentState,
  GitHubServer,
  type GitHubSnapshot,
  newEnvironment,
  type PullState,
  sampleHost,
  World,
  type WorldSnapshot,
} from "@kalypso-actions/github-sandbox";
import { type RunnerSnapshot, WorkflowRunner } from "@kalypso-actions/workflow-runner";
import { startClusters } from "./fleet.ts";
import { answerPage } from "./pages/router.ts";
import { openPull, type PlatformWorld, pageWorld } from "./platform-world.ts";
import { sampleNames, withAddresses } from "./repository-names.ts";
import { openTools } from "./tools.ts";
import { importExamples, type TutorialStep } from "./tutorial.ts";

const actionsRoot = fileURLToPath(new URL("../../../..", import.meta.url));

const azureLogin = {
  clientId: "00000000-0000-0000-0000-00000000000c",
  tenantId: "00000000-0000-0000-0000-0000000000aa",
};

const write = { contents: "write", pull_requests: "write", issues: "write" } as const;

/** Installed in the repositories that the platform's workflows read or write. */
const platformApp = {
  clientId: "Iv23platform",
  privateKey: "the platform's private key",
  slug: "contoso-platform",
  permissions: { ...write, statuses: "write", environments: "read" },
  repositories: ["control-plane", "platform-gitops", "app-src", "svc-src", "svc-gitops"],
} as const;

const teamApp = {
  clientId: "Iv23kaizen",
  privateKey: "the application team's private key",
  slug: "contoso-kaizen",
  permissions: write,
  repositories: ["app-src", "app-gitops", "control-plane"],
} as const;

export interface TutorialWorldOptions {
  /** Seconds between two polls of a check, the grace period for a failure, and the deadline. */
  readonly pollInterval?: number;
  readonly gracePeriod?: number;
  readonly timeout?: number;
  /** For how many reads a cluster's record shows a new commit as fetched but not yet applied. */
  readonly clusterLag?: number;
}

/** A world in which nothing runs, to be restored later. */
export interface TutorialSnapshot {
  readonly world: WorldSnapshot;
  readonly github: GitHubSnapshot;
  readonly runner: RunnerSnapshot;
}

/** The organisation that the samples describe, made by hand, with two Apps and clusters of Flux and of Argo CD. */
export class TutorialWorld implements PlatformWorld, AsyncDisposable {
  readonly world: World;
  readonly github: GitHubServer;
  readonly azure: AzureServer;
  readonly runner: WorkflowRunner;
  readonly names = sampleNames;
  /**
   * By environment and name, such as `dev/drone`. The `large` ones run Argo CD and report by commit status; Azure does
   * not know them.
   */
  readonly clusters: ReadonlyMap<string, Cluster>;

  private constructor(parts: Pick<TutorialWorld, "world" | "github" | "azure" | "runner" | "clusters">) {
    this.world = parts.world;
    this.github = parts.github;
    this.azure = parts.azure;
    this.runner = parts.runner;
    this.clusters = parts.clusters;
  }

  static async open(root: string, options: TutorialWorldOptions = {}): Promise<TutorialWorld> {
    const world = await World.open(root, Date.now());
    const storage = join(root, "runner");
    await mkdir(storage, { recursive: true });
    const github = await GitHubServer.open(world);
    await importExamples(world, (text) => text.replaceAll(sampleHost, `${github.url}/${github.owner}`));
    const azure = await AzureServer.open({
      folder: storage,
      ...azureLogin,
      clientSecret: "not used",
      assertions: ["assertion-for-api://AzureADTokenExchange"],
    });
    configure(github, azure, options);
    const certificate = readFileSync(azure.certificateFile, "utf8");
    const runner = new WorkflowRunner({
      services: { github, storage, images: new Map(), azure: { url: azure.url, certificate } },
      sources: { "kalypso-actions/kalypso-actions": { root: actionsRoot, refs: ["v1"] } },
      tools: await openTools(join(storage, "tools")),
      env: { NODE_EXTRA_CA_CERTS: azure.certificateFile },
    });
    const clusters = await startClusters(world, github, options.clusterLag ?? 0);
    azure.records = () =>
      [...clusters.values()].flatMap((cluster) => (cluster instanceof FluxCluster ? cluster.records() : []));
    const views = () => [...clusters.values()].flatMap((cluster) => cluster.view() ?? []);
    const pages = pageWorld({
      github,
      runner,
      controlPlane: () => sampleNames("control-plane"),
      clusters: views,
    });
    github.pages = (request) => answerPage(pages, request);
    return new TutorialWorld({ world, github, azure, runner, clusters });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runner.close();
    await Promise.all([...this.clusters.values()].map((cluster) => cluster[Symbol.asyncDispose]()));
    await this.azure[Symbol.asyncDispose]();
    await this.github[Symbol.asyncDispose]();
  }

  /** @param folder receives the copies of the repositories */
  async snapshot(folder: string): Promise<TutorialSnapshot> {
    const { world, github, runner } = this;
    const copied = { world: await world.snapshot(folder), runner: await runner.snapshot() };
    return { ...copied, github: github.snapshot() };
  }

  /** Stops all runs and restores a snapshot: same servers, same addresses, healthy clusters. */
  async restore(snapshot: TutorialSnapshot): Promise<void> {
    await this.runner.restore(snapshot.runner);
    for (const cluster of this.clusters.values()) await cluster.settled();
    await this.world.restore(snapshot.world);
    for (const cluster of this.clusters.values()) await cluster.settled();
    this.github.restore(snapshot.github);
    this.azure.requests.length = 0;
    this.azure.faults.rules = [];
    // Their commit statuses go to the restored GitHub.
    for (const cluster of this.clusters.values()) await cluster.reset();
  }

  /** @throws Error if there is none, or more than one */
  openPull(repository: string, base: string): PullState {
    return openPull(this, repository, base);
  }

  /** Pushes a step of the tutorial, with this world's addresses. */
  async push({ repository, branch, message, change }: TutorialStep): Promise<string> {
    const entries = Object.entries(change).map(
      ([path, text]) => [path, text === null ? null : this.here(text)] as const,
    );
    return this.github.push({ repository, branch }, message, Object.fromEntries(entries));
  }

  /** A text of the samples, with this world's addresses. */
  here(text: string): string {
    return withAddresses(text, `${this.github.url}/${this.github.owner}`, this.names);
  }

  /** The reverse: a text of this world, with the samples' addresses. */
  there(text: string): string {
    return text.replaceAll(`${this.github.url}/${this.github.owner}`, sampleHost);
  }
}

/** Where workflows use the key besides `main`: the environments' branches. */
const branchesWithKey: Readonly<Record<string, readonly string[]>> = {
  "control-plane": ["main", "dev", "stage"],
  "platform-gitops": ["dev", "stage"],
};

interface KeyPlace {
  readonly branches: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
}

/** A GitHub environment with the key of an App, for the workflows of a few branches. */
function withKey({ privateKey }: App, { branches, variables }: KeyPlace): EnvironmentState {
  const secrets = new Map([["APP_PRIVATE_KEY", privateKey]]);
  return { ...newEnvironment(variables), secrets, branches };
}

function configure(github: GitHubServer, azure: AzureServer, options: TutorialWorldOptions): void {
  for (const app of [platformApp, teamApp]) github.apps.set(app.clientId, app);
  const owners = {
    "control-plane": platformApp,
    "platform-gitops": platformApp,
    "svc-src": platformApp,
    "app-src": teamApp,
  };
  for (const [name, app] of Object.entries(owners)) {
    const { variables, environments } = github.repository(name);
    variables.set("APP_CLIENT_ID", app.clientId).set("CONTROL_PLANE", "control-plane");
    environments.set("kalypso", withKey(app, { branches: branchesWithKey[name] ?? ["main"] }));
  }
  github.repository("platform-gitops").defaultBranch = "dev";
  const { pollInterval = 0.05, gracePeriod = 0.5, timeout = 300 } = options;
  const controlPlane = github.repository("control-plane");
  const variables = {
    GITOPS_REPOSITORY: "platform-gitops",
    FIRST_ENVIRONMENT: "dev",
    AZURE_CLIENT_ID: azureLogin.clientId,
    AZURE_TENANT_ID: azureLogin.tenantId,
    AZURE_ENDPOINT: azure.url,
    AZURE_AUTHORITY: azure.url,
    // Azure knows the Flux clusters; the others report by commit status.
    CHECK_HEALTH: "both",
    CHECK_STATUS_CREATORS: "argocd-notifications",
    CHECK_POLL_INTERVAL: String(pollInterval),
    CHECK_GRACE_PERIOD: String(gracePeriod),
    CHECK_TIMEOUT: String(timeout),
  };
  for (const [name, value] of Object.entries(variables)) controlPlane.variables.set(name, value);
  const promoted = { branches: ["main"] };
  const dev = withKey(platformApp, { ...promoted, variables: { NEXT_ENVIRONMENT: "stage" } });
  controlPlane.environments.set("dev", dev).set("stage", withKey(platformApp, promoted));
  github.repository("app-src").variables.set("GITOPS_REPOSITORY", "app-gitops");
  github.repository("svc-src").variables.set("GITOPS_REPOSITORY", "svc-gitops");
}
