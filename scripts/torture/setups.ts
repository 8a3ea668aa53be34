/** Ends `kalypso init` and `kalypso destroy` at one of their calls; the run after it must end as one that nothing disturbed. */
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type TemporaryFolder, temporaryFolder } from "@kalypso-actions/github-sandbox";
import { EmptyWorld } from "@kalypso-actions/tutorial-world";
import { type Hands, kalypsoIn } from "../../test/support/setup-commands.ts";
import type { Whereabouts } from "./setup-process.ts";
import { difference, stateOf } from "./setup-state.ts";

const program = fileURLToPath(new URL("setup-process.ts", import.meta.url));

export type SetupCommand = "init" | "destroy";

const whose = ["-o", "contoso", "-p", "k8s"];

/** One platform with an App and clusters, as the guide makes it; and a small one, with a token. */
export const platforms = {
  whole: ["-l", "westus2", "--visibility", "public"],
  small: [
    ...["--visibility", "public", "--environments", "dev", "--token-only"],
    ...["--health", "commit-statuses", "--status-creators", "flux-bot"],
  ],
} as const;

export type PlatformKind = keyof typeof platforms;

/** Processes share their compiled code. */
const env = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL("../../node_modules/.cache/compiled", import.meta.url)),
  ...process.env,
  KALYPSO_PLATFORM_TOKEN: "the platform's token",
};

const nobody: Hands = { click: () => {} };

/** A request to GitHub or a command of az, by its number from 1, and whether it has its effect before the end. */
export interface Call {
  readonly server: "github" | "azure";
  readonly nth: number;
  readonly isServed: boolean;
}

/** An empty organisation and subscription, in which commands are ended. */
export class SetupScene implements AsyncDisposable {
  readonly world: EmptyWorld;
  readonly #folder: TemporaryFolder;
  readonly #kind: PlatformKind;

  private constructor(folder: TemporaryFolder, world: EmptyWorld, kind: PlatformKind) {
    this.#folder = folder;
    this.#kind = kind;
    this.world = world;
    // Workflows would change the platform while it is looked at.
    world.github.onStarted = undefined;
    process.env["KALYPSO_PLATFORM_TOKEN"] = env.KALYPSO_PLATFORM_TOKEN;
  }

  static async open(kind: PlatformKind): Promise<SetupScene> {
    const folder = await temporaryFolder();
    return new SetupScene(folder, await EmptyWorld.open(folder.path, { follows: false }), kind);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }

  get state(): string {
    return stateOf(this.world);
  }

