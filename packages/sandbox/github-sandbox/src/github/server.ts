/**
 * A server that behaves like GitHub, over real bare repositories: the REST and GraphQL calls that the actions make,
 * and git over smart HTTP. It refuses what GitHub would refuse, and answers 404 for anything it does not support.
 */

import { existsSync } from "node:fs";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Changes } from "../changes.ts";
import type { BareRepository } from "../git/bare-repository.ts";
import type { BranchMove, Change, World } from "../world.ts";
import { type Context, demandRead } from "./context.ts";
import { type Fault, type Faults, faultFor } from "./faults.ts";
import { pushesBetween, serveGit } from "./git-http.ts";
import { answerGraphql } from "./graphql.ts";
import { type Answer, close, createServer, listen, Refusal, readBody, send } from "./http.ts";
import { type Pages, servePage } from "./pages.ts";
import * as pulls from "./pull-routes.ts";
import { findRoute } from "./routes.ts";
import { type App, newRepository, type RepositoryEvent, type RepositoryState, type Token } from "./state.ts";
import { startedRuns, type WorkflowRun } from "./triggers.ts";
import * as workflows from "./workflow-routes.ts";

/** What git asks for; with `.git` behind the name or without. */
const gitPath = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

const apiPath = /^\/(?:api|oidc)(?:\/|$)/;

/** A request that the server was asked, for tests to look at. */
export interface RecordedRequest {
  readonly method: string;
  /** Without the server, and without the repository's name. */
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
  readonly answer: unknown;
}

