/** Lists of commits, and single commits with their statuses and changes. */

import type { PageAnswer } from "@kalypso-actions/github-sandbox";
import { commitsAddress, treeAddress } from "./addresses.ts";
import { shown } from "./answer.ts";
import { changesOfCommit } from "./changes.ts";
import { changesView } from "./diff-view.ts";
import { commitsOf, findCommit, findSpot } from "./history.ts";
import { html } from "./html.ts";
import { placeOf } from "./layout.ts";
import { commitRow, runRow, statusesBox } from "./listings.ts";
import { badge } from "./marks.ts";
import type { RepositoryVisit } from "./page.ts";
import { box, commitLink, facts, heading, moment } from "./parts.ts";
import { combinedState } from "./statuses.ts";

const perPage = 50;

export function commitsPage(visit: RepositoryVisit, rest: string): PageAnswer | undefined {
  const { git, world, state, query } = visit;
  const place = placeOf(visit);
  const spot = findSpot(git, rest);
  if (spot === undefined || spot.path !== "") return undefined;
  const page = Math.max(1, Math.floor(Number(query.get("page") ?? 1)) || 1);
  // One more than shown, to know whether there is a next page.
  const found = commitsOf(git, spot.commit, { limit: perPage + 1, skip: (page - 1) * perPage });
  const rows = found
    .slice(0, perPage)
    .map((commit) => commitRow({ world, statuses: state.statuses }, place, commit));
  const at = commitsAddress(place, spot.ref);
  const older = found.length > perPage && html`<a href="${`${at}?page=${page + 1}`}">Older</a>`;
  const newer = page > 1 && html`<a href="${`${at}?page=${page - 1}`}">Newer</a>`;
  const title = html`Commits on <a class="branch" href="${treeAddress(place, spot.ref)}">${spot.ref}</a>`;
  return shown(
    visit,
    { title: `Commits on ${spot.ref}`, repository: visit, tab: "code" },
    html`${box(title, rows, "None.")}<p class="filter">${newer}${older}</p>`,
  );
}

export function commitPage(visit: RepositoryVisit, id: string): PageAnswer | undefined {
  const { git, world, state, name } = visit;
  const place = placeOf(visit);
  const commit = findCommit(git, id);
  if (commit === undefined) return undefined;
  const { sha, subject, body, author, time, parents } = commit;
  const combined = combinedState(state.statuses.get(sha) ?? []);
  const runs = world.runs().filter((run) => run.repository === name && run.sha === sha);
  const isLive = combined === "pending" || runs.some(({ status }) => status !== "completed");
  const known = facts(
    combined !== undefined && badge(combined),
    author,
    moment(world.now(), time),
    parents.length > 0 && html`parent ${parents.map((parent) => html`${commitLink(place, parent)} `)}`,
    html`<span class="sha">${sha}</span>`,
    html`<a href="${treeAddress(place, sha)}">Files</a>`,
  );
  const ran = runs.toReversed().map((run) => runRow(world, run));
  const content = html`${heading(subject, undefined, known)}
${body !== "" && html`<pre class="message">${body}</pre>`}
${statusesBox("Statuses, oldest first", state.statuses.get(sha) ?? [])}
${ran.length > 0 && box("Runs", ran, "")}
${changesView(changesOfCommit(git, commit))}`;
  return shown(visit, { title: subject, repository: visit, tab: "code", isLive }, content);
}
