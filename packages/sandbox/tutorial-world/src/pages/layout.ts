/** The frame around every page. */
import { createHash } from "node:crypto";
import { type Place, repositoryAddress } from "./addresses.ts";
import { type Content, Html, html } from "./html.ts";
import { mark } from "./marks.ts";
import type { RepositoryVisit, Visit } from "./page.ts";
import { style } from "./style.ts";

export type Tab = "code" | "commits" | "pulls" | "issues" | "actions" | "environments";

export interface PageHead {
  readonly title: string;
  /** Set on a repository's pages. */
  readonly repository?: RepositoryVisit;
  readonly tab?: Tab;
  /** Whether its content may still change. */
  readonly isLive?: boolean;
}

/**
 * Takes what has changed from the server every two seconds. While something in it has the focus, the page stays as it is: a
 * person is reading, or about to click.
 */
const update = `setInterval(async () => {
  const main = document.querySelector("main");
  if (document.hidden || main.contains(document.activeElement)) return;
  const answer = await fetch(location.href).catch(() => undefined);
  if (answer === undefined || !answer.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  if (next === null || next.innerHTML === main.innerHTML || main.contains(document.activeElement)) return;
  main.replaceChildren(...next.childNodes);
}, 2000);`;

/** Only content of the page itself, and only our own script and forms: others write the text that is shown. */
const policy = [
  "default-src 'none'",
  `script-src 'sha256-${createHash("sha256").update(update).digest("base64")}'`,
  "connect-src 'self'",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "form-action 'self'",
  "base-uri 'none'",
].join("; ");

export function placeOf({ world, name }: RepositoryVisit): Place {
  return { owner: world.owner, name };
}

function count(number: number): Content {
  return number > 0 && html`<span class="count">${number}</span>`;
}

function tabs(repository: RepositoryVisit, current: Tab | undefined): Html {
  const { world, name, state } = repository;
  const at = repositoryAddress(placeOf(repository));
  const pulls = [...state.pulls.values()].filter((pull) => pull.state === "open").length;
  const issues = [...state.issues.values()].filter(
    ({ number, state: issue }) => issue === "open" && !state.pulls.has(number),
  ).length;
  const runs = world.runs().filter((run) => run.repository === name && run.status !== "completed").length;
  const all: readonly (readonly [Tab, string, string, number])[] = [
    ["code", "Code", at, 0],
    ["pulls", "Pull requests", `${at}/pulls`, pulls],
    ["issues", "Issues", `${at}/issues`, issues],
    ["actions", "Actions", `${at}/actions`, runs],
    ["environments", "Environments", `${at}/settings/environments`, 0],
  ];
  const links = all.map(
    ([tab, text, address, number]) =>
      html`<a href="${address}"${tab === current && new Html(' aria-current="page"')}>${text}${count(number)}</a>`,
  );
  return html`<nav class="tabs" aria-label="Repository">${links}</nav>`;
}

/** Says that the page updates itself, and offers to pause that while reading or writing. */
function liveness({ address, query }: Visit, isPaused: boolean): Html {
  const next = new URLSearchParams(query);
  if (isPaused) next.delete("paused");
  else next.set("paused", "1");
  const target = next.size === 0 ? address : `${address}?${next}`;
  if (isPaused) return html`<a class="live" href="${target}">Paused · resume</a>`;
  return html`<a class="live" href="${target}">${mark("in_progress")}Live · pause</a>`;
}

function topBar(visit: Visit, { repository, isLive }: PageHead, isPaused: boolean): Html {
  const { owner } = visit.world;
  const crumbs =
    repository !== undefined &&
    html`<span class="dot">/</span><a href="${repositoryAddress(placeOf(repository))}"><b>${repository.name}</b></a>`;
  return html`<div class="top">
<a class="home" href="/">Kalypso sandbox</a>
<span class="crumbs"><a href="/">${owner}</a>${crumbs}</span>
${isLive === true && liveness(visit, isPaused)}
</div>`;
}

export function layout(visit: Visit, head: PageHead, content: Html): Html {
  const { repository, tab, title, isLive = false } = head;
  const isPaused = visit.query.has("paused");
  const where = repository === undefined ? "Kalypso sandbox" : `${visit.world.owner}/${repository.name}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title} · ${where}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<header>${topBar(visit, head, isPaused)}${repository !== undefined && tabs(repository, tab)}</header>
<main>${content}</main>
${isLive && !isPaused && new Html(`<script>${update}</script>`)}
</body>
</html>
`;
}
