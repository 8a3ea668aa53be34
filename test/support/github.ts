import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { AzureServer, type ClusterOptions, FluxCluster } from "@kalypso-actions/azure-sandbox";
import { openEnd, type RunTime } from "@kalypso-actions/deadlines";
import { GitHubServer, type TemporaryFolder, temporaryFolder, World } from "@kalypso-actions/github-sandbox";
import { notifyInputs } from "../../actions/notify/src/inputs.ts";
import { notify } from "../../actions/notify/src/notify.ts";
import { openPrInputs } from "../../actions/open-pr/src/inputs.ts";
import { openPr } from "../../actions/open-pr/src/open-pr.ts";
import { promoteInputs } from "../../actions/promote/src/inputs.ts";
import { promotion } from "../../actions/promote/src/promotion.ts";
import { inputSource, type Outcome, outcomeOf } from "./in-process.ts";
import { violations } from "./openapi.ts";
import { type ActionRun, type ProcessOptions, runAction } from "./process.ts";

export const clientId = "00000000-0000-0000-0000-00000000000c";
export const tenantId = "00000000-0000-0000-0000-0000000000aa";

export type Files = Readonly<Record<string, string>>;
type Inputs = Readonly<Record<string, string>>;

/** A GitHub for one test, and a folder to work in. */
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
    // In every test, all requests and answers must match GitHub's description.
    const wrong = this.github.requests.flatMap(violations);
    if (wrong.length > 0) throw new Error(`not as GitHub describes it:\n${wrong.join("\n")}`);
  }

  path(name: string): string {
    return join(this.#folder.path, name);
  }

  /** Writes a folder of files to disk. */
  async folder(name: string, files: Files): Promise<string> {
    const paths = Object.keys(files).map((path) => dirname(join(this.path(name), path)));
    for (const folder of new Set(paths)) mkdirSync(folder, { recursive: true });
    for (const [path, text] of Object.entries(files)) writeFileSync(join(this.path(name), path), text);
    return this.path(name);
  }

  /** Runs a bundled action as a runner does, against this stage's server. */
  async run(
    action: string,
    inputs: Readonly<Record<string, string>>,
    { env = {}, onStart }: Pick<ProcessOptions, "env" | "onStart"> = {},
  ): Promise<ActionRun> {
    const runner = { GITHUB_REPOSITORY: "contoso/control-plane", GITHUB_RUN_ID: "7", ...this.github.env };
    return runAction(action, inputs, {
      cwd: this.#folder.path,
      env: { ...runner, ...env },
      onStart,
    });
  }

  /** The run's time, where a test wants another than the usual one. */
  time: RunTime = openEnd;

  /** This stage's server, for code in the test's process: waits end immediately. */
  get server() {
    const apiUrl = this.github.env["GITHUB_API_URL"] ?? "";
    return { url: this.github.url, api: { apiUrl, second: 0, time: this.time } };
  }

  async openPr({ path = "manifests", inventory = "", ...more }: Inputs): Promise<Outcome> {
    const here = { path: this.path(path), inventory: inventory === "" ? "" : this.path(inventory) };
    return outcomeOf(async () => openPr(openPrInputs(inputSource({ ...more, ...here })), this.server));
  }

  async promote(inputs: Inputs): Promise<Outcome> {
    const given = inputSource({ repository: "contoso/control-plane", ...inputs });
    return outcomeOf(async () => {
      const run = { url: "https://github.com/contoso/control-plane/actions/runs/7", actor: "octocat" };
      return promotion(promoteInputs(given), this.server, run);
    });
  }

  async notify({ path = ".", ...more }: Inputs): Promise<Outcome> {
    const given = inputSource({ ...more, path: this.path(path) });
    return outcomeOf(async () => notify(notifyInputs(given), this.server));
  }

  /** Adds an Azure, whose graph has the clusters' reports. */
  async azure(clusters: readonly FluxCluster[]): Promise<AzureServer> {
    const azure = await AzureServer.open({
      folder: this.#folder.path,
      clientId,
      tenantId,
      clientSecret: "azure-secret",
      assertions: ["assertion-for-api://AzureADTokenExchange"],
    });
    azure.records = () => clusters.flatMap((cluster) => cluster.records());
    return azure;
  }

  /** A cluster that follows the branch `dev` of the GitOps repository. */
  async cluster(name: string, options: Partial<ClusterOptions> = {}): Promise<FluxCluster> {
    return FluxCluster.start({
      name,
      path: `./${name}`,
      branch: "dev",
      token: "app-token",
      repository: `${this.github.url}/contoso/gitops`,
      world: this.world,
      ...options,
    });
  }

  /** Runs an action that is killed after a matching request was served, before it receives the answer. */
  async killedAt(on: RegExp, action: string, inputs: Inputs): Promise<void> {
    const { exitCode } = await this.run(action, inputs, {
      onStart: (kill) => {
        this.github.faults.rules = [{ on, cutAfter: true, kill }];
      },
    });
    if (exitCode !== -1) throw new Error(`${action} was not killed`);
    this.github.faults.rules = [];
  }

  /**
   * Runs a function of which the n-th request is the last: it is served, but not answered. To the server, and so to
   * everything left behind, this looks like a run that was killed there.
   */
  async cutOffAt(nth: number, work: () => Promise<Outcome>): Promise<void> {
    const on = /./;
    this.github.faults.rules = [
      { on, nth, cutAfter: true },
      { on, nth, times: Number.POSITIVE_INFINITY, cut: true },
    ];
    const { exitCode } = await work();
    if (exitCode !== 1) throw new Error(`there is no request ${nth}, or nobody waits for its answer`);
    this.github.faults.rules = [];
  }

  /** The number of requests that a function makes. */
  async requestsOf(work: () => Promise<Outcome>): Promise<number> {
    const before = this.github.faults.count;
    const { exitCode, log } = await work();
    if (exitCode !== 0) throw new Error(log);
    return this.github.faults.count - before;
  }

  /** The files on a branch; small ones as text. */
  files(repository: string, branch: string): Files {
    const git = this.github.git(repository);
    return Object.fromEntries(git.paths(branch).map((name) => [name, git.text(branch, name) ?? ""]));
  }

  /** The requests to the server, except reads. */
  writes(): readonly string[] {
    return this.github.requests
      .filter(({ method, body }) => method !== "GET" && !/"query":"query /.test(JSON.stringify(body) ?? ""))
      .map(({ method, path, status }) => `${method} ${path.replace("/repos/contoso/", "")} ${status}`);
  }

  /** Forgets the requests so far. */
  forget(): void {
    this.github.requests.length = 0;
  }
}
