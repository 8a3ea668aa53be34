/** A workflow with everything it calls, validated as on GitHub before anything runs. */
import type { FileProvider } from "@actions/workflow-parser/workflows/file-provider";
import type { FileReference } from "@actions/workflow-parser/workflows/file-reference";
import {
  type GitHubServer,
  type Permissions,
  type WorkflowRun,
  workflowFolder,
} from "@kalypso-actions/github-sandbox";
import { isForFork } from "./contexts.ts";
import { fileIdentifier, parseFileReference } from "./parser-modules.ts";
import { defaultPermissions, excess, readOnly } from "./permissions.ts";
import { type JobFile, parseWorkflowFile, type WorkflowFile } from "./workflow-file.ts";

interface WorkflowPlace {
  readonly repository: string;
  /** The file name, without its folder. */
  readonly workflow: string;
  readonly sha: string;
}

export interface LoadedWorkflow {
  readonly place: WorkflowPlace;
  readonly file: WorkflowFile;
  /** The permissions of each job's token. */
  readonly permissions: ReadonlyMap<string, Permissions>;
  /** Called workflows, by the ID of the calling job. */
  readonly calls: ReadonlyMap<string, LoadedWorkflow>;
}

type Loaded =
  | { readonly workflow: LoadedWorkflow; readonly problems: readonly [] }
  | { readonly workflow: undefined; readonly problems: readonly string[] };

/** GitHub's limit on nested calls, counting the first workflow. */
const maxDepth = 10;

interface Caller {
  readonly github: GitHubServer;
  readonly depth: number;
  /** The permissions of the calling job's token; undefined for a workflow that is not called. */
  readonly allowed: Permissions | undefined;
  /** Whether the run is for a pull request from a fork. */
  readonly isForFork: boolean;
  /** The name used by the calling job. */
  readonly name: string;
}

const fileOf = /^\.github\/workflows\/([^/]+\.ya?ml)$/;

/** Where a called workflow is; undefined if it does not exist. */
function placeOf(
  github: GitHubServer,
  reference: FileReference,
  caller: WorkflowPlace,
): WorkflowPlace | undefined {
  const [, workflow] = fileOf.exec(reference.path) ?? [];
  if (workflow === undefined) return undefined;
  if (!("repository" in reference)) return { ...caller, workflow };
  const { owner, repository, version } = reference;
  if (owner !== github.owner || !github.repositories().includes(repository)) return undefined;
  const sha = github.git(repository).resolve(version);
  return sha === undefined ? undefined : { repository, workflow, sha };
}

function textOf(github: GitHubServer, { repository, sha, workflow }: WorkflowPlace): string | undefined {
  return github.git(repository).text(sha, `${workflowFolder}/${workflow}`);
}

/** Provides called workflows to GitHub's own check of their inputs and secrets. */
function callsOf(github: GitHubServer, caller: WorkflowPlace): FileProvider {
  return {
    async getFileContent(reference) {
      const place = placeOf(github, reference, caller);
      const content = place === undefined ? undefined : textOf(github, place);
      if (content === undefined) throw new Error("workflow was not found");
      return { name: fileIdentifier(reference), content };
    },
  };
}

async function load(place: WorkflowPlace, caller: Caller): Promise<Loaded> {
  const { github, allowed, name } = caller;
  const text = textOf(github, place);
  if (text === undefined) return { workflow: undefined, problems: [`${name}: workflow was not found`] };
  const { file, problems: refused } = await parseWorkflowFile(name, text, callsOf(github, place));
  if (file === undefined) return { workflow: undefined, problems: refused };
  const problems: string[] = [];
  const permissions = new Map<string, Permissions>();
  const calls = new Map<string, LoadedWorkflow>();
  for (const job of file.jobs) {
    const wanted = job.permissions ?? file.permissions ?? allowed ?? defaultPermissions;
    permissions.set(job.id, caller.isForFork ? readOnly(wanted) : wanted);
    for (const part of allowed === undefined ? [] : excess(wanted, allowed))
      problems.push(`The nested job '${job.id}' is ${part}.`);
    if (job.uses === undefined) continue;
    const called = await loadCall(place, job, { ...caller, allowed: wanted, name: job.uses });
    problems.push(...called.problems);
    if (called.workflow !== undefined) calls.set(job.id, called.workflow);
  }
  if (problems.length > 0) return { workflow: undefined, problems };
  return { workflow: { place, file, permissions, calls }, problems: [] };
}

async function loadCall(place: WorkflowPlace, job: JobFile, caller: Caller): Promise<Loaded> {
  const { github, depth, name } = caller;
  const callee = placeOf(github, parseFileReference(name), place);
  if (callee === undefined || depth >= maxDepth) {
    const why =
      callee === undefined ? "workflow was not found" : `calls can be nested at most ${maxDepth} deep`;
    return { workflow: undefined, problems: [`${job.callPlace}: ${name}: ${why}`] };
  }
  const called = await load(callee, { ...caller, depth: depth + 1 });
  if (called.workflow !== undefined) return called;
  const at = `${job.callPlace}: Error calling workflow '${name}'.`;
  return { workflow: undefined, problems: called.problems.map((problem) => `${at} ${problem}`) };
}

export async function loadWorkflow(github: GitHubServer, place: WorkflowRun): Promise<Loaded> {
  const name = `${workflowFolder}/${place.workflow}`;
  return load(place, { github, depth: 1, allowed: undefined, isForFork: isForFork(place), name });
}