function replaceAll<V>(map: Map<string, V>, entries: ReadonlyMap<string, V>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

/** A workflow's start by hand: where, and with which inputs. */
export interface WorkflowDispatch {
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/** A request, and the answer that it is to get. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly fault: Fault | undefined;
}

/** What the server knows besides the repositories' contents. */
export interface GitHubSnapshot {
  readonly repositories: ReadonlyMap<string, RepositoryState>;
  readonly tokens: ReadonlyMap<string, Token>;
  readonly events: readonly RepositoryEvent[];
  readonly runs: readonly WorkflowRun[];
}

export class GitHubServer implements AsyncDisposable {
  readonly requests: RecordedRequest[] = [];
  readonly events: RepositoryEvent[] = [];
  readonly runs: WorkflowRun[] = [];
  readonly faults: Faults = { rules: [], count: 0 };
  /** How many requests an hour it says that it allows; nothing, as an Enterprise Server without limits. */
  hourlyLimit: number | undefined;
  /** What a person is shown; nothing, where nobody looks. */
  pages: Pages | undefined;
  readonly #world: World;
  readonly owner = "contoso";
  /** Apps that are installed, by their client id. */
  readonly apps = new Map<string, App>();
  /** Told of each workflow that an event starts. */
  onStarted: ((run: WorkflowRun) => void) | undefined;
  readonly #tokens = new Map<string, Token>();
  readonly #repositories = new Map<string, RepositoryState>();
  readonly #server: Server;
  #port = 0;

  private constructor(world: World) {
    this.#world = world;
    this.#server = createServer((request, response) => {
      void this.#serve(request, response).catch((error: unknown) => {
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

  /** What the runner tells an action of its server. */
  get env(): Readonly<Record<string, string>> {
    return {
      GITHUB_SERVER_URL: this.url,
      GITHUB_API_URL: `${this.url}/api/v3`,
      GITHUB_GRAPHQL_URL: `${this.url}/api/graphql`,
    };
  }

  /** What a job with `id-token: write` is given on top. */
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

  /** Goes back to a snapshot; requests and faults are forgotten. */
  restore(snapshot: GitHubSnapshot): void {
    const { repositories, tokens, events, runs } = structuredClone(snapshot);
    this.requests.length = 0;
    this.events.splice(0, Number.POSITIVE_INFINITY, ...events);
    this.runs.splice(0, Number.POSITIVE_INFINITY, ...runs);
    this.faults.rules = [];
    replaceAll(this.#repositories, repositories);
    replaceAll(this.#tokens, tokens);
  }

  /** A token that the server knows. */
  token(name: string, token: Token): string {
    this.#tokens.set(name, token);
    return name;
  }

  /** What a token may do; undefined for one that is not known, or no longer. */
  permissionsOf(name: string): Token | undefined {
    return this.#tokens.get(name);
  }

  revoke(name: string): void {
    this.#tokens.delete(name);
  }

  /** Told after every request, and by all that is beside the server in its world. */
  get changes(): Changes {
    return this.#world.changes;
  }

  /** The repositories that are there. */
  repositories(): readonly string[] {
    return this.#world.repositories();
  }

  repository(name: string): RepositoryState {
    const known = this.#repositories.get(name) ?? newRepository(name);
    this.#repositories.set(name, known);
    return known;
  }

  git(name: string): BareRepository {
    return this.#world.repository(name);
  }

  /** Merges a pull request as a person would, by a click. */
  merge(repository: string, number: number): string {
    const pull = this.repository(repository).pulls.get(number);
    if (pull === undefined) throw new Error(`${repository} has no pull request ${number}`);
    const emit: Context["emit"] = (event) =>
      this.#emit({ ...event, repository, actor: "person", byWorkflowToken: false });
    const context = {
      git: this.git(repository),
      repository: this.repository(repository),
      owner: this.owner,
      emit,
    };
    return pulls.mergeNow(context, pull);
  }

  #emit(event: RepositoryEvent): void {
    const [, branch] = /^refs\/heads\/(.+)$/.exec(String(event.payload["ref"])) ?? [];
    if (event.event === "push" && branch !== undefined)
      this.#world.moved({ repository: event.repository, branch });
    this.#start(event);
  }

  #start(event: RepositoryEvent): void {
    this.events.push(event);
    const started = startedRuns(this.git(event.repository), event);
    this.runs.push(...started);
    for (const run of started) this.onStarted?.(run);
  }

  /** A commit that a person pushes. */
  async push(on: BranchMove, message: string, change: Change): Promise<string> {
    const { repository, branch } = on;
    const before = this.git(repository).resolve(branch) ?? "0".repeat(40);
    const after = await this.#world.push(on, message, change);
    const payload = { ref: `refs/heads/${branch}`, before, after };
    // The world has told already that the branch has moved.
    this.#start({ repository, event: "push", actor: "person", byWorkflowToken: false, payload });
    return after;
  }

  /** Starts a workflow as a person would, by a click. */
  dispatch(repository: string, workflow: string, { ref, inputs }: WorkflowDispatch): void {
    const token = { user: "person", permissions: { actions: "write" }, isWorkflowToken: false } as const;
    const context = this.#context(repository, token, { ref, inputs });
    workflows.dispatchWorkflow({
      ...context,
      accept: "",
      params: { workflow },
      query: new URLSearchParams(),
    });
  }

  /** The hour has come: what a repository has scheduled starts. */
  tick(repository: string): void {
    const actor = "github-actions[bot]";
    this.#emit({ repository, event: "schedule", actor, byWorkflowToken: false, payload: {} });
  }

  /** Whether a repository is there for a token. */
  #mayKnow({ repositories }: Token, name: string): boolean {
    return existsSync(this.#world.pathOf(name)) && (repositories?.includes(name) ?? true);
  }

  #authenticate(request: IncomingMessage): Token | undefined {
    const header = request.headers.authorization ?? "";
    const [scheme = "", credentials = ""] = header.split(" ");
    const isBasic = scheme.toLowerCase() === "basic";
    const plain = isBasic ? Buffer.from(credentials, "base64").toString("utf8") : credentials;
    return this.#tokens.get(isBasic ? plain.slice(plain.indexOf(":") + 1) : plain);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    const fault = faultFor(this.faults, request.method ?? "", url.pathname);
    if (fault?.kill !== undefined && fault.cutAfter !== true) fault.kill();
    await fault?.until;
    if (fault?.cut === true) {
      request.socket.destroy();
      return;
    }
    if (fault?.status !== undefined) {
      send(response, { status: fault.status, body: { message: "fault" }, headers: fault.headers ?? {} });
      return;
    }
    const exchange = { request, response, url, fault };
    if (gitPath.test(url.pathname)) await this.#serveGit(exchange);
    else if (!apiPath.test(url.pathname)) await servePage(this.pages, request, response);
    else await this.#serveApi(exchange);
  }

  async #serveGit({ request, response, url, fault }: Exchange): Promise<void> {
    const token = this.#authenticate(request);
    const [, owner = "", name = ""] = gitPath.exec(url.pathname) ?? [];
    const isPush =
      url.pathname.endsWith("/git-receive-pack") || url.searchParams.get("service") === "git-receive-pack";
    const allowed = token?.permissions["contents"];
    if (token === undefined) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="GitHub"' }).end();
      return;
    }
    if (owner !== this.owner || !this.#mayKnow(token, name) || allowed === undefined) {
      response.writeHead(404).end("Repository not found.");
      return;
    }
    if (isPush && allowed !== "write") {
      response.writeHead(403).end(`Permission to ${owner}/${name}.git denied to ${token.user}.`);
      return;
    }
    const git = this.git(name);
    const before = isPush ? git.refs() : new Map<string, string>();
    await serveGit(request, response, {
      repository: git.path,
      service: isPush ? "receive-pack" : "upload-pack",
      isAdvertisement: url.pathname.endsWith("/info/refs"),
      isMute: fault?.cutAfter === true,
    });
    if (fault?.cutAfter === true) {
      fault.kill?.();
      request.socket.destroy();
    }
    if (!isPush) return;
    const { user: actor, isWorkflowToken: byWorkflowToken } = token;
    for (const payload of pushesBetween(before, git.refs()))
      this.#emit({ repository: name, event: "push", actor, byWorkflowToken, payload });
  }

  async #serveApi({ request, response, url, fault }: Exchange): Promise<void> {
    const raw = (await readBody(request)).toString("utf8");
    let body: unknown;
    let answer: Answer;
    try {
      body = raw === "" ? {} : JSON.parse(raw);
      answer = this.#answer(request, url, body as Context["body"]);
    } catch (error) {
      if (error instanceof SyntaxError) answer = new Refusal(400, "Problems parsing JSON").answer;
      else if (error instanceof Refusal) answer = error.answer;
      else throw error;
    }
    const path = url.pathname.replace(/^\/api\/v3/, "") + url.search;
    const shown = { method: request.method ?? "", path: decodeURIComponent(path), body };
    this.requests.push({ ...shown, status: answer.status, answer: answer.body });
    this.#world.changes.tell();
    const limit = this.hourlyLimit === undefined ? {} : { "x-ratelimit-limit": String(this.hourlyLimit) };
    if (fault?.cutAfter !== true)
      return send(response, { ...answer, headers: { ...limit, ...answer.headers } });
    fault.kill?.();
    request.socket.destroy();
  }

  #answer(request: IncomingMessage, url: URL, body: Context["body"]): Answer {
    const token = this.#authenticate(request);
    // What a job asks to prove itself to others.
    if (url.pathname === "/oidc") return this.#idToken(request, url);
    if (token === undefined) throw new Refusal(401, "Bad credentials");
    if (url.pathname === "/api/graphql")
      return answerGraphql(body, (repository) =>
        this.#mayKnow(token, repository) ? this.#context(repository, token, body) : undefined,
      );
    const [, owner = "", name = "", rest = ""] =
      url.pathname.match(/^\/api\/v3\/repos\/([^/]+)\/([^/]+)\/(.*)$/) ?? [];
    if (owner !== this.owner || !this.#mayKnow(token, name)) throw new Refusal(404, "Not Found");
    const route = findRoute(request.method ?? "", rest.split("/").map(decodeURIComponent).join("/"));
    if (route === undefined) throw new Refusal(404, "Not Found");
    if (route.reads !== undefined) demandRead({ token }, ...route.reads);
    const { params, handler } = route;
    const accept = request.headers.accept ?? "";
    return handler({ ...this.#context(name, token, body), accept, params, query: url.searchParams });
  }

  #idToken(request: IncomingMessage, url: URL): Answer {
    if (request.headers.authorization !== "Bearer oidc-request") throw new Refusal(401, "Bad credentials");
    return { status: 200, body: { value: `assertion-for-${url.searchParams.get("audience")}` } };
  }

  #context(name: string, token: Token, body: Context["body"]): Omit<Context, "params" | "query" | "accept"> {
    const { user: actor, isWorkflowToken: byWorkflowToken } = token;
    return {
      repository: this.repository(name),
      git: this.git(name),
      owner: this.owner,
      token,
      body,
      url: this.url,
      emit: (event) => this.#emit({ ...event, repository: name, actor, byWorkflowToken }),
    };
  }
}
