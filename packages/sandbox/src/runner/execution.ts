/** One run: its jobs in the order of their needs, those of called workflows among them. */
import { type Context, githubContext, runnerContext } from "./contexts.ts";
import {
  evaluate,
  evaluateCondition,
  evaluateText,
  evaluateTexts,
  type Plain,
  type Scope,
} from "./expressions.ts";
import { runJob } from "./job.ts";
import type { LoadedWorkflow } from "./load-workflow.ts";
import { type Combination, expandMatrix } from "./matrix.ts";
import type { Conclusion, JobState, RunState } from "./run.ts";
import { entry, isMap, type Value } from "./value.ts";
import type { JobFile } from "./workflow-file.ts";
import type { Shared } from "./workflow-runner.ts";

/** What comes of a job, of all of its combinations. */
interface JobResult {
  readonly conclusion: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
  /** Whether it or something that it needs has failed. */
  readonly hasFailed: boolean;
}

/** A workflow in a run: the run's own, or one that a job calls. */
interface Frame {
  readonly workflow: LoadedWorkflow;
  readonly inputs: Context;
  readonly secrets: Context;
  /** Keys and names of the jobs that lead here. */
  readonly path: readonly string[];
  readonly names: readonly string[];
  readonly signal: AbortSignal;
}

interface Membership {
  readonly group: string;
  readonly cancelInProgress: boolean;
  readonly queue: "single" | "max";
}

function worst(conclusions: readonly Conclusion[]): Conclusion {
  const order = ["failure", "startup_failure", "cancelled", "success"] as const;
  return order.find((conclusion) => conclusions.includes(conclusion)) ?? "skipped";
}

/** An environment is that of the caller's repository; so are variables and secrets. */
export class RunExecution {
  readonly #run: RunState;
  readonly #workflow: LoadedWorkflow;
  readonly #shared: Shared;
  readonly #cancelled = new AbortController();
  readonly #reviews = new Map<string, Set<(isApproved: boolean) => void>>();

  constructor(run: RunState, workflow: LoadedWorkflow, shared: Shared) {
    this.#run = run;
    this.#workflow = workflow;
    this.#shared = shared;
  }

  cancel(reason: string): void {
    this.#cancelled.abort(reason);
  }

  /** @throws Error where no job waits for the environment */
  review(environment: string, isApproved: boolean): void {
    const waiting = this.#reviews.get(environment);
    if (waiting === undefined || waiting.size === 0)
      throw new Error(`no job of run ${this.#run.id} waits for ${environment}`);
    this.#reviews.delete(environment);
    // At once: who asks whether anything runs must not find that it waits still.
    this.#run.status = "in_progress";
    for (const decide of waiting) decide(isApproved);
  }

  async run(): Promise<void> {
    const run = this.#run;
    const { file } = this.#workflow;
    const inputs = this.#dispatchInputs();
    const frame: Frame = {
      ...{ workflow: this.#workflow, inputs, secrets: this.#secrets() },
      ...{ path: [], names: [], signal: this.#cancelled.signal },
    };
    try {
      const title = evaluateText(file.runName, this.#scope(frame, {}));
      if (title !== "") run.title = title;
      const membership = this.#membership(file.concurrency, this.#scope(frame, {}));
      // Until its group lets it: then its jobs tell.
      run.status = membership === undefined ? "queued" : "waiting";
      const conclusion = await this.#within(membership, { cancel: (reason) => this.cancel(reason) }, () =>
        this.#frame(frame),
      );
      run.conclusion = this.#cancelled.signal.aborted ? "cancelled" : (conclusion ?? "cancelled");
    } catch (error) {
      run.problems.push(error instanceof Error ? error.message : String(error));
      run.conclusion = "failure";
    }
    run.status = "completed";
    run.completedAt = Date.now();
    this.#shared.changed(run);
  }

  /** Does something when its group lets it; undefined where somebody newer took its place. */
  async #within<T>(
    membership: Membership | undefined,
    holder: { readonly cancel: (reason: string) => void },
    work: () => Promise<T>,
  ): Promise<T | undefined> {
    if (membership === undefined) return work();
    const { groups } = this.#shared;
    const key = { ...membership, group: `${this.#run.repository} ${membership.group}` };
    if (!(await groups.enter(key, holder))) return undefined;
    try {
      return await work();
    } finally {
      groups.leave(key.group, holder);
    }
  }

  /** Runs the jobs of a workflow, each when its needs are met. */
  async #frame(frame: Frame): Promise<Conclusion> {
    const results = await this.#jobs(frame);
    const conclusions = [...results.values()].map(({ conclusion }) => conclusion);
    const conclusion = worst(conclusions);
    return conclusion === "skipped" && conclusions.length > 0 && frame.path.length === 0
      ? "skipped"
      : conclusion;
  }

