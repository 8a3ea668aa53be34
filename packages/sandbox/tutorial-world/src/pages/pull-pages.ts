/** Pull requests. */
import type { PageAnswer, PullState } from "@kalypso-actions/github-sandbox";
import { pullAddress, repositoryAddress } from "./addresses.ts";
import { goTo, shown } from "./answer.ts";
import { type ChangedFile, changedFiles } from "./changes.ts";
import { changesView } from "./diff-view.ts";
import { branchesOf, type Commit, commitsOf } from "./history.ts";
import { type Content, type Html, html } from "./html.ts";
import { comments } from "./issue-pages.ts";
import { placeOf, type Tab } from "./layout.ts";
import { commitRow, pullRow, pullState, statusesBox } from "./listings.ts";
import { markdown } from "./markdown.ts";
import { badge } from "./marks.ts";
import type { RepositoryVisit } from "./page.ts";
import {
  box,
  branchLink,
  branchName,
  button,
  facts,
  heading,
  labelsOf,
  openOrClosed,
  panel,
} from "./parts.ts";
import { combinedState, newestStatuses } from "./statuses.ts";

const tab: Tab = "pulls";

export function pullsPage(visit: RepositoryVisit): PageAnswer {
  const { world, state, query } = visit;
  const place = placeOf(visit);
  const items = [...state.pulls.values()]
    .reverse()
    .map((pull) => ({ row: pullRow(world, place, pull), state: pull.state }));
  const wanted = query.get("state") === "closed" ? "closed" : "open";
  const content = openOrClosed(`${repositoryAddress(place)}/pulls`, items, wanted);
  return shown(visit, { title: "Pull requests", repository: visit, tab, isLive: true }, content);
}

interface PullContent {
  readonly commits: readonly Commit[];
  readonly files: readonly ChangedFile[];
  readonly head: string | undefined;
}

/** A pull request's changes since it left the base; if merged, those of the merge. */
function contentOf({ git }: RepositoryVisit, pull: PullState): PullContent {
  const limit = 250;
  if (pull.mergeCommit !== null) {
    const [merge] = commitsOf(git, pull.mergeCommit, { limit: 1 });
    const [base, head] = merge?.parents ?? [];
    if (base === undefined) return { commits: [], files: [], head };
    const commits = commitsOf(git, `${base}..${head ?? pull.mergeCommit}`, { limit });
    return { commits, files: changedFiles(git, base, pull.mergeCommit), head };
  }
  const [base, head] = [git.resolve(pull.base), git.resolve(pull.head)];
  if (base === undefined || head === undefined) return { commits: [], files: [], head };
  const fork = git.ask(["merge-base", base, head])?.trim() ?? base;
  return {
    commits: commitsOf(git, `${base}..${head}`, { limit }),
    files: changedFiles(git, fork, head),
    head,
  };
}

function mergeBox(visit: RepositoryVisit, pull: PullState): Content {
  if (pull.state !== "open") return undefined;
  const { git } = visit;
  const [base, head] = [git.resolve(pull.base), git.resolve(pull.head)];
  const say = (text: Content) => html`<section class="box"><div class="body">${text}</div></section>`;
  if (base === undefined || head === undefined) return say("One of its branches no longer exists.");
  if (git.ask(["merge-tree", "--write-tree", base, head]) === undefined)
    return say(html`It conflicts with ${branchLink(placeOf(visit), pull.base)}.`);
  const action = `${pullAddress(placeOf(visit), pull.number)}/merge`;
  const told =
    pull.autoMerge === null ? "It can be merged." : "It merges automatically when all requirements are met.";
  return say(
    html`<div class="split"><span>${told}</span>${button({ action, text: "Merge pull request", style: "primary" })}</div>`,
  );
}

function pullHeading(visit: RepositoryVisit, pull: PullState): Html {
  const place = placeOf(visit);
  const branches = branchesOf(visit.git);
  const branch = (name: string) => (branches.has(name) ? branchLink(place, name) : branchName(name));
  const ways = html`${branch(pull.head)} → ${branch(pull.base)}`;
  const labels = labelsOf(visit.state.issues.get(pull.number)?.labels ?? []);
  return heading(pull.title, pull.number, html`${facts(badge(pullState(pull)), pull.user, ways)}${labels}`);
}

export function pullPage(visit: RepositoryVisit, number: number): PageAnswer | undefined {
  const { world, state } = visit;
  const place = placeOf(visit);
  const pull = state.pulls.get(number);
  if (pull === undefined) return undefined;
  const { commits, files, head } = contentOf(visit, pull);
  const statuses = state.statuses.get(head ?? "") ?? [];
  const rows = commits.map((commit) => commitRow({ world, statuses: state.statuses }, place, commit));
  const text = pull.body === "" ? html`<span class="muted">No description.</span>` : markdown(pull.body);
  const content = html`${pullHeading(visit, pull)}
${panel(pull.user, text)}
${comments(state.issues.get(number)?.comments ?? [])}
${statusesBox("Checks of the latest commit", newestStatuses(statuses))}
${mergeBox(visit, pull)}
${box("Commits", rows, "None.")}
${changesView(files)}`;
  const isLive = pull.state === "open" || combinedState(statuses) === "pending";
  return shown(visit, { title: `${pull.title} #${number}`, repository: visit, tab, isLive }, content);
}

export function mergePull(visit: RepositoryVisit, number: number): PageAnswer | undefined {
  const pull = visit.state.pulls.get(number);
  if (pull === undefined) return undefined;
  // If it is no longer open, the page shows that.
  if (pull.state === "open") visit.world.actions.merge(visit.name, number);
  return goTo(pullAddress(placeOf(visit), number));
}
