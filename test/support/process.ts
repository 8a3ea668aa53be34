import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder, type World } from "@kalypso-actions/github-sandbox";

export const repositoryRoot = fileURLToPath(new URL("../..", import.meta.url));

export interface ProcessResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Receives a function that kills the process, as a lost runner would. */
  readonly onStart?: ((kill: (signal?: NodeJS.Signals) => void) => void) | undefined;
  /** Reads only this much, then closes the pipe, as `head` does. */
  readonly reads?: number;
}

/** Variables that a process needs; the last line is for Windows. */
const needed = [
  "PATH",
  "HOME",
  "TMPDIR",
  "NODE_COMPILE_CACHE",
  "SystemRoot",
  "TEMP",
  "TMP",
  "USERPROFILE",
  "PATHEXT",
];

/** No other settings of the machine reach a process. */
function cleanEnvironment(): Record<string, string> {
  return Object.fromEntries(
    needed.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

export async function run(
  args: readonly string[],
  { cwd, env = {}, onStart, reads = Number.POSITIVE_INFINITY }: ProcessOptions,
): Promise<ProcessResult> {
  const child = spawn(process.execPath, [...args], {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onStart?.((signal = "SIGKILL") => child.kill(signal));
  const text = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text.stdout += chunk;
    if (text.stdout.length >= reads) child.stdout.destroy();
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    text.stderr += chunk;
  });
  const exitCode = await new Promise<number>((resolve, reject) =>
    child.on("error", reject).on("close", (code) => resolve(code ?? -1)),
  );
  return { exitCode, ...text };
}

/** Runs the command line as `kalypso` does. */
export async function kalypso(world: World, cwd: string, ...args: readonly string[]): Promise<ProcessResult> {
  return run([join(repositoryRoot, "packages/shell/cli/src/main.ts"), ...args], { cwd, env: world.env });
}

/** Runs the command line with a reader that closes its output early. */
export async function kalypsoUntil(
  world: World,
  args: readonly string[],
  options: Pick<ProcessOptions, "cwd" | "reads">,
): Promise<ProcessResult> {
  const main = join(repositoryRoot, "packages/shell/cli/src/main.ts");
  return run([main, ...args], { ...options, env: world.env });
}

export interface ActionRun extends ProcessResult {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** `name<<delimiter\nvalue\ndelimiter`, repeated. */
function parseOutputs(text: string): Readonly<Record<string, string>> {
  const entries = text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm);
  return Object.fromEntries([...entries].map(([, name = "", , value = ""]) => [name, value]));
}

/** Runs a bundled action as a runner does: `dist/index.js`, with inputs and files in the environment. */
export async function runAction(
  action: string,
  inputs: Readonly<Record<string, string>>,
  options: ProcessOptions,
): Promise<ActionRun> {
  await using folder = await temporaryFolder();
  const files = {
    GITHUB_OUTPUT: join(folder.path, "output"),
    GITHUB_STEP_SUMMARY: join(folder.path, "summary"),
  };
  for (const file of Object.values(files)) await writeFile(file, "");
  const given = Object.entries(inputs).map(
    ([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const,
  );
  const env = {
    GITHUB_REPOSITORY: "contoso/control-plane",
    ...options.env,
    ...files,
    ...Object.fromEntries(given),
  };
  const bundle = join(repositoryRoot, `actions/${action}/dist/index.js`);
  const result = await run([bundle], { ...options, env });
  return {
    ...result,
    outputs: parseOutputs(await readFile(files.GITHUB_OUTPUT, "utf8")),
    summary: await readFile(files.GITHUB_STEP_SUMMARY, "utf8"),
  };
}