  async #jobs(frame: Frame): Promise<ReadonlyMap<string, JobResult>> {
    this.#setStatus();
    const promises = new Map<string, Promise<JobResult>>();
    const resultOf = (job: JobFile): Promise<JobResult> => {
      const known = promises.get(job.id);
      if (known !== undefined) return known;
      const needed = job.needs.map(async (id) => {
        const found = frame.workflow.file.jobs.find((each) => each.id === id);
        return [id, await resultOf(found as JobFile)] as const;
      });
      const promise = Promise.all(needed).then((needs) => this.#job(frame, job, new Map(needs)));
      promises.set(job.id, promise);
      return promise;
    };
    const all = frame.workflow.file.jobs.map(async (job) => [job.id, await resultOf(job)] as const);
    return new Map(await Promise.all(all));
  }

  async #job(frame: Frame, job: JobFile, needs: ReadonlyMap<string, JobResult>): Promise<JobResult> {
    const needsContext = Object.fromEntries(
      [...needs].map(([id, { conclusion, outputs }]) => [id, { result: conclusion, outputs }]),
    ) as Context;
    const before = [...needs.values()];
    const hasFailed = before.some((result) => result.hasFailed);
    const scope = this.#scope(frame, { needs: needsContext });
    const status = {
      success: before.every(({ conclusion }) => conclusion === "success"),
      failure: hasFailed,
      cancelled: frame.signal.aborted,
    };
    try {
      const isWanted = evaluateCondition(job.condition, { ...scope, status });
      if (!isWanted) {
        const conclusion = frame.signal.aborted ? "cancelled" : "skipped";
        this.#newJob(frame, job, { conclusion });
        return { conclusion, outputs: {}, hasFailed };
      }
      const results = await this.#combinations(frame, job, scope, needsContext);
      const conclusion = worst(results.map((result) => result.conclusion));
      const outputs = Object.assign({}, ...results.map((result) => result.outputs)) as Record<string, string>;
      return { conclusion, outputs, hasFailed: hasFailed || conclusion === "failure" };
    } catch (error) {
      const state = this.#newJob(frame, job, { conclusion: "failure" });
      const message = error instanceof Error ? error.message : String(error);
      state.annotations.push({ level: "error", message, title: undefined, file: undefined, line: undefined });
      return { conclusion: "failure", outputs: {}, hasFailed: true };
    }
  }

  async #combinations(frame: Frame, job: JobFile, scope: Scope, needs: Context) {
    const strategy = entry(job.strategy, "matrix");
    const matrices: readonly (Combination | undefined)[] =
      strategy === undefined ? [undefined] : expandMatrix(evaluate(strategy, scope));
    const failFast = evaluate(entry(job.strategy, "fail-fast") ?? true, scope) !== false;
    const limit = Number(evaluate(entry(job.strategy, "max-parallel") ?? matrices.length, scope));
    const siblings = new AbortController();
    const signal = AbortSignal.any([frame.signal, siblings.signal]);
    const todo = [...matrices.entries()];
    const results: { readonly conclusion: Conclusion; readonly outputs: Readonly<Record<string, string>> }[] =
      [];
    const worker = async () => {
      for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
        const [index, matrix] = next;
        const context = {
          "fail-fast": failFast,
          "job-index": index,
          "job-total": matrices.length,
          "max-parallel": limit,
        };
        const result = await this.#one({ ...frame, signal }, job, { matrix, strategy: context, needs });
        results[index] = result;
        if (failFast && result.conclusion === "failure")
          siblings.abort("another job of the matrix has failed");
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, Math.min(limit, matrices.length)) }, worker));
    return results;
  }

  /** One job of a matrix, or the only one: steps, or a called workflow. */
  async #one(
    frame: Frame,
    job: JobFile,
    {
      matrix,
      strategy,
      needs,
    }: { readonly matrix: Combination | undefined; readonly strategy: Context; readonly needs: Context },
  ): Promise<{ readonly conclusion: Conclusion; readonly outputs: Readonly<Record<string, string>> }> {
    const scope = this.#scope(frame, { needs, matrix: matrix ?? {}, strategy });
    const values = Object.values(matrix ?? {}).map((value) =>
      typeof value === "object" ? JSON.stringify(value) : String(value),
    );
    const given = evaluateText(job.name, scope);
    const name = given !== "" ? given : values.length === 0 ? job.id : `${job.id} (${values.join(", ")})`;
    const membership = this.#membership(job.concurrency, scope);
    const own = new AbortController();
    const signal = AbortSignal.any([frame.signal, own.signal]);
    const callee = frame.workflow.calls.get(job.id);
    if (callee !== undefined) {
      const inner = this.#calledFrame({ ...frame, signal }, job, callee, scope, name);
      const outcome = await this.#within(membership, { cancel: (reason) => own.abort(reason) }, async () => {
        const results = await this.#jobs(inner);
        const conclusion = worst([...results.values()].map((result) => result.conclusion));
        return { conclusion, outputs: this.#callOutputs(inner, results) };
      });
      return outcome ?? { conclusion: "cancelled", outputs: {} };
    }
    const state = this.#newJob(frame, job, { name });
    const cancel = (reason: string) => {
      state.reason = reason;
      own.abort(reason);
    };
    if (membership !== undefined) {
      state.reason = `waits for the concurrency group ${membership.group}`;
      this.#setStatus();
    }
    const outcome = await this.#within(membership, { cancel }, () =>
      this.#steps(frame, job, state, { matrix: matrix ?? {}, strategy, needs, scope, signal }),
    );
    const result = outcome ?? { conclusion: "cancelled" as const, outputs: {} };
    this.#end(state, result.conclusion);
    const continues = evaluateText(job.continueOnError, scope) === "true";
    return continues && result.conclusion === "failure" ? { ...result, conclusion: "success" } : result;
  }

  async #steps(
    frame: Frame,
    job: JobFile,
    state: JobState,
    given: {
      readonly matrix: Context;
      readonly strategy: Context;
      readonly needs: Context;
      readonly scope: Scope;
      readonly signal: AbortSignal;
    },
  ) {
    const { scope, signal, matrix, strategy, needs } = given;
    state.reason = undefined;
    const environment = this.#environmentOf(job, scope);
    state.environment = environment;
    if (environment !== undefined && !(await this.#admitted(state, environment, signal)))
      return { conclusion: signal.aborted ? ("cancelled" as const) : ("failure" as const), outputs: {} };
    if (signal.aborted) return { conclusion: "cancelled" as const, outputs: {} };
    state.status = "in_progress";
    state.startedAt = Date.now();
    this.#setStatus();
    const minutes = Number(evaluateText(job.timeoutMinutes, scope) || 360);
    const timeout = AbortSignal.timeout(Math.min(minutes * 60_000, 2 ** 31 - 1));
    const outcome = await runJob({
      ...{ services: this.#shared.services, sources: this.#shared.sources, tools: this.#shared.tools },
      ...{ env: this.#shared.env, run: this.#run, job: state, file: job, workflow: frame.workflow.file },
      permissions: frame.workflow.permissions.get(job.id) ?? {},
      contexts: {
        ...{
          vars: this.#variables(environment),
          secrets: { ...frame.secrets, ...this.#environmentSecrets(environment) },
        },
        ...{ inputs: frame.inputs, needs, matrix, strategy },
      },
      signal: AbortSignal.any([signal, timeout]),
      changed: () => this.#shared.changed(this.#run),
    });
    if (timeout.aborted) state.reason = `the job has exceeded its maximum of ${minutes} minutes`;
    return outcome;
  }

  /** Waits until somebody approves, where the environment asks for it. */
  async #admitted(state: JobState, environment: string, signal: AbortSignal): Promise<boolean> {
    const { github } = this.#shared.services;
    const known = github.repository(this.#run.repository).environments.get(environment);
    if (known?.needsApproval !== true) return true;
    state.status = "waiting";
    state.reason = `waits for the approval of ${environment}`;
    const isApproved = await new Promise<boolean>((decide) => {
      const waiting = this.#reviews.get(environment) ?? new Set();
      this.#reviews.set(environment, waiting.add(decide));
      signal.addEventListener("abort", () => decide(false), { once: true });
      this.#setStatus();
    });
    state.status = "queued";
    state.reason = isApproved ? undefined : `${environment} was not approved`;
    this.#setStatus();
    return isApproved;
  }

  #environmentOf(job: JobFile, scope: Scope): string | undefined {
    const given: Value | undefined = isMap(job.environment)
      ? entry(job.environment, "name")
      : job.environment;
    const name = evaluateText(given, scope);
    if (name === "") return undefined;
    const { environments } = this.#shared.services.github.repository(this.#run.repository);
    // One that is named is there from then on, as on GitHub.
    if (!environments.has(name))
      environments.set(name, { variables: new Map(), secrets: new Map(), needsApproval: false });
    return name;
  }

  #membership(value: Value | undefined, scope: Scope): Membership | undefined {
    if (value === undefined) return undefined;
    const group = evaluateText(isMap(value) ? entry(value, "group") : value, scope);
    if (group === "") return undefined;
    const cancelInProgress = evaluateText(entry(value, "cancel-in-progress"), scope) === "true";
    const queue = evaluateText(entry(value, "queue"), scope) === "max" ? "max" : "single";
    return { group, cancelInProgress, queue };
  }

  #calledFrame(frame: Frame, job: JobFile, callee: LoadedWorkflow, scope: Scope, name: string): Frame {
    const declared = callee.file.events.workflow_call?.inputs ?? {};
    const given = evaluate(job.with ?? null, scope) as Context | null;
    const inputs = Object.entries(declared).map(([key, { default: fallback }]) => {
      const value = given?.[key] ?? (typeof fallback === "object" ? evaluateText(null, scope) : fallback);
      return [key, value ?? ""] as const;
    });
    const secretsScope = { ...scope, contexts: { ...scope.contexts, secrets: frame.secrets } };
    const secrets = job.secrets === "inherit" ? frame.secrets : evaluateTexts(job.secrets, secretsScope);
    return {
      ...{ workflow: callee, inputs: Object.fromEntries(inputs), secrets, signal: frame.signal },
      ...{ path: [...frame.path, job.id], names: [...frame.names, name] },
    };
  }

  #callOutputs(frame: Frame, results: ReadonlyMap<string, JobResult>): Readonly<Record<string, string>> {
    const jobs = Object.fromEntries(
      [...results].map(([id, { conclusion, outputs }]) => [id, { result: conclusion, outputs }]),
    ) as Plain;
    const scope = this.#scope(frame, {});
    const declared = frame.workflow.file.callOutputs;
    if (!isMap(declared)) return {};
    return Object.fromEntries(
      [...declared].map(([name, output]) => [
        name,
        evaluateText(entry(output, "value"), { ...scope, contexts: { ...scope.contexts, jobs } }),
      ]),
    );
  }

  #scope(frame: Frame, more: Readonly<Record<string, Plain>>): Scope {
    const github = githubContext(this.#shared.services.github, this.#run, "", "");
    const none: Context = {};
    return {
      contexts: {
        ...{ github, vars: this.#variables(undefined), inputs: frame.inputs, needs: none },
        ...{ matrix: none, strategy: none, env: none, runner: runnerContext, secrets: frame.secrets },
        ...more,
      },
    };
  }

  #variables(environment: string | undefined): Context {
    const { variables, environments } = this.#shared.services.github.repository(this.#run.repository);
    const own = environment === undefined ? undefined : environments.get(environment)?.variables;
    return Object.fromEntries([...variables, ...(own ?? [])]);
  }

  #secrets(): Context {
    return Object.fromEntries(this.#shared.services.github.repository(this.#run.repository).secrets);
  }

  #environmentSecrets(environment: string | undefined): Context {
    if (environment === undefined) return {};
    const { environments } = this.#shared.services.github.repository(this.#run.repository);
    return Object.fromEntries(environments.get(environment)?.secrets ?? []);
  }

  #dispatchInputs(): Context {
    const { event, payload } = this.#run;
    return event === "workflow_dispatch" ? ((payload["inputs"] ?? {}) as Context) : {};
  }

  #newJob(
    frame: Frame,
    job: JobFile,
    given: { readonly name?: string; readonly conclusion?: Conclusion },
  ): JobState {
    const { name = job.id, conclusion } = given;
    const times = { startedAt: undefined, completedAt: conclusion === undefined ? undefined : Date.now() };
    const state: JobState = {
      ...{ id: this.#shared.nextJobId(), key: [...frame.path, job.id].join(" / "), conclusion },
      ...{
        name: [...frame.names, name].join(" / "),
        status: conclusion === undefined ? "queued" : "completed",
      },
      ...{
        environment: undefined,
        environmentUrl: undefined,
        reason: undefined,
        steps: [],
        annotations: [],
        ...times,
      },
    };
    this.#run.jobs.push(state);
    this.#setStatus();
    return state;
  }

  #end(state: JobState, conclusion: Conclusion): void {
    state.status = "completed";
    state.conclusion = conclusion;
    state.completedAt = Date.now();
    this.#setStatus();
  }

  /** A run waits while all that is left of it waits for approval, or for its group. */
  #setStatus(): void {
    const run = this.#run;
    const left = run.jobs.filter(({ status }) => status !== "completed");
    const waits =
      left.length > 0 &&
      left.every(({ reason, startedAt }) => reason !== undefined && startedAt === undefined);
    run.status = waits ? "waiting" : "in_progress";
    this.#shared.changed(run);
  }
}
