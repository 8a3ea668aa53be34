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
  /** When it was opened, as ISO 8601. */
  readonly openedAt?: string;
  /** Where its head is, if that is another person's copy of the repository. */
  fork?: Fork;
}

/** A branch of a fork: of its repository, only the commit that is proposed is known here. */
interface Fork {
  readonly owner: string;
  commit: string;
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
  /** When it was set, as ISO 8601. */
  readonly at?: string;
}

/** A GitHub environment: what its jobs can use, and what they wait for. */
export interface EnvironmentState {
  readonly variables: Map<string, string>;
  readonly secrets: Map<string, string>;
  /** Whether its jobs need an approval to start. */
  needsApproval: boolean;
  /** Patterns of the branches whose runs may use it, as "Deployment branches" has them; any ref if undefined. */
  branches?: readonly string[] | undefined;
  id?: number;
  reviewers?: readonly Reviewer[];
  /** The ids of its branch policies. */
  readonly policyIds?: Map<string, number>;
  /** What its secrets are sealed for. */
  box?: KeyPair;
}

interface Reviewer {
  readonly type: "User" | "Team";
  readonly id: number;
}

/** A key pair of X25519, in base64, and the id of the public one. */
export interface KeyPair {
  readonly id: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

export function newEnvironment(variables: Readonly<Record<string, string>> = {}): EnvironmentState {
  return {
    variables: new Map(Object.entries(variables)),
    secrets: new Map(),
    needsApproval: false,
    policyIds: new Map(),
  };
}

/** A ruleset: branches that change through pull requests only, but for those who may bypass it. */
export interface Ruleset {
  readonly branches: readonly string[];
  /** Logins. */
  readonly bypass: readonly string[];
  readonly id?: number;
  /** As it was sent. */
  readonly body?: Readonly<Record<string, unknown>>;
}

export interface LabelState {
  readonly color: string;
  readonly description: string;
}

/** "Actions" in the settings of a repository. */
export interface ActionsSettings {
  enabled: boolean;
  allowed: "all" | "local_only" | "selected";
  githubOwned: boolean;
  verified: boolean;
  patterns: readonly string[];
  token: "read" | "write";
  approves: boolean;
  access: "none" | "user" | "organization";
}

/** How the subjects of its jobs' OIDC tokens are formed. */
interface SubjectSettings {
  useDefault: boolean;
  keys: readonly string[];
  /** Whether the subject has the ids of owner and repository, as that of every repository made since mid 2026. */
  immutable: boolean;
}

export type MergeMethodName = "merge" | "squash" | "rebase";

export interface ReleaseState {
  readonly tag: string;
  readonly name: string;
  readonly body: string;
}

export interface RepositoryState {
  readonly name: string;
  readonly id: number;
  description: string;
  visibility: "public" | "private" | "internal";
  /**
   * Whether git reads it without a token. A world's own repositories ask everybody for one, so that none is forgotten; those
   * made as public do not.
   */
  isOpen: boolean;
  defaultBranch: string;
  readonly pulls: Map<number, PullState>;
  /** Issues, and the fields that pull requests share with them. */
  readonly issues: Map<number, IssueState>;
  readonly labels: Map<string, LabelState>;
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
  readonly actions: ActionsSettings;
  readonly subject: SubjectSettings;
  /** What the repository's secrets are sealed for. */
  box?: KeyPair;
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
  /** A person's classic token has scopes, and GitHub tells them. */
  readonly scopes?: readonly string[];
  /** Whether it is a person's fine-grained token. */
  readonly isPersonal?: boolean;
}

/** A GitHub App, which can create tokens for the repositories where it is installed. */
export interface App {
  readonly clientId: string;
  readonly privateKey: string;
  /** Its name as a user: `kalypso` becomes `kalypso[bot]`. */
  readonly slug: string;
  readonly permissions: Permissions;
  /** Where it is installed. */
  readonly repositories: readonly string[];
  readonly id?: number;
  readonly title?: string;
  readonly homepage?: string;
  /** Undefined: it is not installed, if it has no repositories either. */
  readonly installation?: number | undefined;
  /** Whether it may see all repositories, also those to come. */
  readonly seesAll?: boolean;
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

/** The organisation or person that owns everything on the server. */
export interface Account {
  readonly login: string;
  readonly id: number;
  type: "Organization" | "User";
  /** Below "team", private repositories lack much: see `plans.ts`. */
  plan: "free" | "team" | "enterprise";
  /** Ids of people and teams, by login and by slug. */
  readonly people: Map<string, number>;
  readonly teams: Map<string, number>;
  /** What the organisation shares with all of its repositories. */
  readonly variables: Map<string, string>;
  readonly secrets: Map<string, string>;
}

let lastId = 1_000;

/** An id that nothing else has, and nothing ever gets again. */
export function newId(): number {
  return ++lastId;
}

/** The default branch of a new repository. */
export const defaultBranch = "main";

export function newRepository(name: string): RepositoryState {
  return {
    name,
    id: newId(),
    description: "",
    visibility: "public",
    isOpen: false,
    defaultBranch,
    pulls: new Map(),
    issues: new Map(),
    labels: new Map([["bug", { color: "d73a4a", description: "Something isn't working" }]]),
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
    actions: {
      enabled: true,
      allowed: "all",
      githubOwned: true,
      verified: false,
      patterns: [],
      token: "read",
      approves: false,
      access: "none",
    },
    subject: { useDefault: true, keys: [], immutable: true },
    collaborators: new Map([["person", "write"]]),
  };
}
