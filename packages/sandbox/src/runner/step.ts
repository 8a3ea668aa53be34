/** One step: a script, an action as it is, or what stands in for one. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ActionFile, readAction } from "./action-file.ts";
import { evaluateCondition, evaluateText, evaluateTexts, type Scope } from "./expressions.ts";
import type { JobRequest } from "./job.ts";
import type { Conclusion, StepState } from "./run.ts";
import { standIns } from "./stand-ins/index.ts";
import type { StandIn } from "./stand-ins/stand-in.ts";
import { StepFiles } from "./step-files.ts";
import type { Masks, StepLog } from "./step-log.ts";
import { runStepProcess } from "./step-process.ts";
import { parseExpressions } from "./template-text.ts";
import { entry } from "./value.ts";
import type { JobFile, StepFile } from "./workflow-file.ts";

/** Repositories of actions that are here: their folders, and the refs under which they are used. */
export type ActionSources = Readonly<
  Record<string, { readonly root: string; readonly refs: readonly string[] }>
>;

export interface StepWork {
  readonly request: JobRequest;
  readonly file: StepFile;
  readonly step: StepState;
  readonly log: StepLog;
  readonly scope: (env: Readonly<Record<string, string>>) => Scope;
  readonly jobEnv: Readonly<Record<string, string>>;
  readonly processEnv: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly workspace: string;
  readonly temp: string;
  readonly token: string;
  readonly masks: Masks;
  readonly logins: Map<string, string>;
  /** Added to by what the step writes. */
  readonly exported: Record<string, string>;
  readonly paths: string[];
}

export interface StepOutcome {
  readonly conclusion: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
  readonly post?: () => Promise<void>;
}

type Resolved =
  | { readonly kind: "stand-in"; readonly standIn: StandIn; readonly what: string }
  | { readonly kind: "action"; readonly folder: string; readonly what: string };

function unresolved(uses: string, why: string): Error {
  return new Error(`Unable to resolve action \`${uses}\`, ${why}`);
}

/** What a `uses` stands for. @throws Error where it is not known here, in GitHub's words */
export function resolveStep(uses: string, sources: ActionSources, workspace: string): Resolved {
  if (uses.startsWith("./"))
    return { kind: "action", folder: join(workspace, uses), what: "of the workspace" };
  const [, owner = "", name = "", path = "", ref = ""] =
    /^([^/@]+)\/([^/@]+)(?:\/([^@]+))?@(.+)$/.exec(uses) ?? [];
  const standIn = path === "" ? standIns.find(({ action }) => action === `${owner}/${name}`) : undefined;
  if (standIn !== undefined) {
    const release = Object.entries(standIn.releases).find(([tag, sha]) => ref === tag || ref === sha);
    if (release === undefined)
      throw unresolved(uses, `unable to find version \`${ref}\` (of those that are stood in for)`);
    return { kind: "stand-in", standIn, what: `stood in for (${release[0]})` };
  }
  const source = sources[`${owner}/${name}`];
  if (source === undefined) throw unresolved(uses, "repository not found (there is no stand-in for it)");
  if (!source.refs.includes(ref)) throw unresolved(uses, `unable to find version \`${ref}\``);
  return { kind: "action", folder: join(source.root, path), what: "as it is built here" };
}

/** Inputs that are given and those that have defaults; which of the given ones nobody knows. */
function warnUnexpected(work: StepWork, known: readonly string[], given: readonly string[]): void {
  const unexpected = given.filter((name) => !known.includes(name));
  if (unexpected.length === 0) return;
  const list = (names: readonly string[]) => names.map((name) => `'${name}'`).join(", ");
  work.log.annotate("warning", `Unexpected input(s) ${list(unexpected)}, valid inputs are [${list(known)}]`);
}

/** Where a job's `defaults.run`, or its workflow's, say something that the step does not. */
function runDefault(request: JobRequest, key: "shell" | "working-directory") {
  const of = (defaults: JobFile["defaults"]) => entry(entry(defaults, "run"), key);
  return of(request.file.defaults) ?? of(request.workflow.defaults);
}

