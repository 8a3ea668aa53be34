/** An organisation without repositories, a subscription without clusters, and a runner that waits: what `init` begins with. */
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AzureCloud, AzureServer, type ClusterView, serveAz } from "@kalypso-actions/azure-sandbox";
import { GitHubServer, World } from "@kalypso-actions/github-sandbox";
import { WorkflowRunner } from "@kalypso-actions/workflow-runner";
import { answerPage } from "./pages/router.ts";
import { type PlatformWorld, pageWorld } from "./platform-world.ts";
import { type RepositoryNames, recordedNames, recordPath, withAddresses } from "./repository-names.ts";
import { openTools } from "./tools.ts";
import type { TutorialStep } from "./tutorial.ts";

const actionsRoot = fileURLToPath(new URL("../../../..", import.meta.url));

/** What an owner's fine-grained token may do. */
const ownerGrants = {
  actions: "write",
  actions_variables: "write",
  administration: "write",
  contents: "write",
  environments: "write",
  issues: "write",
  members: "read",
  organization_administration: "read",
  pull_requests: "write",
  secrets: "write",
  workflows: "write",
} as const;

function clusterViews({ clusters }: AzureCloud): readonly ClusterView[] {
  return [...clusters.values()].flatMap(({ configurations }) =>
    [...configurations.values()].flatMap(({ cluster }) => cluster?.view() ?? []),
  );
}

interface EmptyWorldOptions {
  /** For how many reads a cluster's record shows a new commit as fetched but not yet applied. */
  readonly clusterLag?: number;
  /** Whether clusters fetch what they follow; else Azure only records that they do. */
  readonly follows?: boolean;
  /** The address of the fleet's page, for whoever serves one. */
  readonly fleet?: string;
}

export class EmptyWorld implements PlatformWorld, AsyncDisposable {
  readonly world: World;
  readonly github: GitHubServer;
  readonly azure: AzureServer;
  readonly cloud: AzureCloud;
  readonly runner: WorkflowRunner;
  /** With whose token a person works. */
  readonly token: string;
  /** The environment in which GitHub and `az` are this world's. */
  readonly env: Readonly<Record<string, string>>;

  private constructor(
    parts: Pick<EmptyWorld, "world" | "github" | "azure" | "cloud" | "runner" | "token" | "env">,
  ) {
    this.world = parts.world;
    this.github = parts.github;
    this.azure = parts.azure;
    this.cloud = parts.cloud;
    this.runner = parts.runner;
    this.token = parts.token;
    this.env = parts.env;
  }

  static async open(root: string, options: EmptyWorldOptions = {}): Promise<EmptyWorld> {
    const { clusterLag: lag = 0, follows = true, fleet } = options;
    const world = await World.open(root, Date.now());
    const storage = join(root, "runner");
    await mkdir(storage, { recursive: true });
    const github = await GitHubServer.open(world);
    const azure = await AzureServer.open({
      folder: storage,
      clientId: "00000000-0000-0000-0000-00000000000c",
      tenantId: "00000000-0000-0000-0000-0000000000aa",
      clientSecret: "not used",
      assertions: ["assertion-for-api://AzureADTokenExchange"],
    });
    const cloud = new AzureCloud(follows ? { world, lag } : {});
    const az = serveAz(azure, cloud);
    const certificate = readFileSync(azure.certificateFile, "utf8");
    const runner = new WorkflowRunner({
      services: { github, storage, images: new Map(), azure: { url: azure.url, certificate } },
      sources: { "kalypso-actions/kalypso-actions": { root: actionsRoot, refs: ["v1"] } },
      tools: await openTools(join(storage, "tools")),
      env: { NODE_EXTRA_CA_CERTS: azure.certificateFile },
    });
    const token = github.token("owner-token", {
      user: "person",
      permissions: ownerGrants,
      isWorkflowToken: false,
      isPersonal: true,
    });
    const env = { ...az, ...github.env, GH_TOKEN: token };
    const opened = new EmptyWorld({ world, github, azure, cloud, runner, token, env });
    const pages = pageWorld({
      github,
      runner,
      controlPlane: () => opened.controlPlane,
      clusters: () => clusterViews(cloud),
      fleet,
    });
    github.pages = (request) => answerPage(pages, request);
    return opened;
  }

  /** The repository with the record of init; undefined while there is none. */
  get controlPlane(): string | undefined {
    return this.github
      .repositories()
      .filter((name) => name.endsWith("-control-plane"))
      .find((name) => this.github.git(name).text("main", recordPath) !== undefined);
  }

  /** @throws Error if init has not made a control plane */
  get names(): RepositoryNames {
    const { controlPlane } = this;
    if (controlPlane === undefined) throw new Error("there is no control plane yet");
    return recordedNames(this.github.git(controlPlane).text("main", recordPath) ?? "");
  }

  /**
   * A step of the tutorial as the platform's rulesets ask for it: a push to a branch of one's own, and a pull request.
   * @returns its number
   */
  async propose({ repository, branch, message, change }: TutorialStep): Promise<number> {
    const { github, names, token } = this;
    const name = names(repository);
    const head = `${branch}-${message.replaceAll(/[^a-z]+/g, "-")}`;
    const owner = `${github.url}/${github.owner}`;
    const entries = Object.entries(change).map(
      ([path, text]) => [path, text === null ? null : withAddresses(text, owner, names)] as const,
    );
    github.git(name).git(["update-ref", `refs/heads/${head}`, `refs/heads/${branch}`]);
    await github.push({ repository: name, branch: head }, message, Object.fromEntries(entries));
    const answer = await fetch(`${github.env["GITHUB_API_URL"]}/repos/${github.owner}/${name}/pulls`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ title: message, head, base: branch, body: "" }),
    });
    const { number } = (await answer.json()) as { readonly number?: number };
    if (number === undefined) throw new Error(`${name}: ${answer.status} for the pull request ${message}`);
    return number;
  }

  /** Lets the checks of a control plane find this world's Azure, and not wait as long as on GitHub. */
  hurry(controlPlane: string): void {
    const variables = {
      AZURE_ENDPOINT: this.azure.url,
      AZURE_AUTHORITY: this.azure.url,
      CHECK_POLL_INTERVAL: "0.05",
      CHECK_GRACE_PERIOD: "0.5",
      CHECK_TIMEOUT: "300",
    };
    const { variables: own } = this.github.repository(controlPlane);
    for (const [name, value] of Object.entries(variables)) own.set(name, value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runner.close();
    await this.cloud[Symbol.asyncDispose]();
    await this.azure[Symbol.asyncDispose]();
    await this.github[Symbol.asyncDispose]();
  }
}
