/**
 * A server that behaves like GitHub, over real bare repositories: the REST and GraphQL calls that the actions make, and
 * git over smart HTTP. It refuses what GitHub would refuse, and answers 404 for anything it does not support.
 */

import { existsSync } from "node:fs";
import type { Server } from "node:http";
import type { Changes } from "../changes.ts";
import type { BareRepository } from "../git/bare-repository.ts";
import type { BranchMove, Change, World } from "../world.ts";
import type { Context } from "./context.ts";
import type { Faults } from "./faults.ts";
import { close, createServer, listen, send } from "./http.ts";
import type { Hub, RecordedRequest, RepositoryContext } from "./hub.ts";
import * as issues from "./issue-routes.ts";
import type { Pages } from "./pages.ts";
import * as pulls from "./pull-routes.ts";
import { serve } from "./serve.ts";
import {
  type Account,
  type App,
  type MergeMethodName,
  newId,
  newRepository,
  type PullState,
  type RepositoryEvent,
  type RepositoryState,
  type Token,
} from "./state.ts";
import { startedRuns, type WorkflowRun } from "./triggers.ts";
import * as workflows from "./workflow-routes.ts";

function replaceAll<V>(map: Map<string, V>, entries: ReadonlyMap<string, V>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

/** A manual start of a workflow: the ref and the inputs. */
export interface WorkflowDispatch {
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/** A label, and who adds it. */
interface LabelClick {
  readonly label: string;
  readonly by: string;
}

/** A change proposed by the owner of a fork. */
interface ForkedPull {
  readonly base: string;
  readonly title: string;
  readonly owner: string;
  readonly change: Readonly<Record<string, string | null>>;
}

/** What the server knows besides the repositories' contents. */
export interface GitHubSnapshot {
  readonly repositories: ReadonlyMap<string, RepositoryState>;
  readonly tokens: ReadonlyMap<string, Token>;
  readonly events: readonly RepositoryEvent[];
  readonly runs: readonly WorkflowRun[];
}

export class GitHubServer implements Hub, AsyncDisposable {
  readonly requests: RecordedRequest[] = [];
  readonly events: RepositoryEvent[] = [];
  readonly runs: WorkflowRun[] = [];
  readonly faults: Faults = { rules: [], count: 0 };
  /** The hourly rate limit that it reports; undefined for none, as on an Enterprise Server without limits. */
  hourlyLimit: number | undefined;
  /** The pages to show; undefined for none. */
  pages: Pages | undefined;
  readonly #world: World;
  readonly owner = "contoso";
  readonly account: Account = {
    login: "contoso",
    id: newId(),
    type: "Organization",
    plan: "team",
    people: new Map(["person", "octocat"].map((login) => [login, newId()])),
    teams: new Map([["platform", newId()]]),
    variables: new Map(),
    secrets: new Map(),
  };
  readonly manifestCodes = new Map<string, string>();
  /** Apps by client ID. */
  readonly apps = new Map<string, App>();
  /** Called for every workflow run that an event starts. */
  onStarted: ((run: WorkflowRun) => void) | undefined;
  readonly #tokens = new Map<string, Token>();
  readonly #repositories = new Map<string, RepositoryState>();
  readonly #server: Server;
  #port = 0;

  private constructor(world: World) {
    this.#world = world;
    this.#server = createServer((request, response) => {
      void serve(this, request, response).catch((error: unknown) => {
        if (!response.headersSent) send(response, { status: 500, body: { message: String(error) } });
      });
    });
  }

  static async open(world: World): Promise<GitHubServer> {
    const server = new GitHubServer(world);
    server.#port = await listen(server.#server);
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await close(this.#server);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The variables that tell an action where its server is. */
  get env(): Readonly<Record<string, string>> {
    return {
      GITHUB_SERVER_URL: this.url,
      GITHUB_API_URL: `${this.url}/api/v3`,
      GITHUB_GRAPHQL_URL: `${this.url}/api/graphql`,
    };
  }

  /** Additional variables for a job with `id-token: write`. */
  get oidcEnv(): Readonly<Record<string, string>> {
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${this.url}/oidc?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "oidc-request",
    };
  }

  snapshot(): GitHubSnapshot {
    const { events, runs } = this;
    return structuredClone({ repositories: this.#repositories, tokens: this.#tokens, events, runs });
  }

  /** Restores a snapshot and clears requests and faults. */
  restore(snapshot: GitHubSnapshot): void {
    const { repositories, tokens, events, runs } = structuredClone(snapshot);
    this.requests.length = 0;
    this.events.splice(0, Number.POSITIVE_INFINITY, ...events);
    this.runs.splice(0, Number.POSITIVE_INFINITY, ...runs);
    this.faults.rules = [];
    replaceAll(this.#repositories, repositories);
    replaceAll(this.#tokens, tokens);
  }

  /** Registers a token. */
  token(name: string, token: Token): string {
    this.#tokens.set(name, token);
    return name;
  }

  /** The permissions of a token; undefined if it is unknown or revoked. */
  permissionsOf(name: string): Token | undefined {
    return this.#tokens.get(name);
  }

  revoke(name: string): void {
    this.#tokens.delete(name);
  }

  /** Signalled after every request, and by the other parts of the server's world. */
  get changes(): Changes {
    return this.#world.changes;
  }

  /** The names of all repositories. */
  repositories(): readonly string[] {
    return this.#world.repositories();
  }

  repository(name: string): RepositoryState {
    const known = this.#repositories.get(name) ?? newRepository(name);
    this.#repositories.set(name, known);
    return known;
  }

  create(name: string): RepositoryState {
    this.#world.create(name);
    this.#repositories.delete(name);
    return this.repository(name);
  }

  /** Deletes a repository with all that it has. */
  remove(name: string): void {
    this.#world.remove(name);
    this.#repositories.delete(name);
  }

  git(name: string): BareRepository {
    return this.#world.repository(name);
  }

  /** Merges a pull request as a person would, by a click. */
  merge(repository: string, number: number, method?: MergeMethodName): string {
    return pulls.mergeNow(this.#byHand(repository), this.#pull(repository, number), method);
  }

  /** Closes a pull request as a person would who does not want it. */
  close(repository: string, number: number): void {
    pulls.closePull(this.repository(repository), this.#pull(repository, number));
  }

  /** "Update branch" on a pull request. */
  updateBranch(repository: string, number: number): string {
    return pulls.updateBranch(this.#byHand(repository), this.#pull(repository, number));
  }

  /** Somebody adds a label to a pull request. */
  label(repository: string, number: number, { label, by: actor }: LabelClick): void {
    this.#pull(repository, number);
    const issue = this.repository(repository).issues.get(number);
    if (issue !== undefined) issues.addLabel({ ...this.#byHand(repository, actor), actor }, issue, label);
  }

  #pull(repository: string, number: number): PullState {
    const pull = this.repository(repository).pulls.get(number);
    if (pull === undefined) throw new Error(`${repository} has no pull request ${number}`);
    return pull;
  }

  /** Somebody proposes a change from their own copy of a repository: its commit is here, and on none of its branches. */
  openFromFork(repository: string, { base, title, owner, change }: ForkedPull): number {
    const git = this.git(repository);
    const ref = `refs/pull/${this.repository(repository).issues.size + 1}/head`;
    const commit = git.commitFor(ref, git.resolve(base) ?? "", { message: title, change });
    const given = { title, body: "", head: "patch", base, user: owner, fork: { owner, commit } };
    return pulls.openPull(this.#byHand(repository, owner), given).number;
  }

  #byHand(
    repository: string,
    actor = "person",
  ): Pick<Context, "git" | "emit" | "repository" | "owner" | "url"> {
    const emit: Context["emit"] = (event) =>
      this.emit({ ...event, repository, actor, byWorkflowToken: false });
    const { owner, url } = this;
    return { git: this.git(repository), repository: this.repository(repository), owner, url, emit };
  }

  /** Reports an event in a repository and starts the workflows that it triggers. */
  emit(event: RepositoryEvent): void {
    const [, branch] = /^refs\/heads\/(.+)$/.exec(String(event.payload["ref"])) ?? [];
    if (event.event === "push" && branch !== undefined)
      this.#world.moved({ repository: event.repository, branch });
    this.#start(event);
  }

  #start(event: RepositoryEvent): void {
    this.events.push(event);
    this.#synchronize(event);
    const place = {
      git: this.git(event.repository),
      defaultBranch: this.repository(event.repository).defaultBranch,
    };
    const events =
      event.event === "pull_request" ? ([event.event, "pull_request_target"] as const) : [event.event];
    const started = events.flatMap((name) => startedRuns(place, { ...event, event: name }));
    this.runs.push(...started);
    for (const run of started) this.onStarted?.(run);
  }

  /** A push to the head of a pull request is an event of that, too. */
  #synchronize({ repository, event, actor, byWorkflowToken, payload }: RepositoryEvent): void {
    const [, branch] = /^refs\/heads\/(.+)$/.exec(String(payload["ref"])) ?? [];
    const { before, after } = payload;
    if (event !== "push" || branch === undefined || /^0+$/.test(String(after))) return;
    for (const pull of this.repository(repository).pulls.values()) {
      if (pull.state !== "open" || pull.head !== branch || pull.fork !== undefined) continue;
      const emit: Context["emit"] = (told) => this.#start({ ...told, repository, actor, byWorkflowToken });
      pulls.tellPull({ ...this.#byHand(repository), emit }, pull, { action: "synchronize", before, after });
    }
  }

  /** Pushes a commit as a user. */
  async push(on: BranchMove, message: string, change: Change): Promise<string> {
    const { repository, branch } = on;
    const before = this.git(repository).resolve(branch) ?? "0".repeat(40);
    const after = await this.#world.push(on, message, change);
    const payload = { ref: `refs/heads/${branch}`, before, after };
    // The world has already announced that the branch moved.
    this.#start({ repository, event: "push", actor: "person", byWorkflowToken: false, payload });
    return after;
  }

  /** Starts a workflow as a user would with the button. */
  dispatch(repository: string, workflow: string, { ref, inputs }: WorkflowDispatch): void {
    const token = { user: "person", permissions: { actions: "write" }, isWorkflowToken: false } as const;
    const context = this.context(repository, token, { ref, inputs });
    workflows.dispatchWorkflow({
      ...context,
      accept: "",
      params: { workflow },
      query: new URLSearchParams(),
    });
  }

  /** Triggers the scheduled workflows of a repository. */
  tick(repository: string): void {
    const actor = "github-actions[bot]";
    this.emit({ repository, event: "schedule", actor, byWorkflowToken: false, payload: {} });
  }

  /** Whether a token can see a repository. */
  mayKnow({ repositories }: Token, name: string): boolean {
    return existsSync(this.#world.pathOf(name)) && (repositories?.includes(name) ?? true);
  }

  /** The context passed to routes for a repository. */
  context(name: string, token: Token, body: Context["body"]): RepositoryContext {
    const { user: actor, isWorkflowToken: byWorkflowToken } = token;
    return {
      repository: this.repository(name),
      git: this.git(name),
      owner: this.owner,
      token,
      body,
      url: this.url,
      runs: this.runs.filter((run) => run.repository === name),
      account: this.account,
      apps: this.apps,
      remove: () => this.remove(name),
      emit: (event) => this.emit({ ...event, repository: name, actor, byWorkflowToken }),
    };
  }
}
