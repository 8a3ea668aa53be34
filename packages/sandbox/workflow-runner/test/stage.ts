/** A GitHub with its runner for tests, and helpers to write workflows. */
import { execFileSync } from "node:child_process";
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { AzureServer } from "@kalypso-actions/azure-sandbox";
import { GitHubServer, temporaryFolder, World } from "@kalypso-actions/github-sandbox";
import { stringify } from "yaml";
import type { JobState, RunState } from "../src/run.ts";
import type { RunnerOptions } from "../src/run-parts.ts";
import { WorkflowRunner } from "../src/workflow-runner.ts";

export type Files = Readonly<Record<string, string>>;
type Part = Readonly<Record<string, unknown>>;

export const azure = { clientId: "00000000-0000-0000-0000-00000000000c", tenantId: "tenant" };

/** A job on the only available runner; a step given as text is a script. */
export function job(steps: readonly (string | Part)[], more: Part = {}): Part {
  const all = steps.map((step) => (typeof step === "string" ? { run: step } : step));
  return { "runs-on": "ubuntu-latest", ...more, steps: all };
}

/** A workflow of jobs, triggered by pushes by default. */
export function workflow(jobs: Part, more: Part = {}): string {
  return stringify({ on: "push", ...more, jobs });
}

/** A workflow with one job. */
export function one(steps: readonly (string | Part)[], more: Part = {}): string {
  return workflow({ job: job(steps, more) });
}

/** A script that never ends by itself. */
export const forever = "tail -f /dev/null";

export class RunnerStage implements AsyncDisposable {
  readonly github: GitHubServer;
  readonly runner: WorkflowRunner;
  readonly images: Map<string, string>;
  readonly #parts: AsyncDisposable[];
  readonly #folder: string;
  #gate: number | undefined;

  private constructor(
    parts: Pick<RunnerStage, "github" | "runner" | "images">,
    owned: readonly AsyncDisposable[],
    folder: string,
  ) {
    this.#folder = folder;
    this.github = parts.github;
    this.runner = parts.runner;
    this.images = parts.images;
    this.#parts = [...owned];
  }

  /** @param more an Azure, or folders of actions */
  static async open(
    more: { azure?: boolean; sources?: RunnerOptions["sources"] } = {},
  ): Promise<RunnerStage> {
    const folder = await temporaryFolder();
    const github = await GitHubServer.open(await World.open(join(folder.path, "world")));
    const owned: AsyncDisposable[] = [github, folder];
    const images = new Map<string, string>();
    const services = { github, storage: folder.path, images };
    const assertions = ["assertion-for-api://AzureADTokenExchange"];
    const server =
      more.azure === true
        ? await AzureServer.open({ folder: folder.path, ...azure, clientSecret: "", assertions })
        : undefined;
    if (server !== undefined) owned.unshift(server);
    const near =
      server === undefined
        ? {}
        : { azure: { url: server.url, certificate: readFileSync(server.certificateFile, "utf8") } };
    const options = { services: { ...services, ...near }, sources: more.sources ?? {}, tools: [], env: {} };
    return new RunnerStage({ github, runner: new WorkflowRunner(options), images }, owned, folder.path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runner.close();
    if (this.#gate !== undefined) closeSync(this.#gate);
    for (const part of this.#parts) await part[Symbol.asyncDispose]();
  }

  /** Pushes a workflow with other files, without waiting for its run. */
  async push(text: string, files: Files = {}, message = "a change"): Promise<void> {
    await this.github.push({ repository: "app", branch: "main" }, message, {
      ".github/workflows/w.yml": text,
      ...files,
    });
  }

  /** Pushes a workflow and waits until its run has ended, or waits for an approval. */
  async run(text: string, files: Files = {}): Promise<RunState> {
    await this.push(text, files);
    await this.runner.idle();
    return this.last();
  }

  /** A script line that blocks until released: it reads one line from a pipe, and each line releases one reader. */
  get held(): string {
    const pipe = join(this.#folder, "gate");
    if (this.#gate === undefined) {
      execFileSync("mkfifo", [pipe]);
      this.#gate = openSync(pipe, "r+");
    }
    return `read -r < ${pipe}`;
  }

  /** Releases all blocked scripts, now and later. */
  letGo(): void {
    if (this.#gate === undefined) throw new Error("nobody is held");
    writeSync(this.#gate, "\n".repeat(100));
  }

  last(): RunState {
    const run = this.runner.runs.at(-1);
    if (run === undefined) throw new Error("nothing has run");
    return run;
  }

  /** Waits for a condition that the runner does not signal. */
  async until(holds: () => boolean): Promise<void> {
    try {
      await this.github.changes.until(holds, AbortSignal.timeout(100_000));
    } catch (cause) {
      throw new Error(`waited in vain: ${JSON.stringify(this.runner.runs, null, 1)}`, { cause });
    }
  }

  /** Waits until a line has been logged, this many times. */
  async printed(line: string, count = 1): Promise<void> {
    const found = () => this.runner.runs.flatMap(logs).filter((each) => each === line).length;
    await this.until(() => found() >= count);
  }
}

/** The logs of all steps. */
export function logs(run: RunState): readonly string[] {
  return run.jobs.flatMap(({ steps }) => steps.flatMap(({ log }) => log));
}

/** The output of scripts, without the script text and the runner's messages. */
export function printed(run: RunState): readonly string[] {
  const own = run.jobs.flatMap(({ steps }) => steps.filter(({ name }) => name !== "Set up job"));
  return own.flatMap(({ log }) => log).filter((line) => !/^(?:\$ |error: |warning: )/.test(line));
}

/** The jobs' conclusions, in the order in which they became known. */
export function conclusions(run: RunState): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(run.jobs.map(({ name, conclusion }) => [name, conclusion]));
}

export function jobOf(run: RunState, name: string): JobState {
  const found = run.jobs.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no job ${name} among ${run.jobs.map((each) => each.name)}`);
  return found;
}

/** The messages of its annotations. */
export function said(run: RunState): readonly string[] {
  return run.jobs.flatMap(({ annotations }) => annotations.map(({ message }) => message));
}
