/** A platform in use on the sandbox's GitHub, and its clusters in the sandbox's Azure: nothing is wrong with it. */
import { fileURLToPath } from "node:url";
import { AzureCloud, runAz } from "@kalypso-actions/azure-sandbox";
import { openSnapshotReader, type SnapshotReader, type SnapshotReaderOptions } from "@kalypso-actions/git";
import {
  type BranchMove,
  type Change,
  type EnvironmentState,
  newEnvironment,
  sampleHost,
} from "@kalypso-actions/github-sandbox";
import { azureCli } from "@kalypso-actions/setups";
import { observe } from "../../packages/shell/cli/src/doctor/observe.ts";
import type { Stage } from "./github.ts";
import { type CommandRun, commandWith } from "./kalypso.ts";

const examples = fileURLToPath(new URL("../../workflows-examples", import.meta.url));

const branches = {
  "control-plane": ["main", "dev", "stage"],
  "platform-gitops": ["dev", "stage"],
} as const;

const clusterTypes = { dev: ["command-center", "drone", "large", "small"], stage: ["drone", "large"] };

const clientId = "Iv1.platform";

/** Permissions of a personal token that may see everything. */
export const allReading = {
  actions: "read",
  actions_variables: "read",
  administration: "read",
  contents: "read",
  environments: "read",
  metadata: "read",
  organization_administration: "read",
  secrets: "read",
} as const;

export function keyed(
  forBranches: readonly string[] | undefined,
  variables: Readonly<Record<string, string>> = {},
): EnvironmentState {
  const secrets = new Map([["APP_PRIVATE_KEY", "a key"]]);
  return { ...newEnvironment(variables), secrets, branches: forBranches };
}

export class RunningPlatform implements AsyncDisposable {
  readonly stage: Stage;
  readonly cloud = new AzureCloud();
  /** Commands of az, in order. */
  readonly calls: (readonly string[])[] = [];
  token = "owner";
  #shared: SnapshotReader | undefined;

  private constructor(stage: Stage) {
    this.stage = stage;
  }

  static async in(stage: Stage): Promise<RunningPlatform> {
    const platform = new RunningPlatform(stage);
    await platform.#push();
    platform.configure();
    platform.cloud.extensions.add("k8s-extension");
    await platform.#azure();
    return platform;
  }

  get address(): string {
    return `${this.stage.github.url}/contoso/control-plane`;
  }

