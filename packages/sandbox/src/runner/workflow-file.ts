/** A workflow's file: parsed, and refused where GitHub refuses it. */
import type { EventsConfig, WorkflowTemplate } from "@actions/workflow-parser/model/workflow-template";
import type { Permissions } from "../github/state.ts";
import { ErrorPolicy, parser } from "./parser-modules.ts";
import { permissionsOf } from "./permissions.ts";
import { Expression, entry, fromToken, isMap, textOf, type Value } from "./value.ts";

export interface StepFile {
  readonly id: string | undefined;
  readonly name: Value | undefined;
  /** With the status function that GitHub adds where there is none. */
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
  /** The reusable workflow that is called instead of steps. */
  readonly uses: string | undefined;
  readonly with: Value | undefined;
  readonly secrets: Value | undefined;
}

export interface WorkflowFile {
  /** Its name, or its path where it has none. */
  readonly name: string;
  readonly runName: Value | undefined;
  readonly events: EventsConfig;
  /** What callers get: the values of `on.workflow_call.outputs`. */
  readonly callOutputs: Value | undefined;
  readonly permissions: Permissions | undefined;
  readonly concurrency: Value | undefined;
  readonly env: Value | undefined;
  readonly defaults: Value | undefined;
  readonly jobs: readonly JobFile[];
}

export type ParsedWorkflow =
  | { readonly file: WorkflowFile; readonly problems: readonly [] }
  | { readonly file: undefined; readonly problems: readonly string[] };

/** GitHub takes no more. */
const maxDispatchInputs = 25;

/** What GitHub knows and this runner does not: told, instead of done otherwise. */
const unknownHere = [
  "container",
  "services",
  "snapshot",
  "background",
  "wait",
  "wait-all",
  "parallel",
  "cancel",
];

function unsupported(root: Value, path: string): readonly string[] {
  const jobs = entry(root, "jobs");
  if (!isMap(jobs)) return [];
  return [...jobs].flatMap(([id, job]) => {
    const steps = entry(job, "steps");
    const parts = [job, ...(Array.isArray(steps) ? (steps as readonly Value[]) : [])];
    const found = unknownHere.filter((key) => parts.some((part) => isMap(part) && part.has(key)));
    return found.map((key) => `${path}: the sandbox's runner does not know \`${key}\` (job ${id})`);
  });
}

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

function jobOf(id: string, job: Value, converted: ConvertedJob | undefined): JobFile {
  const needs = entry(job, "needs");
  const steps = entry(job, "steps");
  const conditions = converted?.type === "job" ? converted.steps : [];
  return {
    id,
    name: entry(job, "name"),
    needs: Array.isArray(needs) ? needs.map(String) : needs === undefined ? [] : [String(needs)],
    condition: converted?.if.expression ?? "success()",
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
    with: entry(job, "with"),
    secrets: entry(job, "secrets"),
  };
}

/** What the schema allows and GitHub does not. */
function beyondSchema(root: Value, path: string): readonly string[] {
  const inputs = entry(entry(entry(root, "on"), "workflow_dispatch"), "inputs");
  const count = isMap(inputs) ? inputs.size : 0;
  if (count <= maxDispatchInputs) return [];
  return [
    `${path}: you may only define up to ${maxDispatchInputs} \`inputs\` for a \`workflow_dispatch\` event`,
  ];
}

/** Actions and workflows are named where they are used, not computed. */
function computedUses(root: Value, path: string): readonly string[] {
  const jobs = entry(root, "jobs");
  const all = isMap(jobs) ? [...jobs.values()] : [];
  const steps = all.flatMap((job) => (entry(job, "steps") ?? []) as readonly Value[]);
  return [...all, ...steps]
    .map((part) => entry(part, "uses"))
    .filter((uses) => uses instanceof Expression || (typeof uses === "string" && uses.includes("${{")))
    .map((uses) => `${path}: no expression is allowed in \`uses\`: ${String(uses)}`);
}

/** @param path below the repository's root, as problems name it */
export async function parseWorkflowFile(path: string, content: string): Promise<ParsedWorkflow> {
  const { context, value: token } = parser.parseWorkflow(
    { name: path, content },
    new parser.NoOperationTraceWriter(),
  );
  const problems = () => context.errors.getErrors().map(({ message }) => message);
  if (token === undefined) return { file: undefined, problems: problems() };
  const options = { errorPolicy: ErrorPolicy.TryConversion };
  const template = await parser.convertWorkflowTemplate(context, token, undefined, options);
  const root = fromToken(token);
  const all = [
    ...problems(),
    ...beyondSchema(root, path),
    ...computedUses(root, path),
    ...unsupported(root, path),
  ];
  if (all.length > 0) return { file: undefined, problems: [...new Set(all)] };
  const jobs = entry(root, "jobs");
  const converted = new Map(template.jobs.map((job) => [job.id.value, job]));
  const file: WorkflowFile = {
    name: textOf(entry(root, "name")) ?? path,
    runName: entry(root, "run-name"),
    events: template.events,
    callOutputs: entry(entry(entry(root, "on"), "workflow_call"), "outputs"),
    permissions: permissionsOf(entry(root, "permissions")),
    concurrency: entry(root, "concurrency"),
    env: entry(root, "env"),
    defaults: entry(root, "defaults"),
    jobs: isMap(jobs) ? [...jobs].map(([id, job]) => jobOf(id, job, converted.get(id))) : [],
  };
  return { file, problems: [] };
}
