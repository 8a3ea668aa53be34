/** Maps addresses to pages. */

import type { PageAnswer, PageRequest } from "@kalypso-actions/github-sandbox";
import { actionsPage, dispatchWorkflow, workflowPage } from "./actions-pages.ts";
import { repositoryAddress } from "./addresses.ts";
import { goTo, shown } from "./answer.ts";
import { clusterPage } from "./cluster-pages.ts";
import { blobPage, treePage } from "./code-pages.ts";
import { commitPage, commitsPage } from "./commit-pages.ts";
import { type Content, html } from "./html.ts";
import { issuePage, issuesPage } from "./issue-pages.ts";
import { overview } from "./overview.ts";
import type { PageWorld, RepositoryVisit, Visit } from "./page.ts";
import { mergePull, pullPage, pullsPage } from "./pull-pages.ts";
import { environmentsPage, repositoryPage } from "./repository-pages.ts";
import { commandRun, jobPage, type RunCommand, runPage } from "./run-pages.ts";

/** The captured groups of an address. */
type Parts = readonly string[];

interface Route {
  readonly method: "GET" | "POST";
  /** Matches the path after the repository's name. */
  readonly pattern: RegExp;
  /** Undefined if the address names something that does not exist. */
  answer(visit: RepositoryVisit, parts: Parts): PageAnswer | undefined;
}

type Answer = Route["answer"];

const get = (pattern: RegExp, answer: Answer): Route => ({ method: "GET", pattern, answer });
const post = (pattern: RegExp, answer: Answer): Route => ({ method: "POST", pattern, answer });

const routes: readonly Route[] = [
  get(/^$/, repositoryPage),
  get(/^tree\/(.+)$/, (visit, [rest = ""]) => treePage(visit, rest)),
  get(/^blob\/(.+)$/, (visit, [rest = ""]) => blobPage(visit, rest)),
  get(/^commits\/(.+)$/, (visit, [rest = ""]) => commitsPage(visit, rest)),
  get(/^commit\/([^/]+)$/, (visit, [id = ""]) => commitPage(visit, id)),
  get(/^pulls$/, pullsPage),
  get(/^pull\/(\d+)(?:\/(?:files|commits|checks))?$/, (visit, [number]) => pullPage(visit, Number(number))),
  post(/^pull\/(\d+)\/merge$/, (visit, [number]) => mergePull(visit, Number(number))),
  get(/^issues$/, issuesPage),
  get(/^issues\/(\d+)$/, (visit, [number]) => issuePage(visit, Number(number))),
  get(/^actions$/, actionsPage),
  get(/^actions\/workflows\/([^/]+)$/, (visit, [file = ""]) => workflowPage(visit, file)),
  post(/^actions\/workflows\/([^/]+)\/dispatches$/, (visit, [file = ""]) => dispatchWorkflow(visit, file)),
  get(/^actions\/runs\/(\d+)(?:\/attempts\/\d+)?$/, (visit, [id]) => runPage(visit, Number(id))),
  get(/^actions\/runs\/(\d+)\/job\/(\d+)$/, (visit, [id, job]) => jobPage(visit, Number(id), Number(job))),
  post(/^actions\/runs\/(\d+)\/(approve|reject|cancel|rerun)$/, (visit, [id, command]) =>
    commandRun(visit, Number(id), command as RunCommand),
  ),
  get(/^settings\/environments$/, environmentsPage),
];

interface Message {
  readonly title: string;
  readonly text: Content;
}

function message(visit: Visit, status: number, { title, text }: Message): PageAnswer {
  const content = html`<h1>${title}</h1><p class="muted">${text}</p><p><a href="/">Overview</a></p>`;
  return shown(visit, { title, status }, content);
}

function notFound(visit: Visit): PageAnswer {
  return message(visit, 404, {
    title: "Not found",
    text: "No page has this address, or its content no longer exists.",
  });
}

/** A repository, and the rest of the path after its name. */
interface RepositoryPath {
  readonly name: string;
  readonly rest: string;
}

function answerRepository(visit: Visit, request: PageRequest, { name, rest }: RepositoryPath): PageAnswer {
  const { world } = visit;
  if (!world.repositories().includes(name)) return notFound(visit);
  const repository = { ...visit, name, git: world.git(name), state: world.state(name) };
  for (const { method, pattern, answer } of routes) {
    const match = method === request.method ? pattern.exec(rest) : null;
    if (match !== null) return answer(repository, match.slice(1)) ?? notFound(visit);
  }
  return notFound(visit);
}

/** Performs an action; a failure, such as a merge conflict, is shown to the user. */
function answerClick(visit: Visit, request: PageRequest, path: RepositoryPath): PageAnswer {
  // Pages of other sites must not trigger actions here.
  if (request.origin !== undefined && request.origin !== visit.world.url)
    return message(visit, 403, {
      title: "Refused",
      text: "The form did not come from a page of this server.",
    });
  try {
    return answerRepository(visit, request, path);
  } catch (error) {
    const { name } = path;
    const back = html`<br><a href="${repositoryAddress({ owner: visit.world.owner, name })}">${name}</a>`;
    const text = html`${error instanceof Error ? error.message : String(error)}${back}`;
    return message(visit, 409, { title: "Request failed", text });
  }
}

/** The decoded segments of a path; undefined if its encoding is invalid. */
function decoded(path: string): readonly string[] | undefined {
  try {
    return path.slice(1).replace(/\/$/, "").split("/").map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** Answers a request for a page; undefined if no page has the address. */
export function answerPage(world: PageWorld, request: PageRequest): PageAnswer | undefined {
  const [address = "/", ...search] = request.path.split("?");
  const visit: Visit = { world, address, query: new URLSearchParams(search.join("?")), form: request.form };
  const [owner, name, ...rest] = decoded(address) ?? [];
  if (owner === "") return request.method === "GET" && name === undefined ? overview(visit) : undefined;
  if (owner === "-" && name === "clusters" && request.method === "GET" && rest.length === 2)
    return clusterPage(visit, rest[0] ?? "", rest[1] ?? "") ?? notFound(visit);
  if (owner !== world.owner) return undefined;
  if (request.method !== "GET" && request.method !== "POST") return undefined;
  if (name === undefined) return request.method === "GET" ? goTo("/") : notFound(visit);
  const answer = request.method === "POST" ? answerClick : answerRepository;
  return answer(visit, request, { name, rest: rest.join("/") });
}