  /** A text of the samples, with this server's addresses. */
  #here(text: string): string {
    return text.replaceAll(sampleHost, `${this.stage.github.url}/contoso`);
  }

  async #push(): Promise<void> {
    for (const [repository, names] of Object.entries(branches))
      for (const branch of names)
        await this.stage.world.import({ repository, branch }, `${examples}/${repository}/${branch}`, (text) =>
          this.#here(text),
        );
  }

  /** Everything that is set on GitHub, as it is when nothing is wrong. */
  configure(): void {
    const { github } = this.stage;
    github.token("owner", {
      user: "person",
      permissions: allReading,
      isWorkflowToken: false,
      scopes: ["repo", "read:org"],
    });
    github.apps.set(clientId, {
      clientId,
      privateKey: "",
      slug: "kalypso",
      id: 7,
      installation: 70,
      permissions: {
        contents: "write",
        environments: "read",
        issues: "write",
        metadata: "read",
        pull_requests: "write",
        statuses: "write",
      },
      repositories: ["control-plane", "platform-gitops"],
    });
    const [controlPlane, gitops] = [github.repository("control-plane"), github.repository("platform-gitops")];
    const set = (map: Map<string, string>, values: Readonly<Record<string, string>>) => {
      map.clear();
      for (const [name, value] of Object.entries(values)) map.set(name, value);
    };
    set(controlPlane.variables, {
      APP_CLIENT_ID: clientId,
      AZURE_CLIENT_ID: "client",
      AZURE_TENANT_ID: "tenant",
      GITOPS_REPOSITORY: "platform-gitops",
    });
    set(gitops.variables, { APP_CLIENT_ID: clientId, CONTROL_PLANE: "control-plane" });
    set(github.account.variables, {});
    github.account.plan = "team";
    controlPlane.visibility = "public";
    github.faults.rules = [];
    controlPlane.secrets.clear();
    gitops.secrets.clear();
    controlPlane.environments.clear();
    controlPlane.environments
      .set("kalypso", keyed(["main", "dev", "stage"]))
      .set("dev", keyed(["main"], { NEXT_ENVIRONMENT: "stage" }))
      .set("stage", keyed(["main"]));
    gitops.environments.clear();
    gitops.environments.set("kalypso", keyed(["dev", "stage"]));
    gitops.defaultBranch = "dev";
    this.rule([7]);
  }

  /** A ruleset over the environments' branches that asks for pull requests, but for these Apps. */
  rule(apps: readonly number[], mode = "always"): void {
    const names = ["dev", "stage"];
    const body = {
      name: "environments",
      enforcement: "active",
      conditions: { ref_name: { include: names.map((name) => `refs/heads/${name}`), exclude: [] } },
      rules: [{ type: "pull_request" }],
      bypass_actors: apps.map((actor_id) => ({ actor_id, actor_type: "Integration", bypass_mode: mode })),
    };
    this.stage.github.repository("control-plane").rulesets = [{ id: 1, branches: [], bypass: [], body }];
  }

  async az(...args: readonly string[]): Promise<void> {
    const { exitCode, stderr } = await runAz(this.cloud, { args, cwd: "/", input: null });
    if (exitCode !== 0) throw new Error(stderr);
  }

  async #azure(): Promise<void> {
    await this.az("extension", "add", "--name", "k8s-configuration", "--yes");
    await this.az("extension", "add", "--name", "k8s-extension", "--yes");
    await this.az("provider", "register", "--namespace", "Microsoft.KubernetesConfiguration");
    await this.az("provider", "show", "--namespace", "Microsoft.KubernetesConfiguration");
    await this.az("group", "create", "--name", "rg", "--location", "westus2");
    await this.az(
      "aks",
      "create",
      "--resource-group",
      "rg",
      "--name",
      "one",
      "--node-count",
      "1",
      "--node-vm-size",
      "Standard_B2s",
      "--no-ssh-key",
    );
    for (const [branch, types] of Object.entries(clusterTypes))
      for (const type of types) await this.follow(`${branch}-${type}`, { branch, path: `./${type}` });
  }

  /** Lets the cluster follow a folder of the GitOps repository. */
  async follow(
    name: string,
    { branch, path }: { readonly branch: string; readonly path: string },
  ): Promise<void> {
    const url = `${this.stage.github.url}/contoso/platform-gitops`;
    await this.az(
      "k8s-configuration",
      "flux",
      "create",
      "--resource-group",
      "rg",
      "--cluster-name",
      "one",
      "--cluster-type",
      "managedClusters",
      "--name",
      name,
      "--url",
      url,
      "--branch",
      branch,
      "--kustomization",
      "name=cluster",
      `path=${path}`,
    );
  }

  /** Everything is fetched once for all who may see it, until something is pushed. */
  #reader(options: SnapshotReaderOptions): SnapshotReader {
    if (this.token !== "owner") return openSnapshotReader(options);
    this.#shared ??= openSnapshotReader(options);
    const { read } = this.#shared;
    return { read: read.bind(this.#shared), [Symbol.asyncDispose]: async () => {} };
  }

  async push(on: BranchMove, change: Change): Promise<void> {
    await this.stage.world.push(on, "a change", change);
    await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#shared?.[Symbol.asyncDispose]();
    this.#shared = undefined;
  }

  /** `kalypso doctor`, in this process. */
  async doctor(...args: readonly string[]): Promise<CommandRun> {
    const env = { ...process.env, ...this.stage.github.env, GH_TOKEN: this.token };
    const az = azureCli({
      env: {},
      start: async (words, { input = "" }) => {
        this.calls.push(words);
        return runAz(this.cloud, { args: words, cwd: "/", input });
      },
    });
    const line = ["doctor", "--control-plane", this.address, ...args];
    const openReader = (options: SnapshotReaderOptions) => this.#reader(options);
    return commandWith(
      this.stage.world,
      { observe: (request) => observe(request, { env, az, openReader }) },
      line,
    );
  }
}
