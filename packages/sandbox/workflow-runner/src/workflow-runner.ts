/** Runs the workflows that a world's events start, as GitHub runs them. */

import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { GitHubServer, WorkflowRun } from "@kalypso-actions/github-sandbox";
import { ConcurrencyGroups } from "./concurrency.ts";
import { loadWorkflow } from "./load-workflow.ts";
import type { RunState } from "./run.ts";
import { RunExecution } from "./run-execution.ts";
import type { RunnerOptions, Shared } from "./run-parts.ts";
import { artifactsFolder } from "./stand-ins/artifacts.ts";

function titleOf(github: GitHubServer, { repository, event, sha, payload, workflow }: WorkflowRun): string {
  if (event === "repository_dispatch") return String(payload["action"]);
  if (event === "push") return (github.git(repository).ask(["log", "-1", "--format=%s", sha]) ?? "").trim();
  const pull = event.startsWith("pull_request")
    ? github.repository(repository).pulls.get(Number(payload["number"]))
    : undefined;
  return pull?.title ?? workflow;
}

/** All runs so far, which have ended. */
export interface RunnerSnapshot {
  readonly runs: readonly RunState[];
  readonly started: ReadonlyMap<number, WorkflowRun>;
  readonly jobs: number;
  readonly images: ReadonlyMap<string, string>;
  /** The folders with the runs' artifacts. */
  readonly artifacts: readonly string[];
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return existsSync(folder) ? readdir(folder) : [];
}

export class WorkflowRunner {
  /** Oldest first. */
  readonly runs: RunState[] = [];
  /** Called whenever a run changes. */
  onChange: ((run: RunState) => void) | undefined;
  readonly #options: RunnerOptions;
  readonly #groups = new ConcurrencyGroups();
  readonly #executions = new Map<number, RunExecution>();
  readonly #started = new Map<number, WorkflowRun>();
  readonly #busy = new Set<Promise<void>>();
  #jobs = 0;

  /** From now on, runs the workflows that the server's events start. */
  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#listen();
  }

  #listen(): void {
    this.#options.services.github.onStarted = (started) => this.#track(this.#start(started));
  }

  /** Resolves once nothing runs or is queued; jobs that wait for approval do not count. */
  async idle(): Promise<void> {
    // A job that was just approved or let into a group has not started yet.
    await new Promise((resolve) => setImmediate(resolve));
    const isOver = ({ status }: RunState) => status === "completed" || status === "waiting";
    for (;;) {
      await this.#options.services.github.changes.until(() => this.runs.every(isOver));
      await new Promise((resolve) => setImmediate(resolve));
      if (this.runs.every(isOver)) return;
    }
  }

  /** Stops all runs and waits until they have ended. */
  async close(): Promise<void> {
    this.#options.services.github.onStarted = undefined;
    for (const execution of this.#executions.values()) execution.forceCancel("the runner was closed");
    await Promise.all(this.#busy);
  }

  async snapshot(): Promise<RunnerSnapshot> {
    const { images, storage } = this.#options.services;
    const artifacts = await namesIn(join(storage, artifactsFolder));
    return structuredClone({ runs: this.runs, started: this.#started, jobs: this.#jobs, images, artifacts });
  }

  /** Stops all runs and restores a snapshot. */
  async restore(snapshot: RunnerSnapshot): Promise<void> {
    await this.close();
    const { images, storage } = this.#options.services;
    const { runs, started, jobs } = structuredClone(snapshot);
    this.runs.splice(0, Number.POSITIVE_INFINITY, ...runs);
    this.#started.clear();
    for (const [id, place] of started) this.#started.set(id, place);
    this.#jobs = jobs;
    for (const digest of images.keys()) if (!snapshot.images.has(digest)) images.delete(digest);
    const folder = join(storage, artifactsFolder);
    const later = (await namesIn(folder)).filter((name) => !snapshot.artifacts.includes(name));
    for (const name of later) await rm(join(folder, name), { recursive: true, force: true });
    this.#listen();
  }

  /**
   * Lets the jobs that wait for an environment start.
   * @throws Error if there are none
   */
  approve(id: number, environment: string): void {
    this.#execution(id).review(environment, true);
  }

  reject(id: number, environment: string): void {
    this.#execution(id).review(environment, false);
  }

  cancel(id: number): void {
    this.#executions.get(id)?.cancel("The run was canceled.");
  }

  /**
   * Runs all jobs of a run again, under the same ID.
   * @throws Error if the run has not ended
   */
  rerun(id: number): void {
    const [run, started] = [this.runs.find((known) => known.id === id), this.#started.get(id)];
    if (run === undefined || started === undefined) throw new Error(`run ${id} does not exist`);
    if (run.status !== "completed") throw new Error(`run ${id} has not completed`);
    run.attempt++;
    run.status = "queued";
    run.conclusion = undefined;
    run.completedAt = undefined;
    run.jobs.length = 0;
    run.problems.length = 0;
    this.#track(this.#execute(run, started));
  }

  #execution(id: number): RunExecution {
    const execution = this.#executions.get(id);
    if (execution === undefined) throw new Error(`run ${id} is not running`);
    return execution;
  }

  #track(work: Promise<void>): void {
    this.#busy.add(work);
    void work.finally(() => this.#busy.delete(work));
  }

  async #start(started: WorkflowRun): Promise<void> {
    const { repository, workflow, event, actor, ref, sha, payload } = started;
    const run: RunState = {
      id: this.runs.length + 1,
      repository,
      workflow,
      name: workflow,
      event,
      actor,
      ref,
      sha,
      payload,
      title: titleOf(this.#options.services.github, started),
      status: "queued",
      conclusion: undefined,
      attempt: 1,
      problems: [],
      jobs: [],
      createdAt: Date.now(),
      completedAt: undefined,
    };
    this.runs.push(run);
    this.#started.set(run.id, started);
    await this.#execute(run, started);
  }

  async #execute(run: RunState, place: WorkflowRun): Promise<void> {
    const changed = (state: RunState) => {
      this.onChange?.(state);
      this.#options.services.github.changes.tell();
    };
    changed(run);
    const { workflow, problems } = await loadWorkflow(this.#options.services.github, place);
    if (workflow === undefined) {
      run.problems.push(...problems);
      run.status = "completed";
      run.conclusion = "startup_failure";
      run.completedAt = Date.now();
      changed(run);
      return;
    }
    run.name = workflow.file.name;
    const nextJobId = () => ++this.#jobs;
    const shared: Shared = { ...this.#options, groups: this.#groups, nextJobId, changed };
    const execution = new RunExecution(run, workflow, shared);
    this.#executions.set(run.id, execution);
    await execution.run();
    this.#executions.delete(run.id);
  }
}
