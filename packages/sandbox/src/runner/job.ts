/** A job on its runner: a folder of its own, a token of its own, one step after the other. */
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Permissions } from "../github/state.ts";
import { temporaryFolder } from "../temporary.ts";
import { type Context, githubContext, githubVariables, runnerContext } from "./contexts.ts";
import { evaluateText, evaluateTexts, type Plain, type Scope } from "./expressions.ts";
import { hashFilesIn } from "./hash-files.ts";
import type { Conclusion, JobState, RunState, StepState } from "./run.ts";
import type { Services } from "./stand-ins/stand-in.ts";
import { type ActionSources, resolveStep, runStep, type StepOutcome, type StepWork } from "./step.ts";
import { Masks, StepLog } from "./step-log.ts";
import type { JobFile, StepFile, WorkflowFile } from "./workflow-file.ts";

/** What a job's expressions see besides what comes of its own steps. */
export interface JobContexts {
  readonly vars: Context;
  readonly secrets: Context;
  readonly inputs: Context;
  readonly needs: Context;
  readonly matrix: Context;
  readonly strategy: Context;
}

export interface JobRequest {
  readonly services: Services;
  readonly sources: ActionSources;
  /** Put first on the path, and variables that every process has. */
  readonly tools: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly run: RunState;
  readonly job: JobState;
  readonly file: JobFile;
  readonly workflow: WorkflowFile;
  readonly permissions: Permissions;
  readonly contexts: JobContexts;
  /** Raised when the job is cancelled. */
  readonly signal: AbortSignal;
  readonly changed: () => void;
}

export interface JobOutcome {
  readonly conclusion: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
}

interface StepRecord {
  readonly outputs: Readonly<Record<string, string>>;
  readonly outcome: string;
  readonly conclusion: string;
}

type Post = () => Promise<void>;

/** While a job runs: what its steps have left so far. */
class JobRun {
  readonly request: JobRequest;
  readonly folder: string;
  readonly masks = new Masks();
  readonly token = `ghs_${randomBytes(18).toString("hex")}`;
  readonly github: Context;
  readonly records: Record<string, StepRecord> = {};
  readonly exported: Record<string, string> = {};
  readonly paths: string[] = [];
  readonly posts: { readonly name: string; readonly post: Post }[] = [];
  readonly logins = new Map<string, string>();
  hasFailed = false;

  constructor(request: JobRequest, folder: string) {
    this.request = request;
    this.folder = folder;
    const { services, run, job } = request;
    this.github = { ...githubContext(services.github, run, this.token, job.key), workspace: this.workspace };
    this.masks.add(this.token);
    for (const secret of Object.values(request.contexts.secrets)) this.masks.add(String(secret));
  }

  get workspace(): string {
    return join(this.folder, "workspace");
  }

  get temp(): string {
    return join(this.folder, "temp");
  }

  /** What the workflow and the job say, and what steps have exported. */
  get jobEnv(): Readonly<Record<string, string>> {
    const { workflow, file } = this.request;
    const outer = this.scope({}, {});
    const ofWorkflow = evaluateTexts(workflow.env, outer);
    return { ...ofWorkflow, ...evaluateTexts(file.env, this.scope(ofWorkflow, {})), ...this.exported };
  }

  scope(env: Readonly<Record<string, string>>, more: Readonly<Record<string, Plain>>): Scope {
    const { contexts, signal } = this.request;
    const status = { success: !this.hasFailed, failure: this.hasFailed, cancelled: signal.aborted };
    const state = signal.aborted ? "cancelled" : this.hasFailed ? "failure" : "success";
    return {
      contexts: {
        ...{ github: this.github, env, vars: contexts.vars, inputs: contexts.inputs, needs: contexts.needs },
        ...{ matrix: contexts.matrix, strategy: contexts.strategy, steps: this.records as unknown as Plain },
        secrets: { ...contexts.secrets, GITHUB_TOKEN: this.token },
        job: { status: state },
        runner: { ...runnerContext, temp: this.temp, tool_cache: this.temp },
        ...more,
      },
      status,
      hashFiles: hashFilesIn(this.workspace),
    };
  }

  /** Variables of every process of the job. */
  processEnv(): Readonly<Record<string, string>> {
    const { services, permissions, tools, env } = this.request;
    const path = [...this.paths, ...tools, process.env["PATH"] ?? ""].join(":");
    return {
      ...{ PATH: path, HOME: join(this.folder, "home"), LANG: "C.UTF-8", CI: "true" },
      ...{
        GITHUB_ACTIONS: "true",
        GITHUB_WORKSPACE: this.workspace,
        GITHUB_EVENT_PATH: join(this.folder, "event.json"),
      },
      ...{ RUNNER_OS: "Linux", RUNNER_ARCH: "X64", RUNNER_TEMP: this.temp, RUNNER_TOOL_CACHE: this.temp },
      ...{ RUNNER_NAME: "GitHub Actions 1", RUNNER_ENVIRONMENT: "github-hosted" },
      ...githubVariables(this.github),
      ...(permissions["id_token"] === "write" ? services.github.oidcEnv : {}),
      ...env,
    };
  }
}

