/** Prints what happens in a world: manual actions, workflow runs, and their results. */
import { createInterface } from "node:readline/promises";
import type { PlatformWorld } from "@kalypso-actions/tutorial-world";
import type { JobState, RunState } from "@kalypso-actions/workflow-runner";

const isTerminal = process.stdout.isTTY === true;
const styled = (code: number) => (text: string) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text);

const [bold, dim] = [styled(1), styled(2)];
const [red, green, yellow, blue] = [styled(31), styled(32), styled(33), styled(36)];

const marks: Readonly<Record<string, string>> = {
  success: green("✓"),
  failure: red("✗"),
  cancelled: yellow("■"),
  skipped: dim("-"),
};

function seconds({ startedAt, completedAt }: JobState): string {
  if (startedAt === undefined || completedAt === undefined) return "";
  return dim(` ${((completedAt - startedAt) / 1_000).toFixed(1)} s`);
}

export class Narrator {
  readonly #world: PlatformWorld;
  readonly #isStepping: boolean;
  readonly #told = new Set<string>();
  #status = "";
  #acts = 0;

  constructor(world: PlatformWorld, isStepping: boolean) {
    this.#world = world;
    this.#isStepping = isStepping;
    world.runner.onChange = (run) => this.#observe(run);
  }

  print(text = ""): void {
    this.#clear();
    process.stdout.write(`${text}\n`);
    this.#show();
  }

  heading(text: string): void {
    this.print();
    this.print(bold(`== ${text}`));
  }

  say(text: string): void {
    for (const line of text.split("\n")) this.print(line);
  }

  /** A person's action: a command or a click. */
  act(text: string): void {
    this.#acts++;
    this.print(blue(`> ${text}`));
  }

  /** How many acts of a person there were so far. */
  get acts(): number {
    return this.#acts;
  }

  /** Shows what a command is doing, on a terminal, until it is disposed. */
  working(what: string): Disposable & { update(text: string): void } {
    const update = (text: string) => {
      if (isTerminal) this.#showStatus(text);
    };
    update(what);
    return { update, [Symbol.dispose]: () => this.#showStatus("") };
  }

  /** Quotes lines of a file or a page. */
  quote(lines: readonly string[]): void {
    for (const line of lines) this.print(`    ${line}`);
  }

  link(path: string): string {
    return dim(`${this.#world.github.url}/${this.#world.github.owner}/${path}`);
  }

  /**
   * Waits for Enter if requested.
   * @throws Error if no input can come: after Ctrl-C, or at the end of input
   */
  async pause(): Promise<void> {
    if (!this.#isStepping) return;
    const prompt = createInterface({ input: process.stdin, output: process.stdout });
    const isEnter = await new Promise<boolean>((resolve) => {
      prompt.once("SIGINT", () => resolve(false)).once("close", () => resolve(false));
      prompt.question(dim("Press Enter to continue ")).then(
        () => resolve(true),
        () => resolve(false),
      );
    });
    prompt.close();
    if (!isEnter) throw new Error("Stopped before the end of the tutorial.");
  }

  /**
   * Waits until all runs have ended.
   * @throws Error if a run did not end as expected
   */
  async settle(expected: "success" | "failure" = "success"): Promise<void> {
    const timer = isTerminal ? setInterval(() => this.#progress(), 200) : undefined;
    await this.#world.runner.idle();
    clearInterval(timer);
    this.#showStatus("");
    const bad = this.#world.runner.runs.filter(
      ({ conclusion }) => conclusion === "failure" || conclusion === "startup_failure",
    );
    const [run] = bad;
    if (expected === "success" && run !== undefined)
      throw new Error(
        `${run.repository}: ${run.name} failed: ${this.link(`${run.repository}/actions/runs/${run.id}`)}`,
      );
  }

  #observe(run: RunState): void {
    if (this.#once(`run ${run.id}`)) {
      const how = run.event === "push" ? `push to ${run.ref}` : run.event;
      this.print(
        `  ${run.repository}: ${bold(run.workflow.replace(/\.yml$/, ""))} ${dim(`(${how}: ${run.title})`)}`,
      );
    }
    for (const problem of run.problems)
      if (this.#once(`${run.id} ${problem}`)) this.print(`    ${red(problem)}`);
    for (const job of run.jobs) this.#observeJob(job, run.workflow.replace(/\.yml$/, ""));
  }

  #observeJob(job: JobState, workflow: string): void {
    const check = job.steps.find(({ name }) => name.includes("/checkpromote@"));
    for (const line of check?.log ?? [])
      if (!/^(?:warning|error|notice): |^ {2}hint: /.test(line) && this.#once(`${job.id} ${line}`))
        this.print(dim(`      ${line}`));
    if (job.status === "waiting" && this.#once(`waiting ${job.id}`))
      this.print(`    ${yellow("…")} ${job.name}: ${job.reason}`);
    if (job.status !== "completed" || !this.#once(`job ${job.id}`)) return;
    this.print(`    ${marks[job.conclusion ?? ""] ?? " "} ${dim(`${workflow}:`)} ${job.name}${seconds(job)}`);
    for (const { level, message } of job.annotations)
      if (level !== "notice")
        this.print(`      ${level === "error" ? red(level) : yellow(level)}: ${message.split("\n")[0]}`);
  }

  #once(key: string): boolean {
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    return true;
  }

  #progress(): void {
    const jobs = this.#world.runner.runs
      .flatMap(({ jobs: all }) => all)
      .filter(({ status }) => status === "in_progress");
    const steps = jobs.map((job) => `${job.name}: ${job.steps.at(-1)?.name ?? "starts"}`);
    this.#showStatus(steps.join("  |  "));
  }

  #showStatus(text: string): void {
    this.#clear();
    this.#status = text.slice(0, Math.max((process.stdout.columns ?? 80) - 6, 20));
    this.#show();
  }

  #clear(): void {
    if (isTerminal && this.#status !== "") process.stdout.write("\r\u001b[2K");
  }

  #show(): void {
    if (isTerminal && this.#status !== "") process.stdout.write(dim(`    … ${this.#status}`));
  }
}