  #lineOf(command: SetupCommand): readonly string[] {
    if (command === "destroy") return ["destroy", ...whose, "--yes", "k8s"];
    return ["init", ...whose, ...platforms[this.#kind], "--yes"];
  }

  /** Runs a command in a process of its own. @returns how many calls it makes of each server */
  async count(command: SetupCommand): Promise<Readonly<Record<Call["server"], number>>> {
    const { github, azure } = this.world;
    const before = { github: github.faults.count, azure: azure.faults.count };
    const { exitCode, stdout } = await this.#process(command);
    if (exitCode !== 0) throw new Error(`${command}: ${stdout}`);
    return { github: github.faults.count - before.github, azure: azure.faults.count - before.azure };
  }

  /** Ends a command with SIGKILL when a call arrives, or once it is served. @returns false if it made fewer calls */
  async kill(command: SetupCommand, { server, nth, isServed }: Call): Promise<boolean> {
    const { faults } = this.world[server];
    const { exitCode } = await this.#process(command, (kill) => {
      faults.rules = [{ on: /./, nth, kill, ...(isServed ? { cutAfter: true } : { cut: true }) }];
    });
    faults.rules = [];
    return exitCode === -1;
  }

  /** Runs a command as a person does after the end. @returns its errors */
  async run(command: SetupCommand, ...more: readonly string[]): Promise<readonly string[]> {
    const { diagnostics } = await kalypsoIn(this.world, [...this.#lineOf(command), ...more], nobody);
    return diagnostics.flatMap(({ severity, code, message }) =>
      severity === "error" ? [`${code}: ${message}`] : [],
    );
  }

  /** What was asked so far is kept nowhere else, and would only make this process larger. */
  forget(): void {
    this.world.github.requests.length = 0;
    this.world.azure.requests.length = 0;
  }

  /** As GitHub's page for an App does: another key, which the person passes on. */
  withNewKey(): readonly string[] {
    const { apps } = this.world.github;
    const [app] = apps.values();
    if (app === undefined) throw new Error("there is no App");
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    apps.set(app.clientId, { ...app, privateKey });
    const file = join(this.#folder.path, "key.pem");
    writeFileSync(file, privateKey);
    return ["--app-id", String(app.id), "--app-key-file", file];
  }

  async #process(command: SetupCommand, onStart?: (kill: () => void) => void) {
    const { github, azure, token } = this.world;
    const child = spawn(process.execPath, [program], { env, stdio: ["pipe", "pipe", "inherit"] });
    const closed = once(child, "close");
    onStart?.(() => child.kill("SIGKILL"));
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
    });
    const given: Whereabouts = {
      url: github.url,
      token,
      azure: azure.url,
      authority: azure.certificateFile,
      args: this.#lineOf(command),
    };
    child.stdin.end(JSON.stringify(given));
    const [exitCode] = (await closed) as [number | null];
    return { exitCode: exitCode ?? -1, stdout };
  }
}

/** What init and destroy do when nothing disturbs them. */
export interface CleanSetup {
  readonly calls: Readonly<Record<SetupCommand, Readonly<Record<Call["server"], number>>>>;
  readonly made: string;
  readonly removed: string;
}

export async function cleanSetup(scene: SetupScene): Promise<CleanSetup> {
  const init = await scene.count("init");
  const made = scene.state;
  const destroy = await scene.count("destroy");
  return { calls: { init, destroy }, made, removed: scene.state };
}

/** All calls of a command, each once. @param isServed whether a call has its effect before the end */
export function callsOf(
  { calls }: CleanSetup,
  command: SetupCommand,
  isServed: () => boolean,
): readonly Call[] {
  return (["github", "azure"] as const).flatMap((server) =>
    Array.from({ length: calls[command][server] }, (_, index) => ({
      server,
      nth: index + 1,
      isServed: isServed(),
    })),
  );
}

export interface Ended {
  readonly isKilled: boolean;
  /** Whether a person had to pass on another key of the App, because nobody keeps the first one. */
  readonly needsKey: boolean;
  readonly wrong: readonly string[];
}

/** In a scene that is empty, and is empty afterwards. */
export async function tryInit(scene: SetupScene, call: Call, { made }: CleanSetup): Promise<Ended> {
  scene.forget();
  const isKilled = await scene.kill("init", call);
  let wrong = await scene.run("init");
  const needsKey = wrong.some((text) => text.startsWith("setup-value-lost:") && text.includes("privateKey"));
  if (needsKey) wrong = await scene.run("init", ...scene.withNewKey());
  const { state } = scene;
  if (wrong.length === 0 && state !== made) wrong = [difference(made, state)];
  return { isKilled, needsKey, wrong };
}

/** In a scene with a platform, which is empty afterwards. */
export async function tryDestroy(scene: SetupScene, call: Call, { removed }: CleanSetup): Promise<Ended> {
  const isKilled = await scene.kill("destroy", call);
  // Nothing is left to read once the control plane is gone, which is the last.
  let wrong = (await scene.run("destroy")).filter((text) => !text.startsWith("setup-record-missing:"));
  const { state } = scene;
  if (wrong.length === 0 && state !== removed) wrong = [difference(removed, state)];
  return { isKilled, needsKey: false, wrong };
}