function newStep(job: JobState, name: string): StepState {
  const times = { startedAt: undefined, completedAt: undefined };
  const step: StepState = { name, status: "queued", conclusion: undefined, log: [], summary: "", ...times };
  job.steps.push(step);
  return step;
}

/** Runs one step's work and keeps its state and log. */
async function track(
  run: JobRun,
  step: StepState,
  work: (log: StepLog) => Promise<Conclusion>,
): Promise<Conclusion> {
  const { job, changed } = run.request;
  const log = new StepLog(step, job, run.masks, changed);
  step.status = "in_progress";
  step.startedAt = Date.now();
  changed();
  let conclusion: Conclusion;
  try {
    conclusion = await work(log);
  } catch (error) {
    log.end();
    log.annotate("error", error instanceof Error ? error.message : String(error));
    conclusion = run.request.signal.aborted ? "cancelled" : "failure";
  }
  log.end();
  step.status = "completed";
  step.conclusion = conclusion;
  step.completedAt = Date.now();
  changed();
  return conclusion;
}

function nameOf(file: StepFile, scope: Scope): string {
  const given = evaluateText(file.name, scope);
  if (given !== "") return given;
  if (file.uses !== undefined) return `Run ${file.uses}`;
  const text = evaluateText(file.run, scope);
  return `Run ${text.split("\n")[0]}`;
}

function record(
  run: JobRun,
  file: StepFile,
  outcome: Conclusion,
  conclusion: Conclusion,
  outputs: StepRecord["outputs"],
) {
  if (file.id !== undefined) run.records[file.id] = { outputs, outcome, conclusion };
}

async function runFileStep(run: JobRun, file: StepFile): Promise<void> {
  const { job, changed } = run.request;
  const jobEnv = run.jobEnv;
  const step = newStep(job, nameOf(file, run.scope(jobEnv, {})));
  let outcome: StepOutcome = { conclusion: "skipped", outputs: {} };
  let continues = false;
  const conclusion = await track(run, step, async (log) => {
    const work: StepWork = {
      ...{ request: run.request, file, log, step, jobEnv },
      ...{ processEnv: run.processEnv(), folder: run.folder, workspace: run.workspace, temp: run.temp },
      ...{ token: run.token, masks: run.masks, logins: run.logins, exported: run.exported, paths: run.paths },
      scope: (env) => run.scope(env, {}),
    };
    outcome = await runStep(work);
    continues = evaluateText(file.continueOnError, run.scope(jobEnv, {})) === "true";
    if (outcome.post !== undefined) run.posts.push({ name: `Post ${step.name}`, post: outcome.post });
    return outcome.conclusion;
  });
  const failed = conclusion === "failure";
  if (failed && !continues) run.hasFailed = true;
  record(run, file, conclusion, failed && continues ? "success" : conclusion, outcome.outputs);
  changed();
}

async function finish(run: JobRun): Promise<void> {
  for (const { name, post } of run.posts.toReversed()) {
    const step = newStep(run.request.job, name);
    await track(run, step, async () => {
      await post();
      return "success";
    });
  }
}

function outputsOf(run: JobRun): Readonly<Record<string, string>> {
  const { file, job } = run.request;
  const outputs = evaluateTexts(file.outputs, run.scope(run.jobEnv, {}));
  const isOpen = ([name, value]: [string, string]) => {
    if (!run.masks.holds(value)) return true;
    const message = `Skip output '${name}' since it may contain secret.`;
    job.annotations.push({ level: "warning", message, title: undefined, file: undefined, line: undefined });
    return false;
  };
  return Object.fromEntries(Object.entries(outputs).filter(isOpen));
}

/** What GitHub says first: what the token may do, and which actions there are. */
async function setUp(run: JobRun): Promise<boolean> {
  const { permissions, file, sources, services, job } = run.request;
  const step = newStep(job, "Set up job");
  const conclusion = await track(run, step, async (log) => {
    log.line("GITHUB_TOKEN Permissions");
    for (const [name, level] of Object.entries(permissions))
      log.line(`  ${name.replaceAll("_", "-")}: ${level}`);
    for (const { uses } of file.steps)
      if (uses !== undefined) log.line(`Action ${uses}: ${resolveStep(uses, sources, run.workspace).what}`);
    await mkdir(run.workspace, { recursive: true });
    await mkdir(run.temp, { recursive: true });
    await mkdir(join(run.folder, "home"), { recursive: true });
    await writeFile(join(run.folder, "event.json"), JSON.stringify(run.github["event"]));
    const user = "github-actions[bot]";
    const repositories = [run.request.run.repository];
    services.github.token(run.token, { user, permissions, isWorkflowToken: true, repositories });
    return "success";
  });
  return conclusion === "success";
}

export async function runJob(request: JobRequest): Promise<JobOutcome> {
  await using folder = await temporaryFolder("kalypso-job-");
  const run = new JobRun(request, folder.path);
  try {
    run.hasFailed = !(await setUp(run));
    const jobSteps = run.hasFailed ? [] : request.file.steps;
    for (const file of jobSteps) await runFileStep(run, file);
    await finish(run);
    const conclusion = request.signal.aborted ? "cancelled" : run.hasFailed ? "failure" : "success";
    return { conclusion, outputs: outputsOf(run) };
  } finally {
    request.services.github.revoke(run.token);
  }
}
