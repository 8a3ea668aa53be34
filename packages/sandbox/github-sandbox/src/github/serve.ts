/** Answers requests: git over HTTP, the API, OIDC tokens for jobs, and pages. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { appPages } from "./app-pages.ts";
import { signedBy } from "./app-tokens.ts";
import { type Context, demandRead, pageSize } from "./context.ts";
import { type Fault, failsAtOnce, faultFor, sendWith } from "./faults.ts";
import { pushesBetween, serveGit } from "./git-http.ts";
import { findGlobalRoute } from "./global-routes.ts";
import { answerGraphql } from "./graphql.ts";
import { type Answer, Refusal, readBody } from "./http.ts";
import type { Hub } from "./hub.ts";
import { servePage } from "./pages.ts";
import { findRoute } from "./routes.ts";
import type { App, Token } from "./state.ts";

/** The paths that git requests, with or without `.git` after the name. */
const gitPath = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

const apiPath = /^\/(?:api|oidc)(?:\/|$)/;

/** A request and its response. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly fault: Fault | undefined;
}

function credentialsIn(request: IncomingMessage): string {
  const header = request.headers.authorization ?? "";
  const [scheme = "", credentials = ""] = header.split(" ");
  const isBasic = scheme.toLowerCase() === "basic";
  const plain = isBasic ? Buffer.from(credentials, "base64").toString("utf8") : credentials;
  return isBasic ? plain.slice(plain.indexOf(":") + 1) : plain;
}

function authenticate(hub: Hub, request: IncomingMessage): Token | undefined {
  return hub.permissionsOf(credentialsIn(request));
}

/** An App itself, as a token without permissions. */
function asToken({ slug }: App): Token {
  return { user: `${slug}[bot]`, permissions: {}, isWorkflowToken: false };
}

/** Answers any request: git, the API, or a page. */
export async function serve(hub: Hub, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", hub.url);
  const fault = faultFor(hub.faults, request.method ?? "", url.pathname);
  if (await failsAtOnce(fault, { request, response }, (_, message) => ({ message }))) return;
  const exchange = { request, response, url, fault };
  if (gitPath.test(url.pathname)) await serveRepository(hub, exchange);
  else if (!apiPath.test(url.pathname))
    await servePage(
      (asked) => {
        const answer = appPages(hub, asked) ?? hub.pages?.(asked);
        if (fault?.cutAfter === true) {
          fault.kill?.();
          request.socket.destroy();
        }
        return answer;
      },
      request,
      response,
    );
  else await serveApi(hub, exchange);
}

async function serveRepository(hub: Hub, { request, response, url, fault }: Exchange): Promise<void> {
  const token = authenticate(hub, request);
  const [, owner = "", name = ""] = gitPath.exec(url.pathname) ?? [];
  const isPush =
    url.pathname.endsWith("/git-receive-pack") || url.searchParams.get("service") === "git-receive-pack";
  const isOpen = hub.repositories().includes(name) && hub.repository(name).isOpen;
  const allowed = isOpen && !isPush ? "read" : token?.permissions["contents"];
  if (token === undefined && (isPush || !isOpen)) {
    response.writeHead(401, { "www-authenticate": 'Basic realm="GitHub"' }).end();
    return;
  }
  if (
    owner !== hub.owner ||
    (!isOpen && (token === undefined || !hub.mayKnow(token, name))) ||
    allowed === undefined
  ) {
    response.writeHead(404).end("Repository not found.");
    return;
  }
  if (isPush && allowed !== "write") {
    response.writeHead(403).end(`Permission to ${owner}/${name}.git denied to ${token?.user}.`);
    return;
  }
  const git = hub.git(name);
  const before = isPush ? git.refs() : new Map<string, string>();
  await serveGit(request, response, {
    repository: git.path,
    service: isPush ? "receive-pack" : "upload-pack",
    isAdvertisement: url.pathname.endsWith("/info/refs"),
    isMute: fault?.cutAfter === true || fault?.cutMiddle === true,
    ruled: isPush && token ? ruledBranches(hub, name, token) : [],
    lacksWorkflows: isPush && token ? lackOf(token) : undefined,
  });
  if (fault?.cutAfter === true || fault?.cutMiddle === true) {
    fault.kill?.();
    request.socket.destroy();
  }
  if (!isPush || token === undefined) return;
  const { user: actor, isWorkflowToken: byWorkflowToken } = token;
  for (const payload of pushesBetween(before, git.refs()))
    hub.emit({ repository: name, event: "push", actor, byWorkflowToken, payload });
}

/** Who may not change the files of workflows, in GitHub's words; undefined for those who may. */
function lackOf({ permissions, scopes, isPersonal }: Token): string | undefined {
  if (permissions["workflows"] === "write" || scopes?.includes("workflow") === true) return undefined;
  return scopes !== undefined || isPersonal === true ? "a Personal Access Token" : "a GitHub App";
}

