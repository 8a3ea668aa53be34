/** A job on its runner: with its own folder and its own token, one step after another. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { evaluateText, evaluateTexts, type Scope } from "./expressions.ts";
import { type JobRequest, JobRun, type Variables } from "./job-run.ts";
import { resolveAction } from "./resolve-action.ts";
import type { Conclusion } from "./run.ts";
import { runFileStep } from "./step.ts";
import { newStep, track } from "./tracked-step.ts";
import { entry, isMap } from "./value.ts";

export interface JobOutcome {
  readonly conclusion: Conclusion;
  readonly outputs: Variables;
}

/** The first log lines on GitHub: the token's permissions and the actions in use. */
async function setUp(run: JobRun): Promise<void> {
  const { permissions, file, sources, services } = run.request;
  const conclusion = await track(run, newStep(run, "Set up job"), async (log) => {
    log.line("GITHUB_TOKEN Permissions");
    for (const [name, level] of Object.entries(permissions))
      log.line(`  ${name.replaceAll("_", "-")}: ${level}`);
    for (const { uses } of file.steps)
      if (uses !== undefined) log.line(`Action ${uses}: ${resolveAction(uses, sources, run.workspace).what}`);
    for (const folder of [run.workspace, run.temp, join(run.folder, "home")])
      await mkdir(folder, { recursive: true });
    await writeFile(run.eventPath, JSON.stringify(run.github["event"]));
    const user = "github-actions[bot]";
    const repositories = [run.request.run.repository];
    services.github.token(run.token, { user, permissions, isWorkflowToken: true, repositories });
    return "success";
  });
  run.hasFailed = conclusion !== "success";
}

/** Runs the actions' post steps in reverse order. */
async function finish(run: JobRun): Promise<void> {
  for (const { name, post } of run.posts.toReversed()) {
    const conclusion = await track(run, newStep(run, name), async () => {
      await post();
      return "success";
    });
    if (conclusion === "failure") run.hasFailed = true;
  }
}

/** Outputs that contain no secret. */
function outputsOf(run: JobRun, scope: Scope): Variables {
  const { file, job } = run.request;
  const isOpen = ([name, value]: [string, string]) => {
    if (!run.masks.holds(value)) return true;
    const message = `Skip output '${name}' since it may contain secret.`;
    job.annotations.push({ level: "warning", message, title: undefined, file: undefined, line: undefined });
    return false;
  };
  return Object.fromEntries(Object.entries(evaluateTexts(file.outputs, scope)).filter(isOpen));
}

function environmentUrl({ request, masks }: JobRun, scope: Scope): string | undefined {
  const { environment } = request.file;
  const url = isMap(environment) ? evaluateText(entry(environment, "url"), scope) : "";
  return url === "" ? undefined : masks.apply(url);
}

export async function runJob(request: JobRequest): Promise<JobOutcome> {
  await using folder = await temporaryFolder("kalypso-job-");
  const run = new JobRun(request, folder.path);
  try {
    await setUp(run);
    for (const file of run.hasFailed ? [] : request.file.steps) await runFileStep(run, file);
    await finish(run);
    const scope = run.scope(run.jobEnv());
    const outputs = outputsOf(run, scope);
    request.job.environmentUrl = environmentUrl(run, scope);
    const conclusion = run.isCancelled ? "cancelled" : run.hasFailed ? "failure" : "success";
    return { conclusion, outputs };
  } finally {
    request.services.github.revoke(run.token);
  }
}
