import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  AzureServer,
  type ClusterOptions,
  FluxCluster,
  GitHubServer,
  type TemporaryFolder,
  temporaryFolder,
  World,
} from "@kalypso-actions/sandbox";
import { violations } from "./openapi.ts";
import { type ActionRun, runAction } from "./process.ts";

export const clientId = "00000000-0000-0000-0000-00000000000c";
export const tenantId = "00000000-0000-0000-0000-0000000000aa";

export type Files = Readonly<Record<string, string>>;

/** A GitHub of its own for a test, and a folder to work in. */
export class Stage implements AsyncDisposable {
  readonly world: World;
  readonly github: GitHubServer;
  readonly #folder: TemporaryFolder;

  private constructor(folder: TemporaryFolder, world: World, github: GitHubServer) {
    this.#folder = folder;
    this.world = world;
    this.github = github;
    const write = {
      contents: "write",
      pull_requests: "write",
      issues: "write",
      statuses: "write",
      actions: "write",
      environments: "write",
    } as const;
    github.token("app-token", { user: "kalypso[bot]", permissions: write, isWorkflowToken: false });
    github.token("job-token", { user: "github-actions[bot]", permissions: write, isWorkflowToken: true });
    const read = { contents: "read", pull_requests: "read", issues: "read" } as const;
    github.token("reader", { user: "reader", permissions: read, isWorkflowToken: false });
  }

  static async open(): Promise<Stage> {
    const folder = await temporaryFolder();
    const world = await World.open(join(folder.path, "world"));
    return new Stage(folder, world, await GitHubServer.open(world));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.github[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
    // Whatever a test is about: what was asked and answered in it has to be what GitHub describes.
    const wrong = this.github.requests.flatMap(violations);
    if (wrong.length > 0) throw new Error(`not as GitHub describes it:\n${wrong.join("\n")}`);
  }

  path(name: string): string {
    return join(this.#folder.path, name);
  }

  /** A folder of files on disk. */
  async folder(name: string, files: Files): Promise<string> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(this.path(name), path)), { recursive: true });
      await writeFile(join(this.path(name), path), text);
    }
    return this.path(name);
  }

  /** Runs a bundled action as a runner does, on this stage's server. */
  async run(
    action: string,
    inputs: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>> = {},
    onStart?: (kill: (signal?: NodeJS.Signals) => void) => void,
  ): Promise<ActionRun> {
    const runner = { GITHUB_REPOSITORY: "contoso/control-plane", GITHUB_RUN_ID: "7", ...this.github.env };
    return runAction(action, inputs, {
      cwd: this.#folder.path,
      env: { ...runner, ...env },
      ...(onStart === undefined ? {} : { onStart }),
    });
  }

  /** An Azure beside it, whose graph holds what the clusters tell. */
  async azure(clusters: readonly FluxCluster[]): Promise<AzureServer> {
    const azure = await AzureServer.open({
      folder: this.#folder.path,
      ...{ clientId, tenantId, clientSecret: "azure-secret" },
      assertions: ["assertion-for-api://AzureADTokenExchange"],
    });
    azure.records = () => clusters.flatMap((cluster) => cluster.records());
    return azure;
  }

  /** A cluster that follows the branch `dev` of the GitOps repository. */
  async cluster(name: string, options: Partial<ClusterOptions> = {}): Promise<FluxCluster> {
    return FluxCluster.start({
      ...{ name, path: `./${name}`, branch: "dev", token: "app-token" },
      ...{ repository: `${this.github.url}/contoso/gitops`, world: this.world },
      ...options,
    });
  }

  /** Runs an action that is killed when its n-th request has been done, and before it hears of it. */
  async killedAt(nth: number, action: string, inputs: Readonly<Record<string, string>>): Promise<void> {
    await this.run(action, inputs, {}, (kill) => {
      this.github.faults.rules = [{ on: /./, nth, cutAfter: true, kill }];
    });
    this.github.faults.rules = [];
  }

  /** The files of a branch, small ones as text. */
  files(repository: string, branch: string): Files {
    const git = this.github.git(repository);
    return Object.fromEntries(git.paths(branch).map((name) => [name, git.text(branch, name) ?? ""]));
  }

  /** What was asked of the server, but for what only reads. */
  writes(): readonly string[] {
    return this.github.requests
      .filter(({ method }) => method !== "GET")
      .map(({ method, path, status }) => `${method} ${path.replace("/repos/contoso/", "")} ${status}`);
  }

  /** Lets the requests so far be forgotten. */
  forget(): void {
    this.github.requests.length = 0;
  }
}
