/** A workflow run, and what a user can do with it. */

import type { PageAnswer } from "@kalypso-actions/github-sandbox";
import type { JobState, RunState } from "@kalypso-actions/workflow-runner";
import { runAddress, workflowAddress } from "./addresses.ts";
import { goTo, shown } from "./answer.ts";
import { branchesOf, findCommit } from "./history.ts";
import { type Content, type Html, html } from "./html.ts";
import { annotationRow, jobBox, jobLinks } from "./job-view.ts";
import { placeOf } from "./layout.ts";
import { markdown } from "./markdown.ts";
import { badge } from "./marks.ts";
import type { RepositoryVisit } from "./page.ts";
import {
  box,
  branchLink,
  branchName,
  button,
  commitLink,
  duration,
  facts,
  heading,
  moment,
  outcome,
  panel,
  sided,
} from "./parts.ts";

function findRun({ world, name }: RepositoryVisit, id: number): RunState | undefined {
  return world.runs().find((run) => run.id === id && run.repository === name);
}

/** The environments that wait for an approval. */
function waitingFor({ jobs }: RunState): readonly string[] {
  const names = jobs.flatMap(({ status, environment }) =>
    status === "waiting" && environment !== undefined ? [environment] : [],
  );
  return [...new Set(names)];
}

function runHeading(visit: RepositoryVisit, run: RunState): Html {
  const { world, git } = visit;
  const place = placeOf(visit);
  const at = runAddress(place, run.id);
  const isDone = run.status === "completed";
  const known = facts(
    badge(outcome(run)),
    html`<a href="${workflowAddress(place, run.workflow)}">${run.name}</a>`,
    run.event,
    run.actor,
    branchesOf(git).has(run.ref) ? branchLink(place, run.ref) : branchName(run.ref),
    findCommit(git, run.sha) !== undefined && commitLink(place, run.sha),
    `attempt ${run.attempt}`,
    moment(world.now(), run.createdAt),
    duration(run.createdAt, run.completedAt ?? world.now()),
  );
  const control = isDone
    ? button({ action: `${at}/rerun`, text: "Run again" })
    : button({ action: `${at}/cancel`, text: "Cancel", style: "danger" });
  return html`<div class="split">${heading(run.title, run.id, known)}<div class="buttons">${control}</div></div>`;
}

function approvals(visit: RepositoryVisit, run: RunState): readonly Html[] {
  const at = runAddress(placeOf(visit), run.id);
  return waitingFor(run).map((environment) => {
    const fields = { environment };
    const approve = button({ action: `${at}/approve`, text: "Approve", style: "primary", fields });
    const reject = button({ action: `${at}/reject`, text: "Reject", style: "danger", fields });
    const asked = html`Review required before deploying to <b>${environment}</b>.`;
    return html`<section class="box">
<div class="body split"><span>${asked}</span><div class="buttons">${approve}${reject}</div></div>
</section>`;
  });
}

function annotations(visit: RepositoryVisit, run: RunState): Content {
  const place = placeOf(visit);
  const rows = run.jobs.flatMap((job) =>
    job.annotations.map((annotation) => annotationRow({ place, sha: run.sha }, job, annotation)),
  );
  return rows.length > 0 && box("Annotations", rows, "");
}

function summaryOf({ name, steps }: JobState): Content {
  const text = steps
    .map(({ summary }) => summary)
    .filter((summary) => summary.trim() !== "")
    .join("\n\n");
  if (text === "") return undefined;
  return panel(`Summary of ${name}`, markdown(text));
}

export function runPage(visit: RepositoryVisit, id: number): PageAnswer | undefined {
  const run = findRun(visit, id);
  if (run === undefined) return undefined;
  const now = visit.world.now();
  const problems = run.problems.map((problem) => html`<p class="notice bad">${problem}</p>`);
  const refused = problems.length > 0 && box("Not started", problems, "");
  const jobs = run.jobs.map((job) => jobBox(job, now));
  const main = [refused, approvals(visit, run), annotations(visit, run), run.jobs.map(summaryOf), jobs];
  const content = html`${runHeading(visit, run)}${sided(jobLinks(run.jobs, now), main)}`;
  const head = { title: `${run.title} #${id}`, repository: visit, tab: "actions" } as const;
  return shown(visit, { ...head, isLive: run.status !== "completed" }, content);
}

/** GitHub's address of a job, which is a part of the run's page. */
export function jobPage(visit: RepositoryVisit, id: number, job: number): PageAnswer | undefined {
  const run = findRun(visit, id);
  if (run?.jobs.some((known) => known.id === job) !== true) return undefined;
  return goTo(`${runAddress(placeOf(visit), id)}#job-${job}`);
}

export type RunCommand = "approve" | "reject" | "cancel" | "rerun";

/** Performs an action on a run, unless its state no longer allows it. */
export function commandRun(visit: RepositoryVisit, id: number, command: RunCommand): PageAnswer | undefined {
  const run = findRun(visit, id);
  if (run === undefined) return undefined;
  const { actions } = visit.world;
  const isDone = run.status === "completed";
  if (command === "rerun" && isDone) actions.rerun(id);
  if (command === "cancel" && !isDone) actions.cancel(id);
  const environment = visit.form.get("environment") ?? "";
  if ((command === "approve" || command === "reject") && waitingFor(run).includes(environment))
    actions[command](id, environment);
  return goTo(runAddress(placeOf(visit), id));
}
