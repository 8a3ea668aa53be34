/** An organisation without repositories, a subscription without clusters, and a runner that waits: what `init` begins with. */
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AzureCloud, AzureServer, serveAz } from "@kalypso-actions/azure-sandbox";
import { GitHubServer, World } from "@kalypso-actions/github-sandbox";
import { WorkflowRunner } from "@kalypso-actions/workflow-runner";
import { openTools } from "./tools.ts";

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

export class EmptyWorld implements AsyncDisposable {
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

  static async open(root: string): Promise<EmptyWorld> {
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
    const cloud = new AzureCloud({ world });
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
    return new EmptyWorld({ world, github, azure, cloud, runner, token, env });
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
