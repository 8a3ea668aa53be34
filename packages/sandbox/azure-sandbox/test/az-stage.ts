/** The sandbox's Azure with its `az`. */
import { execFile } from "node:child_process";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { AzureCloud } from "../src/az/cloud.ts";
import { azCalls, runAz, serveAz } from "../src/az/run.ts";
import { AzureServer } from "../src/azure/server.ts";
import type { ClusterWorld } from "../src/clusters/cluster.ts";

interface Ended {
  /** Null after a signal. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class AzStage implements AsyncDisposable {
  readonly server: AzureServer;
  readonly cloud: AzureCloud;
  readonly folder: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #gone: AsyncDisposableStack;

  private constructor(
    { server, cloud, folder }: Pick<AzStage, "server" | "cloud" | "folder">,
    gone: AsyncDisposableStack,
  ) {
    this.server = server;
    this.cloud = cloud;
    this.folder = folder;
    this.#gone = gone;
    this.#env = serveAz(server, cloud);
  }

  static async open(world?: ClusterWorld): Promise<AzStage> {
    const gone = new AsyncDisposableStack();
    const folder = gone.use(await temporaryFolder()).path;
    const login = { clientId: "c", clientSecret: "s", tenantId: "t", assertions: [] };
    const server = gone.use(await AzureServer.open({ folder, ...login }));
    const cloud = gone.use(new AzureCloud(world === undefined ? {} : { world }));
    return new AzStage({ server, cloud, folder }, gone);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#gone.disposeAsync();
  }

  get calls(): readonly (readonly string[])[] {
    return azCalls(this.server);
  }

  /** Runs `az`. */
  run(args: readonly string[], input = ""): Promise<Ended> {
    return new Promise((resolve) => {
      const options = { env: { ...process.env, ...this.#env }, cwd: this.folder };
      const child = execFile("az", [...args], options, (_, stdout, stderr) =>
        resolve({ exitCode: child.exitCode, stdout, stderr }),
      );
      child.stdin?.on("error", () => {});
      child.stdin?.end(input);
    });
  }

  /** The same, without a process. */
  async ask(args: readonly string[], input = ""): Promise<Ended> {
    return runAz(this.cloud, { args, cwd: this.folder, input });
  }

  /** What a command that succeeds prints, parsed. */
  async json(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    const { exitCode, stdout, stderr } = await this.ask(args);
    if (exitCode !== 0) throw new Error(`az ${args.join(" ")}: ${stderr}`);
    return stdout === "" ? {} : JSON.parse(stdout);
  }
}
