/** A running job: its folders, the results of its steps so far, and the contexts of their expressions. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Permissions } from "@kalypso-actions/github-sandbox";
import type { Cancellation } from "./cancellation.ts";
import { type Context, githubContext, githubVariables, runnerContext } from "./contexts.ts";
import { evaluateTexts, type Plain, type Scope } from "./expressions.ts";
import { hashFilesIn } from "./hash-files.ts";
import type { ActionSources } from "./resolve-action.ts";
import type { JobState, RunState } from "./run.ts";
import type { Services } from "./stand-ins/stand-in.ts";
import { Masks } from "./step-log.ts";
import type { JobFile, WorkflowFile } from "./workflow-file.ts";

export type Variables = Readonly<Record<string, string>>;

/** The contexts of a job, besides those from its own steps. */
interface JobContexts {
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
  /** Folders put first on the path, and variables set for every process. */
  readonly tools: readonly string[];
  readonly env: Variables;
  readonly run: RunState;
  readonly job: JobState;
  readonly file: JobFile;
  readonly workflow: WorkflowFile;
  readonly permissions: Permissions;
  readonly contexts: JobContexts;
  readonly cancellation: Cancellation;
  readonly changed: () => void;
}

/** The content of `steps.<id>`. */
type StepRecord = {
  readonly outputs: Variables;
  /** Before and after `continue-on-error` is applied. */
  readonly outcome: string;
  readonly conclusion: string;
};

interface Post {
  readonly name: string;
  readonly post: () => Promise<void>;
}

export class JobRun {
  readonly request: JobRequest;
  readonly folder: string;
  readonly masks = new Masks();
  readonly token = `ghs_${randomBytes(18).toString("hex")}`;
  readonly github: Context;
  readonly records: Record<string, StepRecord> = {};
  /** Set through `GITHUB_ENV` and `GITHUB_PATH`. */
  readonly exported: Record<string, string> = {};
  readonly paths: string[] = [];
  readonly posts: Post[] = [];
  /** Passwords by registry, shared between stand-ins. */
  readonly logins = new Map<string, string>();
  hasFailed = false;

  constructor(request: JobRequest, folder: string) {
    this.request = request;
    this.folder = folder;
    const { services, run, file } = request;
    this.github = {
      ...githubContext(services.github, run, { token: this.token, job: file.id }),
      workspace: this.workspace,
    };
    this.masks.add(this.token);
    for (const secret of Object.values(request.contexts.secrets)) this.masks.add(String(secret));
  }

  get workspace(): string {
    return join(this.folder, "workspace");
  }

  get temp(): string {
    return join(this.folder, "temp");
  }

  get isCancelled(): boolean {
    return this.request.cancellation.asked.aborted;
  }

  /** Variables of the workflow and the job, plus those exported by steps. */
  jobEnv(): Variables {
    const { workflow, file } = this.request;
    const ofWorkflow = evaluateTexts(workflow.env, this.scope({}));
    return { ...ofWorkflow, ...evaluateTexts(file.env, this.scope(ofWorkflow)), ...this.exported };
  }

  scope(env: Variables): Scope {
    const isCancelled = this.isCancelled;
    const state = isCancelled ? "cancelled" : this.hasFailed ? "failure" : "success";
    const { contexts } = this.request;
    return {
      contexts: {
        ...contexts,
        github: this.github,
        env,
        steps: this.records as Plain,
        job: { status: state },
        secrets: { ...contexts.secrets, GITHUB_TOKEN: this.token },
        runner: { ...runnerContext, temp: this.temp, tool_cache: this.temp },
      },
      status: { success: !this.hasFailed, failure: this.hasFailed, cancelled: isCancelled },
      hashFiles: hashFilesIn(this.workspace),
    };
  }

  /** Variables for every process of the job. */
  processEnv(): Variables {
    const { services, permissions, tools, env } = this.request;
    const path = [...this.paths, ...tools, process.env["PATH"] ?? ""].join(":");
    return {
      PATH: path,
      HOME: join(this.folder, "home"),
      LANG: "C.UTF-8",
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_WORKSPACE: this.workspace,
      GITHUB_EVENT_PATH: this.eventPath,
      RUNNER_OS: "Linux",
      RUNNER_ARCH: "X64",
      RUNNER_TEMP: this.temp,
      RUNNER_TOOL_CACHE: this.temp,
      RUNNER_NAME: "GitHub Actions 1",
      RUNNER_ENVIRONMENT: "github-hosted",
      ...githubVariables(this.github),
      ...(permissions["id_token"] === "write" ? services.github.oidcEnv : {}),
      ...env,
    };
  }

  get eventPath(): string {
    return join(this.folder, "event.json");
  }
}
