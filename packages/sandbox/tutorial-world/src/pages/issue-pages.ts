/** Issues, and their comments, which pull requests have too. */

import type { PageAnswer } from "@kalypso-actions/github-sandbox";
import { pullAddress, repositoryAddress } from "./addresses.ts";
import { goTo, shown } from "./answer.ts";
import { type Html, html } from "./html.ts";
import { placeOf, type Tab } from "./layout.ts";
import { issueRow } from "./listings.ts";
import { markdown } from "./markdown.ts";
import { badge } from "./marks.ts";
import type { RepositoryVisit } from "./page.ts";
import { facts, heading, labelsOf, openOrClosed, panel } from "./parts.ts";

const tab: Tab = "issues";

export function comments(texts: readonly string[]): readonly Html[] {
  return texts.map(
    (text, index) => html`<div id="comment-${index + 1}">${panel("Comment", markdown(text))}</div>`,
  );
}

export function issuesPage(visit: RepositoryVisit): PageAnswer {
  const { state, query } = visit;
  const place = placeOf(visit);
  // Pull requests are issues too, but have their own list.
  const items = [...state.issues.values()]
    .filter(({ number }) => !state.pulls.has(number))
    .reverse()
    .map((issue) => ({ row: issueRow(place, issue), state: issue.state }));
  const wanted = query.get("state") === "closed" ? "closed" : "open";
  const content = openOrClosed(`${repositoryAddress(place)}/issues`, items, wanted);
  return shown(visit, { title: "Issues", repository: visit, tab, isLive: true }, content);
}

export function issuePage(visit: RepositoryVisit, number: number): PageAnswer | undefined {
  const { state } = visit;
  if (state.pulls.has(number)) return goTo(pullAddress(placeOf(visit), number));
  const issue = state.issues.get(number);
  if (issue === undefined) return undefined;
  const { title, user, body, labels } = issue;
  const text = body === "" ? html`<span class="muted">No description.</span>` : markdown(body);
  const known = html`${facts(badge(issue.state), user)}${labelsOf(labels)}`;
  const content = html`${heading(title, number, known)}${panel(user, text)}${comments(issue.comments)}`;
  const isLive = issue.state === "open";
  return shown(visit, { title: `${title} #${number}`, repository: visit, tab, isLive }, content);
}