async function runScript(
  work: StepWork,
  files: StepFiles,
  env: Readonly<Record<string, string>>,
): Promise<Conclusion> {
  const { file, request, log, temp, workspace, processEnv, scope } = work;
  const text = evaluateText(file.run, scope(env));
  const script = join(temp, `script-${Math.random().toString(36).slice(2)}.sh`);
  await writeFile(script, text);
  const shell = evaluateText(file.shell ?? runDefault(request, "shell"), scope(env));
  const forms: Readonly<Record<string, string>> = {
    "": "bash -e {0}",
    bash: "bash --noprofile --norc -eo pipefail {0}",
    sh: "sh -e {0}",
  };
  const [command = "bash", ...args] = (forms[shell] ?? shell)
    .split(" ")
    .map((part) => part.replace("{0}", script));
  const folder = evaluateText(file.workingDirectory ?? runDefault(request, "working-directory"), scope(env));
  for (const line of text.trimEnd().split("\n")) log.line(`$ ${line}`);
  const exitCode = await runStepProcess({
    ...{ command, args, cwd: join(workspace, folder), signal: request.signal },
    env: { ...processEnv, ...env, ...files.env },
    onOutput: (chunk) => log.write(chunk),
  });
  return concluded(work, exitCode);
}

function concluded({ request, log }: StepWork, exitCode: number): Conclusion {
  if (exitCode === 0) return "success";
  log.end();
  if (!request.signal.aborted) log.annotate("error", `Process completed with exit code ${exitCode}.`);
  return request.signal.aborted ? "cancelled" : "failure";
}

/** An action's inputs as its process gets them. */
function actionInputs(work: StepWork, { inputs }: ActionFile, env: Readonly<Record<string, string>>) {
  const { file, scope } = work;
  const given = evaluateTexts(file.with, scope(env));
  warnUnexpected(work, Object.keys(inputs), Object.keys(given));
  const defaults = Object.entries(inputs)
    .filter(([, input]) => input?.default !== undefined)
    .map(
      ([name, input]) => [name, evaluateText(parseExpressions(String(input?.default)), scope(env))] as const,
    );
  return { ...Object.fromEntries(defaults), ...given };
}

async function runNode(
  work: StepWork,
  folder: string,
  files: StepFiles,
  env: Readonly<Record<string, string>>,
): Promise<Conclusion> {
  const { file, request, log, workspace, processEnv } = work;
  const action = readAction(folder, file.uses ?? "");
  const inputs = actionInputs(work, action, env);
  const variables = Object.entries(inputs).map(
    ([name, value]) => [`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`, value] as const,
  );
  const exitCode = await runStepProcess({
    ...{ command: process.execPath, args: [action.main], cwd: workspace, signal: request.signal },
    env: { ...processEnv, ...env, ...files.env, ...Object.fromEntries(variables) },
    onOutput: (chunk) => log.write(chunk),
  });
  return concluded(work, exitCode);
}

async function runStandIn(
  work: StepWork,
  standIn: StandIn,
  env: Readonly<Record<string, string>>,
): Promise<StepOutcome> {
  const { request, log, masks, file, scope } = work;
  const given = evaluateTexts(file.with, scope(env));
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(standIn.inputs, name));
  if (unknown.length > 0)
    throw new Error(
      `${standIn.action}: the stand-in does not know ${unknown.map((name) => `'${name}'`).join(", ")}`,
    );
  const inputs: Record<string, string> = {};
  for (const [name, fallback] of Object.entries(standIn.inputs)) {
    const value = given[name] ?? fallback;
    if (value === undefined || (value === "" && fallback === undefined))
      throw new Error(`Input required and not supplied: ${name}`);
    inputs[name] = value;
  }
  const { services, run, permissions } = request;
  const result = await standIn.run({
    ...{ inputs, services, run, permissions, token: work.token, workspace: work.workspace, temp: work.temp },
    ...{ env: { ...work.processEnv, ...env }, logins: work.logins },
    log: (line) => log.line(line),
    mask: (text) => masks.add(text),
    addPath: (folder) => work.paths.unshift(folder),
  });
  const { outputs = {}, post } = result;
  return { conclusion: "success", outputs, ...(post === undefined ? {} : { post }) };
}

/** @throws Error where the step cannot be run at all */
export async function runStep(work: StepWork): Promise<StepOutcome> {
  const { file, request, scope, jobEnv, temp, step, workspace } = work;
  const env = { ...jobEnv, ...evaluateTexts(file.env, scope(jobEnv)) };
  if (!evaluateCondition(file.condition, scope(env))) return { conclusion: "skipped", outputs: {} };
  const resolved = file.uses === undefined ? undefined : resolveStep(file.uses, request.sources, workspace);
  if (resolved?.kind === "stand-in") return runStandIn(work, resolved.standIn, env);
  const files = await StepFiles.create(join(temp, `step-${request.job.steps.length}`));
  const conclusion =
    resolved === undefined
      ? await runScript(work, files, env)
      : await runNode(work, resolved.folder, files, env);
  const results = await files.read();
  step.summary = work.masks.apply(results.summary);
  Object.assign(work.exported, results.env);
  work.paths.unshift(...results.paths);
  return { conclusion, outputs: results.outputs };
}
