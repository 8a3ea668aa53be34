/** Parses a workflow file, and refuses it where GitHub would. */
import type { WorkflowTemplate } from "@actions/workflow-parser/model/workflow-template";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import type { FileProvider } from "@actions/workflow-parser/workflows/file-provider";
import type { Permissions } from "@kalypso-actions/github-sandbox";
import { parse } from "yaml";
import { fromToken } from "./from-token.ts";
import { ErrorPolicy, parser } from "./parser-modules.ts";
import { permissionsOf } from "./permissions.ts";
import { problemsOf } from "./strictness.ts";
import { entry, isMap, textOf, tokenAt, type Value } from "./value.ts";

export interface StepFile {
  readonly id: string | undefined;
  readonly name: Value | undefined;
  /** Including the status function that GitHub adds if there is none. */
  readonly condition: string;
  readonly uses: string | undefined;
  readonly run: Value | undefined;
  readonly with: Value | undefined;
  readonly env: Value | undefined;
  readonly shell: Value | undefined;
  readonly workingDirectory: Value | undefined;
  readonly continueOnError: Value | undefined;
  readonly timeoutMinutes: Value | undefined;
}

export interface JobFile {
  readonly id: string;
  readonly name: Value | undefined;
  readonly needs: readonly string[];
  readonly condition: string;
  readonly runsOn: Value | undefined;
  readonly permissions: Permissions | undefined;
  readonly strategy: Value | undefined;
  readonly environment: Value | undefined;
  readonly concurrency: Value | undefined;
  readonly outputs: Value | undefined;
  readonly env: Value | undefined;
  readonly defaults: Value | undefined;
  readonly timeoutMinutes: Value | undefined;
  readonly continueOnError: Value | undefined;
  readonly steps: readonly StepFile[];
  /** The reusable workflow that it calls instead of running steps. */
  readonly uses: string | undefined;
  /** The place of the call, as problems name it: file, line and column. */
  readonly callPlace: string;
  readonly with: Value | undefined;
  readonly secrets: Value | undefined;
}

export interface WorkflowFile {
  /** The declared name, otherwise the path. */
  readonly name: string;
  readonly runName: Value | undefined;
  /** `on.workflow_dispatch.inputs`. */
  readonly dispatchInputs: Value | undefined;
  /** Inputs and outputs for callers: `on.workflow_call.inputs` and `.outputs`. */
  readonly callInputs: Value | undefined;
  readonly callOutputs: Value | undefined;
  readonly permissions: Permissions | undefined;
  readonly concurrency: Value | undefined;
  readonly env: Value | undefined;
  readonly defaults: Value | undefined;
  readonly jobs: readonly JobFile[];
}

type ParsedWorkflow =
  | { readonly file: WorkflowFile; readonly problems: readonly [] }
  | { readonly file: undefined; readonly problems: readonly string[] };

function stepOf(step: Value, condition: string): StepFile {
  return {
    id: textOf(entry(step, "id")),
    name: entry(step, "name"),
    condition,
    uses: textOf(entry(step, "uses")),
    run: entry(step, "run"),
    with: entry(step, "with"),
    env: entry(step, "env"),
    shell: entry(step, "shell"),
    workingDirectory: entry(step, "working-directory"),
    continueOnError: entry(step, "continue-on-error"),
    timeoutMinutes: entry(step, "timeout-minutes"),
  };
}

type ConvertedJob = WorkflowTemplate["jobs"][number];

interface Converted {
  readonly converted: ConvertedJob | undefined;
  readonly callPlace: string;
}

function jobOf(id: string, job: Value, { converted, callPlace }: Converted): JobFile {
  const needs = entry(job, "needs");
  const steps = entry(job, "steps");
  const conditions = converted?.type === "job" ? converted.steps : [];
  return {
    id,
    name: entry(job, "name"),
    needs: Array.isArray(needs) ? needs.map(String) : needs === undefined ? [] : [String(needs)],
    condition: converted?.if.expression ?? "success()",
    runsOn: entry(job, "runs-on"),
    permissions: permissionsOf(entry(job, "permissions")),
    strategy: entry(job, "strategy"),
    environment: entry(job, "environment"),
    concurrency: entry(job, "concurrency"),
    outputs: entry(job, "outputs"),
    env: entry(job, "env"),
    defaults: entry(job, "defaults"),
    timeoutMinutes: entry(job, "timeout-minutes"),
    continueOnError: entry(job, "continue-on-error"),
    steps: (Array.isArray(steps) ? (steps as readonly Value[]) : []).map((step, index) =>
      stepOf(step, conditions[index]?.if?.expression ?? "success()"),
    ),
    uses: textOf(entry(job, "uses")),
    callPlace,
    with: entry(job, "with"),
    secrets: entry(job, "secrets"),
  };
}

/** @param calls reads the workflows that jobs call, which are checked as well */
export async function parseWorkflowFile(
  path: string,
  content: string,
  calls: FileProvider,
): Promise<ParsedWorkflow> {
  const { context, value: token } = parser.parseWorkflow(
    { name: path, content },
    new parser.NoOperationTraceWriter(),
  );
  const problems = () => [...new Set(context.errors.getErrors().map(({ message }) => message))];
  if (token === undefined) return { file: undefined, problems: problems() };
  const options = { errorPolicy: ErrorPolicy.TryConversion, fetchReusableWorkflowDepth: 1 };
  const template = await parser.convertWorkflowTemplate(context, token, calls, options);
  for (const problem of problemsOf(token)) context.error(problem.token, new Error(problem.message));
  if (problems().length > 0) return { file: undefined, problems: problems() };
  return { file: fileOf({ path, content, token, template }), problems: [] };
}

interface Accepted {
  readonly path: string;
  readonly content: string;
  readonly token: TemplateToken;
  readonly template: WorkflowTemplate;
}

function fileOf({ path, content, token, template }: Accepted): WorkflowFile {
  const root = fromToken(token, parse(content));
  const converted = new Map(template.jobs.map((job) => [job.id.value, job]));
  const placeOf = (id: string) => {
    const { line, col } = tokenAt(token, "jobs", id, "uses") ?? token;
    return `${path} (Line: ${line}, Col: ${col})`;
  };
  const jobs = entry(root, "jobs");
  const [dispatch, call] = ["workflow_dispatch", "workflow_call"].map((name) =>
    entry(entry(root, "on"), name),
  );
  return {
    name: textOf(entry(root, "name")) ?? path,
    runName: entry(root, "run-name"),
    dispatchInputs: entry(dispatch, "inputs"),
    callInputs: entry(call, "inputs"),
    callOutputs: entry(call, "outputs"),
    permissions: permissionsOf(entry(root, "permissions")),
    concurrency: entry(root, "concurrency"),
    env: entry(root, "env"),
    defaults: entry(root, "defaults"),
    jobs: isMap(jobs)
      ? [...jobs].map(([id, job]) => jobOf(id, job, { converted: converted.get(id), callPlace: placeOf(id) }))
      : [],
  };
}
