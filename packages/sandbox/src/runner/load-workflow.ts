/** A workflow with all that it calls, checked as GitHub checks it before anything runs. */
import type { GitHubServer } from "../github/server.ts";
import type { Permissions } from "../github/state.ts";
import { workflowFolder } from "../github/triggers.ts";
import { defaultPermissions, excess } from "./permissions.ts";
import { isMap } from "./value.ts";
import { type JobFile, parseWorkflowFile, type WorkflowFile } from "./workflow-file.ts";

export interface WorkflowPlace {
  readonly repository: string;
  /** The file, without its folder. */
  readonly workflow: string;
  readonly sha: string;
}

export interface LoadedWorkflow {
  readonly place: WorkflowPlace;
  readonly file: WorkflowFile;
  /** What the token of each job may do. */
  readonly permissions: ReadonlyMap<string, Permissions>;
  /** The workflows that jobs call, by the jobs' ids. */
  readonly calls: ReadonlyMap<string, LoadedWorkflow>;
}

export type Loaded =
  | { readonly workflow: LoadedWorkflow; readonly problems: readonly [] }
  | { readonly workflow: undefined; readonly problems: readonly string[] };

/** GitHub follows calls so deep. */
const maxDepth = 10;

const local = /^\.\/\.github\/workflows\/([^/]+\.ya?ml)$/;
const remote = /^([^/]+)\/([^/]+)\/\.github\/workflows\/([^/]+\.ya?ml)@(.+)$/;

function placeOf(github: GitHubServer, uses: string, caller: WorkflowPlace): WorkflowPlace | undefined {
  const [, here] = local.exec(uses) ?? [];
  if (here !== undefined) return { ...caller, workflow: here };
  const [, owner, repository = "", workflow = "", ref = ""] = remote.exec(uses) ?? [];
  if (owner !== github.owner || !github.repositories().includes(repository)) return undefined;
  const sha = github.git(repository).resolve(ref);
  return sha === undefined ? undefined : { repository, workflow, sha };
}

/** What is handed over has to be what the called workflow declares. */
function callProblems(job: JobFile, { events }: WorkflowFile, path: string): readonly string[] {
  const at = `${path} (job ${job.id}): `;
  const call = events.workflow_call;
  if (call === undefined) return [`${at}${job.uses} is not reusable: it has no \`workflow_call\` trigger`];
  const problems: string[] = [];
  const given = (value: JobFile["with"]) => (isMap(value) ? [...value.keys()] : []);
  const check = (
    kind: string,
    names: readonly string[],
    declared: Readonly<Record<string, { required?: boolean }>>,
  ) => {
    for (const name of names)
      if (!Object.hasOwn(declared, name))
        problems.push(`${at}invalid ${kind}, ${name} is not defined in the referenced workflow`);
    for (const [name, { required }] of Object.entries(declared))
      if (required === true && !names.includes(name))
        problems.push(`${at}${kind} ${name} is required, but not provided while calling`);
  };
  check("input", given(job.with), call.inputs ?? {});
  if (job.secrets !== "inherit") check("secret", given(job.secrets), call.secrets ?? {});
  return problems;
}

interface Frame {
  readonly github: GitHubServer;
  readonly depth: number;
  /** What the calling job's token may do; undefined for a workflow that is not called. */
  readonly allowed: Permissions | undefined;
}

async function load(place: WorkflowPlace, { github, depth, allowed }: Frame): Promise<Loaded> {
  const path = `${workflowFolder}/${place.workflow}`;
  const text = github.git(place.repository).text(place.sha, path);
  if (text === undefined) return { workflow: undefined, problems: [`${path}: workflow was not found`] };
  const { file, problems: refused } = await parseWorkflowFile(path, text);
  if (file === undefined) return { workflow: undefined, problems: refused };
  const problems: string[] = [];
  const permissions = new Map<string, Permissions>();
  const calls = new Map<string, LoadedWorkflow>();
  for (const job of file.jobs) {
    const wanted = job.permissions ?? file.permissions ?? allowed ?? defaultPermissions;
    permissions.set(job.id, wanted);
    for (const part of allowed === undefined ? [] : excess(wanted, allowed))
      problems.push(`${path}: the nested job '${job.id}' is ${part}`);
    if (job.uses === undefined) continue;
    const callee = placeOf(github, job.uses, place);
    if (callee === undefined || depth >= maxDepth) {
      problems.push(`${path} (job ${job.id}): workflow was not found: ${job.uses}`);
      continue;
    }
    const called = await load(callee, { github, depth: depth + 1, allowed: wanted });
    if (called.workflow === undefined) problems.push(...called.problems);
    else {
      problems.push(...callProblems(job, called.workflow.file, path));
      calls.set(job.id, called.workflow);
    }
  }
  if (problems.length > 0) return { workflow: undefined, problems };
  return { workflow: { place, file, permissions, calls }, problems: [] };
}

export async function loadWorkflow(github: GitHubServer, place: WorkflowPlace): Promise<Loaded> {
  return load(place, { github, depth: 1, allowed: undefined });
}