/** What a ruleset keeps a token from pushing to. */
function ruledBranches(hub: Hub, name: string, token: Token): readonly string[] {
  const { rulesets } = hub.context(name, token, {}).repository;
  return rulesets.flatMap(({ branches, bypass }) => (bypass.includes(token.user) ? [] : branches));
}

async function serveApi(hub: Hub, { request, response, url, fault }: Exchange): Promise<void> {
  const raw = (await readBody(request)).toString("utf8");
  let body: unknown;
  let answer: Answer;
  try {
    body = raw === "" ? {} : JSON.parse(raw);
    answer = answerApi(hub, { request, url, fault }, body as Context["body"]);
  } catch (error) {
    if (error instanceof SyntaxError) answer = new Refusal(400, "Problems parsing JSON").answer;
    else if (error instanceof Refusal) answer = error.answer;
    else throw error;
  }
  const path = url.pathname.replace(/^\/api\/v3/, "") + url.search;
  const shown = { method: request.method ?? "", path: decodeURIComponent(path), body };
  hub.requests.push({ ...shown, status: answer.status, answer: answer.body });
  hub.changes.tell();
  const scopes = authenticate(hub, request)?.scopes;
  const limit = {
    ...(hub.hourlyLimit !== undefined && { "x-ratelimit-limit": String(hub.hourlyLimit) }),
    ...(scopes !== undefined && { "x-oauth-scopes": scopes.join(", ") }),
  };
  if (fault?.cutAfter !== true)
    return sendWith(fault, response, { ...answer, headers: { ...limit, ...answer.headers } });
  fault.kill?.();
  request.socket.destroy();
}

function answerApi(
  hub: Hub,
  { request, url, fault }: Pick<Exchange, "request" | "url" | "fault">,
  body: Context["body"],
): Answer {
  const app = signedBy(hub.apps.values(), credentialsIn(request));
  const token = app === undefined ? authenticate(hub, request) : asToken(app);
  // A job's request for an OIDC token.
  if (url.pathname === "/oidc") return idToken({ request, url });
  if (token === undefined) throw new Refusal(401, "Bad credentials");
  if (url.pathname === "/api/graphql")
    return answerGraphql(
      body,
      (repository) => (hub.mayKnow(token, repository) ? hub.context(repository, token, body) : undefined),
      token.user,
    );
  const global = findGlobalRoute(
    request.method ?? "",
    decodeURIComponent(url.pathname.replace("/api/v3", "")),
  );
  if (global !== undefined) {
    const { params, handler } = global;
    const ask = (query: URLSearchParams) => handler({ hub, token, app, params, query, body });
    return withNextPage(url, ask, request.method === "GET");
  }
  const [, owner = "", name = "", rest = ""] =
    url.pathname.match(/^\/api\/v3\/repos\/([^/]+)\/([^/]+)(?:\/(.*))?$/) ?? [];
  if (owner !== hub.owner || !hub.mayKnow(token, name)) throw new Refusal(404, "Not Found");
  const route = findRoute(request.method ?? "", rest.split("/").map(decodeURIComponent).join("/"));
  if (route === undefined) throw new Refusal(404, "Not Found");
  if (route.reads !== undefined) demandRead({ token }, ...route.reads);
  const { params, handler } = route;
  const accept = request.headers.accept ?? "";
  const context = { ...hub.context(name, token, body), accept, params };
  const ask = (query: URLSearchParams) => handler({ ...context, query });
  if (fault?.repeats === true && request.method === "GET") return firstPage(url, ask);
  return withNextPage(url, ask, request.method === "GET");
}

/** A list whose every page is the first. */
function firstPage(url: URL, ask: (query: URLSearchParams) => Answer): Answer {
  const next = new URL(url);
  next.searchParams.delete("page");
  const answer = ask(next.searchParams);
  next.searchParams.set("page", String(Number(url.searchParams.get("page") ?? 1) + 1));
  return { ...answer, headers: { ...answer.headers, link: `<${next.href}>; rel="next"` } };
}

/** Clients find the next page of a list by this header, and stop without it. */
function withNextPage(url: URL, ask: (query: URLSearchParams) => Answer, isRead: boolean): Answer {
  const answer = ask(url.searchParams);
  if (!isRead || !Array.isArray(answer.body) || answer.body.length < pageSize(url.searchParams))
    return answer;
  const next = new URL(url);
  next.searchParams.set("page", String(Number(url.searchParams.get("page") ?? 1) + 1));
  const { body } = ask(next.searchParams);
  // Some lists have no pages, and are the same whichever is asked for.
  const isPaged = JSON.stringify(body) !== JSON.stringify(answer.body);
  if (!Array.isArray(body) || body.length === 0 || !isPaged) return answer;
  return { ...answer, headers: { ...answer.headers, link: `<${next.href}>; rel="next"` } };
}

function idToken({ request, url }: Pick<Exchange, "request" | "url">): Answer {
  if (request.headers.authorization !== "Bearer oidc-request") throw new Refusal(401, "Bad credentials");
  return { status: 200, body: { value: `assertion-for-${url.searchParams.get("audience")}` } };
}
