/** The server's state, besides the repositories themselves. */

export interface PullState {
  readonly number: number;
  title: string;
  body: string;
  readonly head: string;
  readonly base: string;
  state: "open" | "closed";
  merged: boolean;
  mergeCommit: string | null;
  /** The day it was merged or closed. */
  closedAt?: string;
  autoMerge: string | null;
  readonly user: string;
}

export interface IssueState {
  readonly number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  readonly labels: Set<string>;
  readonly comments: string[];
  /** The login of each comment's author; "person" where there is none. */
  readonly commentUsers?: string[];
  readonly user: string;
  /** Who added which label or took it away, the oldest first. */
  readonly labelEvents: LabelEvent[];
}

interface LabelEvent {
  readonly event: "labeled" | "unlabeled";
  readonly actor: string;
  readonly label: string;
}

export interface StatusState {
  readonly context: string;
  readonly state: string;
  readonly description: string;
  readonly targetUrl: string | null;
  /** The login of the user who set it. */
  readonly creator?: string;
}

/** A GitHub environment: what its jobs can use, and what they wait for. */
export interface EnvironmentState {
  readonly variables: Map<string, string>;
  readonly secrets: Map<string, string>;
  /** Whether its jobs need an approval to start. */
  needsApproval: boolean;
  /** Patterns of the branches whose runs may use it, as "Deployment branches" has them; any ref if undefined. */
  branches?: readonly string[] | undefined;
}

export function newEnvironment(variables: Readonly<Record<string, string>> = {}): EnvironmentState {
  return { variables: new Map(Object.entries(variables)), secrets: new Map(), needsApproval: false };
}

/** A ruleset: branches that change through pull requests only, but for those who may bypass it. */
interface Ruleset {
  readonly branches: readonly string[];
  readonly bypass: readonly string[];
}

export type MergeMethodName = "merge" | "squash" | "rebase";

export interface ReleaseState {
  readonly tag: string;
  readonly name: string;
  readonly body: string;
}

export interface RepositoryState {
  readonly name: string;
  defaultBranch: string;
  readonly pulls: Map<number, PullState>;
  /** Issues, and the fields that pull requests share with them. */
  readonly issues: Map<number, IssueState>;
  readonly labels: Set<string>;
  /** By commit, oldest first. */
  readonly statuses: Map<string, StatusState[]>;
  readonly environments: Map<string, EnvironmentState>;
  /** By tag. */
  readonly releases: Map<string, ReleaseState>;
  /** The repository's variables, available to all of its workflows. */
  readonly variables: Map<string, string>;
  readonly secrets: Map<string, string>;
  /** Whether auto-merge is allowed for pull requests. */
  allowsAutoMerge: boolean;
  /** Whether the requirements for merging are met, such as reviews and checks. */
  isMergeable: boolean;
  usesMergeQueue: boolean;
  /** What the settings allow under "Pull Requests". */
  mergeMethods: readonly MergeMethodName[];
  rulesets: readonly Ruleset[];
  /** Roles by login. Whoever is not listed has none, Apps too. */
  readonly collaborators: Map<string, "admin" | "maintain" | "write" | "triage" | "read">;
}

/** Whether a ruleset keeps somebody from changing a branch directly. */
export function isRuled({ rulesets }: RepositoryState, branch: string, user: string): boolean {
  return rulesets.some(({ branches, bypass }) => branches.includes(branch) && !bypass.includes(user));
}

/** A token's permissions, by GitHub's names. */
export type Permissions = Readonly<Record<string, "read" | "write">>;

export interface Token {
  readonly user: string;
  readonly permissions: Permissions;
  /** Whether it is a workflow's own token: its events start no other workflows, except dispatches. */
  readonly isWorkflowToken: boolean;
  /** The repositories it is limited to; all if undefined. */
  readonly repositories?: readonly string[];
}

/** An installed GitHub App, which can create tokens. */
export interface App {
  readonly clientId: string;
  readonly privateKey: string;
  /** Its name as a user: `kalypso` becomes `kalypso[bot]`. */
  readonly slug: string;
  readonly permissions: Permissions;
  readonly repositories: readonly string[];
}

/** An event that may start workflows. */
export interface RepositoryEvent {
  readonly repository: string;
  readonly event:
    | "push"
    | "pull_request"
    | "pull_request_target"
    | "repository_dispatch"
    | "workflow_dispatch"
    | "schedule";
  readonly actor: string;
  readonly byWorkflowToken: boolean;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The default branch of a new repository. */
export const defaultBranch = "main";

export function newRepository(name: string): RepositoryState {
  return {
    name,
    defaultBranch,
    pulls: new Map(),
    issues: new Map(),
    labels: new Set(["bug"]),
    statuses: new Map(),
    environments: new Map(),
    releases: new Map(),
    variables: new Map(),
    secrets: new Map(),
    allowsAutoMerge: true,
    isMergeable: true,
    usesMergeQueue: false,
    mergeMethods: ["merge", "squash", "rebase"],
    rulesets: [],
    collaborators: new Map([["person", "write"]]),
  };
}
