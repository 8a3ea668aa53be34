/** A job of a run: its steps and their output. */
import { stripVTControlCharacters } from "node:util";
import type { Annotation, JobState, StepState } from "@kalypso-actions/workflow-runner";
import { blobAddress, type Place } from "./addresses.ts";
import { type Content, type Html, html, link } from "./html.ts";
import { mark } from "./marks.ts";
import { box, counted, duration, facts, outcome, row } from "./parts.ts";

/** Longer logs show only the end, where the failure is. */
const maxLines = 1_500;

/** A line, coloured if the runner marks it as an error or a warning: `error: …`. */
function logLine(text: string): Html {
  const plain = stripVTControlCharacters(text);
  const [, level] = /^(error|warning):/i.exec(plain) ?? [];
  return html`<li${level !== undefined && html` class="${level.toLowerCase()}"`}><span>${plain}</span></li>`;
}

function log(lines: readonly string[]): Html {
  const from = Math.max(0, lines.length - maxLines);
  const cut = from > 0 && html`<p class="notice">${counted(from, "earlier line")} not shown.</p>`;
  return html`${cut}<ol class="log" style="--from: ${from}">${lines.slice(from).map(logLine)}</ol>`;
}

function step(state: StepState, now: number): Html {
  const { name, log: lines, startedAt, completedAt } = state;
  const took = html`<span class="muted">${duration(startedAt, completedAt ?? now)}</span>`;
  const line = html`${mark(outcome(state))}<span class="grow">${name}</span>${took}`;
  if (lines.length === 0) return html`<div class="step"><div class="row">${line}</div></div>`;
  const isOpen = state.conclusion === "failure" || state.status === "in_progress";
  return html`<details class="step"${isOpen && html` open`}><summary>${line}</summary>${log(lines)}</details>`;
}

export function jobBox(job: JobState, now: number): Html {
  const { id, name, environment, environmentUrl, reason, startedAt, completedAt, steps } = job;
  const target =
    environment !== undefined && html`<span class="muted">${link(environmentUrl, environment)}</span>`;
  const took =
    startedAt !== undefined && html`<span class="muted">${duration(startedAt, completedAt ?? now)}</span>`;
  const why = reason !== undefined && html`<p class="notice">${reason}</p>`;
  const unstarted = job.conclusion === "skipped" ? "Skipped." : "Not started.";
  const none = steps.length === 0 && why === false && html`<p class="none">${unstarted}</p>`;
  return html`<section class="box" id="job-${id}">
<div class="head">${mark(outcome(job))}<h2 class="grow">${name}</h2>${target}${took}</div>
${why}${none}${steps.map((each) => step(each, now))}
</section>`;
}

/** The list of jobs on the side, with links. */
export function jobLinks(jobs: readonly JobState[], now: number): Html {
  const rows = jobs.map((job) =>
    row({
      state: outcome(job),
      title: html`<a href="#job-${job.id}">${job.name}</a>`,
      note: facts(
        job.startedAt !== undefined && duration(job.startedAt, job.completedAt ?? now),
        job.environment,
        job.status === "waiting" && "waiting",
      ),
    }),
  );
  return box("Jobs", rows, "No jobs.");
}

const states: Readonly<Record<Annotation["level"], string>> = {
  error: "error",
  warning: "warning",
  notice: "none",
};

/** A commit of a repository. */
interface CommitPlace {
  readonly place: Place;
  readonly sha: string;
}

export function annotationRow({ place, sha }: CommitPlace, job: JobState, annotation: Annotation): Html {
  const { level, message, title, file, line } = annotation;
  const spot = file !== undefined && `${file}${line === undefined ? "" : `:${line}`}`;
  const address =
    file !== undefined && `${blobAddress(place, sha, file)}${line === undefined ? "" : `#L${line}`}`;
  const where: Content = address !== false && html`<a class="mono" href="${address}">${spot}</a>`;
  return row({
    state: states[level],
    title: title === undefined ? message : html`<b>${title}</b>`,
    note: html`${title !== undefined && html`<div class="said">${message}</div>`}${facts(job.name, level, where)}`,
  });
}
