/** Rows for lists of commits, runs, pull requests and issues. */
import type { IssueState, PullState, StatusState } from "@kalypso-actions/github-sandbox";
import type { RunState } from "@kalypso-actions/workflow-runner";
import { commitAddress, issueAddress, type Place, pullAddress, runAddress } from "./addresses.ts";
import type { Commit } from "./history.ts";
import { type Content, type Html, html, link } from "./html.ts";
import { mark } from "./marks.ts";
import type { PageWorld } from "./page.ts";
import {
  box,
  branchName,
  commitLink,
  counted,
  duration,
  facts,
  labelsOf,
  moment,
  outcome,
  row,
} from "./parts.ts";
import { combinedState } from "./statuses.ts";

type Statuses = ReadonlyMap<string, readonly StatusState[]>;

/** A commit's combined state, as a mark with a link; nothing without a status. */
export function commitMark(place: Place, sha: string, statuses: Statuses): Content {
  const state = combinedState(statuses.get(sha) ?? []);
  return state !== undefined && html`<a href="${commitAddress(place, sha)}">${mark(state)}</a>`;
}

export function commitRow(
  { world, statuses }: { readonly world: PageWorld; readonly statuses: Statuses },
  place: Place,
  commit: Commit,
): Html {
  const { sha, subject, author, time } = commit;
  return row({
    title: html`<a href="${commitAddress(place, sha)}">${subject}</a> ${commitMark(place, sha, statuses)}`,
    note: facts(author, moment(world.now(), time)),
    aside: commitLink(place, sha),
  });
}

/** `isElsewhere`: whether the page belongs to another repository than the run's. */
export function runRow(world: PageWorld, run: RunState, isElsewhere = false): Html {
  const place = { owner: world.owner, name: run.repository };
  const took = duration(run.createdAt, run.completedAt ?? world.now());
  return row({
    state: outcome(run),
    title: html`<a href="${runAddress(place, run.id)}">${run.title}</a>`,
    note: facts(isElsewhere && run.repository, run.name, run.event, run.actor, branchName(run.ref)),
    aside: html`${moment(world.now(), run.createdAt)}<br>${took}`,
  });
}

export function pullState({ state, merged }: PullState): string {
  return merged ? "merged" : state;
}

/** `isElsewhere`: whether the page belongs to another repository than the pull request's. */
export function pullRow(
  world: PageWorld,
  { isElsewhere = false, ...place }: Place & { readonly isElsewhere?: boolean },
  pull: PullState,
): Html {
  const labels = world.state(place.name).issues.get(pull.number)?.labels ?? [];
  const number = `${isElsewhere ? place.name : ""}#${pull.number}`;
  return row({
    state: pullState(pull),
    title: html`<a href="${pullAddress(place, pull.number)}">${pull.title}</a>${labelsOf(labels)}`,
    note: facts(number, pull.user, html`${branchName(pull.head)} → ${branchName(pull.base)}`),
  });
}

export function issueRow(place: Place, issue: IssueState): Html {
  const { number, title, state, user, labels, comments } = issue;
  return row({
    state,
    title: html`<a href="${issueAddress(place, number)}">${title}</a>${labelsOf(labels)}`,
    note: facts(`#${number}`, user, comments.length > 0 && counted(comments.length, "comment")),
  });
}

/** The statuses, with links to their targets. */
export function statusesBox(title: string, statuses: readonly StatusState[]): Content {
  const rows = statuses.map((status) =>
    row({
      state: status.state,
      title: html`<b>${status.context}</b>`,
      note: status.description,
      aside: status.targetUrl !== null && link(status.targetUrl, "Details"),
    }),
  );
  return rows.length > 0 && box(title, rows, "");
}
