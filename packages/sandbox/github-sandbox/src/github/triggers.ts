/** Which workflows an event starts. */
import { parse } from "yaml";
import type { BareRepository } from "../git/bare-repository.ts";
import { matchesPatterns } from "./filter-patterns.ts";
import type { RepositoryEvent } from "./state.ts";

/** A workflow started by an event. */
export interface WorkflowRun {
  readonly repository: string;
  readonly workflow: string;
  readonly event: string;
  readonly actor: string;
  /** The branch or tag that the file comes from, and its commit. */
  readonly ref: string;
  readonly sha: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export const workflowFolder = ".github/workflows";

type Filter = Readonly<Record<string, readonly string[] | string | undefined>>;

export interface DispatchInput {
  readonly required?: boolean;
  readonly default?: string | boolean | number;
  readonly type?: string;
  readonly options?: readonly string[];
}

interface Triggers {
  readonly [event: string]: Filter | { readonly inputs?: Readonly<Record<string, DispatchInput>> } | null;
}

/**
 * The triggers in a file. A file without triggers, or an invalid one, runs on a push, so that the run can report the
 * problem.
 */
function triggersOf(text: string): Triggers {
  let on: unknown;
  try {
    // YAML 1.1 reads `on` as true; this library does not.
    on = (parse(text) as { readonly on?: unknown } | null)?.on;
  } catch {
    return { push: null };
  }
  if (on === undefined || on === null) return { push: null };
  if (typeof on === "string") return { [on]: null };
  if (Array.isArray(on)) return Object.fromEntries(on.map((name) => [String(name), null]));
  return on as Triggers;
}

export function dispatchInputs(text: string): Readonly<Record<string, DispatchInput>> | undefined {
  const triggers = triggersOf(text);
  if (!Object.hasOwn(triggers, "workflow_dispatch")) return undefined;
  const inputs = triggers["workflow_dispatch"]?.["inputs"];
  return (inputs ?? {}) as Readonly<Record<string, DispatchInput>>;
}

function listOf(filter: Filter | null, name: string): readonly string[] | undefined {
  const value = filter?.[name];
  return typeof value === "string" ? [value] : value;
}

function passesRef(filter: Filter | null, kind: "branches" | "tags", name: string): boolean {
  const [listed, ignored] = [listOf(filter, kind), listOf(filter, `${kind}-ignore`)];
  if (listed !== undefined) return matchesPatterns(listed, name);
  if (ignored !== undefined) return !matchesPatterns(ignored, name);
  // A filter for branches only excludes tags, and vice versa.
  const other = kind === "branches" ? "tags" : "branches";
  return listOf(filter, other) === undefined && listOf(filter, `${other}-ignore`) === undefined;
}

function passesPaths(filter: Filter | null, changed: () => readonly string[]): boolean {
  const [listed, ignored] = [listOf(filter, "paths"), listOf(filter, "paths-ignore")];
  if (listed !== undefined) return changed().some((path) => matchesPatterns(listed, path));
  if (ignored !== undefined) return changed().some((path) => !matchesPatterns(ignored, path));
  return true;
}

function changedPaths(git: BareRepository, before: string, after: string): readonly string[] {
  const isNew = /^0+$/.test(before);
  const range = isNew ? ["--root", "-m", "--first-parent", after] : [before, after];
  const text = git.ask(["diff-tree", "-r", "-z", "--name-only", "--no-commit-id", ...range]) ?? "";
  return text.split("\0").filter((path) => path !== "");
}

/** What a pull request changes: its head, since it left the base. */
function pulledPaths(
  git: BareRepository,
  { pull_request: pull }: RepositoryEvent["payload"],
): readonly string[] {
  const { base, head } = pull as Readonly<Record<"base" | "head", { readonly sha: string }>>;
  const since = git.ask(["merge-base", base.sha, head.sha])?.trim() ?? base.sha;
  return changedPaths(git, since, head.sha);
}

/** Events of a workflow's own token start no workflows, except dispatches (docs/platforms.md#events-and-tokens). */
function startsNothing({ event, byWorkflowToken }: RepositoryEvent): boolean {
  return byWorkflowToken && event !== "repository_dispatch" && event !== "workflow_dispatch";
}

/** What of a commit decides which workflows start. */
interface Workflows {
  readonly message: string;
  /** Texts by file name. */
  readonly files: ReadonlyMap<string, string>;
}

/** The names in a folder, from git's own form of it: `<mode> <name>\0<20 bytes>`, repeated. */
function namesIn(tree: Buffer): readonly string[] {
  const names: string[] = [];
  for (let at = 0; at < tree.length; ) {
    const end = tree.indexOf(0, at);
    names.push(tree.toString("utf8", tree.indexOf(0x20, at) + 1, end));
    at = end + 21;
  }
  return names;
}

/** By commit, which never changes. */
const known = new WeakMap<BareRepository, Map<string, Workflows>>();

function workflowsAt(git: BareRepository, sha: string): Workflows {
  const ofRepository = known.get(git) ?? new Map<string, Workflows>();
  known.set(git, ofRepository);
  const before = ofRepository.get(sha);
  if (before !== undefined) return before;
  const [object, folder] = git.contents([`${sha}^{commit}`, `${sha}:${workflowFolder}`]);
  const commit = object?.toString("utf8") ?? "";
  const names = (folder === undefined ? [] : namesIn(folder)).filter((name) => /\.ya?ml$/.test(name));
  const texts = git.texts(
    sha,
    names.map((name) => `${workflowFolder}/${name}`),
  );
  const files = new Map(names.map((name, index) => [name, texts[index] ?? ""]));
  const found = { message: commit.slice(commit.indexOf("\n\n") + 2), files };
  ofRepository.set(sha, found);
  return found;
}

const skip = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|\nskip-checks: ?true\s*$/;

interface Pushed {
  readonly kind: "branches" | "tags";
  /** The branch or tag; `<number>/merge` for a pull request. */
  readonly name: string;
  readonly sha: string;
}

/** Where workflow files come from. */
interface Source {
  readonly git: BareRepository;
  readonly defaultBranch: string;
}

/** The ref and commit that the workflow files are read from, by GitHub's rules; undefined if there are none. */
function sourceOf({ git, defaultBranch }: Source, { event, payload }: RepositoryEvent): Pushed | undefined {
  if (event === "pull_request") {
    const { number, base, pull_request: pull } = payload;
    const { sha: head } = (pull as { readonly head: { readonly sha: string } }).head;
    const [into, from] = [git.resolve(String(base)), git.resolve(head)];
    // A pull request with conflicts has no merge commit, and starts nothing.
    const sha = into && from && git.merge(into, from, `Merge ${from} into ${into}`);
    return sha ? { kind: "branches", name: `${number}/merge`, sha } : undefined;
  }
  if (event !== "push" && event !== "workflow_dispatch") {
    const sha = git.resolve(defaultBranch);
    return sha === undefined ? undefined : { kind: "branches", name: defaultBranch, sha };
  }
  const [, kind = "", name = ""] = /^refs\/(heads|tags)\/(.+)$/.exec(String(payload["ref"])) ?? [];
  if (kind === "") return undefined;
  const sha = event === "push" ? String(payload["after"]) : git.resolve(name);
  if (sha === undefined || /^0+$/.test(sha)) return undefined;
  if (event === "push" && skip.test(workflowsAt(git, sha).message)) return undefined;
  return { kind: kind === "heads" ? "branches" : "tags", name, sha };
}

/** What starts a workflow for pull requests that names no types: a new label does not. */
const defaultTypes = ["opened", "synchronize", "reopened"];

/** The runs that an event starts. */
export function startedRuns(place: Source, event: RepositoryEvent): readonly WorkflowRun[] {
  const { git } = place;
  const source = startsNothing(event) ? undefined : sourceOf(place, event);
  if (source === undefined) return [];
  const { payload } = event;
  const changed = () => changedPaths(git, String(payload["before"]), source.sha);
  const isStarted = (workflow: string, triggers: Triggers): boolean => {
    if (!Object.hasOwn(triggers, event.event)) return false;
    const filter = (triggers[event.event] ?? null) as Filter | null;
    if (event.event === "push")
      return (
        passesRef(filter, source.kind, source.name) &&
        // Path filters do not apply to tags.
        (source.kind === "tags" || passesPaths(filter, changed))
      );
    if (event.event === "workflow_dispatch") return payload["workflow"] === workflow;
    const isPull = /^pull_request(?:_target)?$/.test(event.event);
    // Its filter is of the branch that is merged into.
    if (isPull && !passesRef(filter, "branches", String(payload["base"]))) return false;
    if (isPull && !passesPaths(filter, () => pulledPaths(git, payload))) return false;
    const types = listOf(filter, "types") ?? (isPull ? defaultTypes : undefined);
    return event.event === "schedule" || types === undefined || types.includes(String(payload["action"]));
  };
  return [...workflowsAt(git, source.sha).files]
    .filter(([workflow, text]) => isStarted(workflow, triggersOf(text)))
    .map(([workflow]) => ({
      repository: event.repository,
      workflow,
      event: event.event,
      actor: event.actor,
      ref: source.name,
      sha: source.sha,
      payload,
    }));
}
