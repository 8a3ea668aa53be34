/** Lists of runs, and the forms that start workflows. */

import type { PageAnswer } from "@kalypso-actions/github-sandbox";
import type { RunState } from "@kalypso-actions/workflow-runner";
import { repositoryAddress, workflowAddress } from "./addresses.ts";
import { goTo, shown } from "./answer.ts";
import { branchesOf } from "./history.ts";
import { type Html, html } from "./html.ts";
import { placeOf, type Tab } from "./layout.ts";
import { runRow } from "./listings.ts";
import type { RepositoryVisit } from "./page.ts";
import { box, counted, heading, panel, row, sided } from "./parts.ts";
import { dispatchInputs, fieldOf, type Workflow, type WorkflowInput, workflowsOf } from "./workflows.ts";

const tab: Tab = "actions";

function runsOf({ world, name }: RepositoryVisit): readonly RunState[] {
  return world
    .runs()
    .filter((run) => run.repository === name)
    .toReversed();
}

/** The workflows on the default branch, and those with runs from other branches. */
function knownWorkflows(visit: RepositoryVisit): readonly Workflow[] {
  const runs = runsOf(visit).map(({ workflow, name }): readonly [string, Workflow] => [
    workflow,
    { file: workflow, name, inputs: undefined },
  ]);
  const onDefault = workflowsOf(visit.git).map((workflow) => [workflow.file, workflow] as const);
  return [...new Map([...runs, ...onDefault]).values()].sort((a, b) => (a.file < b.file ? -1 : 1));
}

function workflowList(visit: RepositoryVisit, current: string | undefined): Html {
  const place = placeOf(visit);
  const entry = (address: string, text: string, isCurrent: boolean) =>
    html`<a href="${address}"${isCurrent && html` aria-current="page"`}>${text}</a>`;
  const links = knownWorkflows(visit).map(({ file, name }) =>
    entry(workflowAddress(place, file), name, file === current),
  );
  const all = entry(`${repositoryAddress(place)}/actions`, "All workflows", current === undefined);
  return html`<nav class="box side" aria-label="Workflows">${all}${links}</nav>`;
}

const maxRuns = 100;

function runList(visit: RepositoryVisit, runs: readonly RunState[]): Html {
  const rows = runs.slice(0, maxRuns).map((run) => runRow(visit.world, run));
  const cut = runs.length > maxRuns && html`<p class="muted">Older runs are not listed.</p>`;
  return html`${box(counted(runs.length, "run"), rows, "No runs yet.")}${cut}`;
}

function options(values: readonly string[], current: string): readonly Html[] {
  return values.map(
    (value) => html`<option value="${value}"${value === current && html` selected`}>${value}</option>`,
  );
}

function field({ state }: RepositoryVisit, input: WorkflowInput): Html {
  const { name, description, type, isRequired, fallback } = input;
  const must = isRequired && html` <span class="muted">(required)</span>`;
  const text = html`<span>${description === "" ? name : description}${must}</span>`;
  const required = isRequired && html` required`;
  if (type === "boolean") {
    const checked = fallback === "true" && html` checked`;
    const check = html`<input type="checkbox" name="${fieldOf(name)}" value="true"${checked}>`;
    return html`<label class="check">${check}${text}</label>`;
  }
  if (type === "choice" || type === "environment") {
    const values = type === "choice" ? input.options : [...state.environments.keys()];
    return html`<label>${text}<select name="${fieldOf(name)}"${required}>${options(values, fallback)}</select></label>`;
  }
  const kind = type === "number" ? "number" : "text";
  return html`<label>${text}<input type="${kind}" name="${fieldOf(name)}" value="${fallback}"${required}></label>`;
}

function dispatchForm(visit: RepositoryVisit, { file, inputs }: Workflow): Html | undefined {
  if (inputs === undefined) return undefined;
  const branches = options([...branchesOf(visit.git).keys()], "");
  const action = `${workflowAddress(placeOf(visit), file)}/dispatches`;
  const fields = inputs.map((input) => field(visit, input));
  return panel(
    "Run this workflow",
    html`<form class="fields" method="post" action="${action}">
<label>Branch<select name="ref">${branches}</select></label>
${fields}
<div><button class="primary">Run workflow</button></div>
</form>`,
  );
}

export function actionsPage(visit: RepositoryVisit): PageAnswer {
  const place = placeOf(visit);
  const wanted = visit.query.get("workflow");
  if (wanted !== null) return goTo(workflowAddress(place, wanted));
  const byHand = workflowsOf(visit.git)
    .filter(({ inputs }) => inputs !== undefined)
    .map(({ file, name }) =>
      row({ title: name, aside: html`<a href="${workflowAddress(place, file)}">Run workflow</a>` }),
    );
  const startable = byHand.length > 0 && box("Manual workflows", byHand, "");
  const content = sided([workflowList(visit, undefined), startable], runList(visit, runsOf(visit)));
  return shown(visit, { title: "Actions", repository: visit, tab, isLive: true }, content);
}

/** The runs of one workflow. Pages with a form do not reload themselves, because it may be half filled in. */
export function workflowPage(visit: RepositoryVisit, file: string): PageAnswer | undefined {
  const workflow = knownWorkflows(visit).find((known) => known.file === file);
  if (workflow === undefined) return undefined;
  const form = dispatchForm(visit, workflow);
  const runs = runsOf(visit).filter((run) => run.workflow === file);
  const title = heading(workflow.name, undefined, html`<span class="mono">${file}</span>`);
  const content = sided(workflowList(visit, file), [title, form, runList(visit, runs)]);
  const head = { title: workflow.name, repository: visit, tab, isLive: form === undefined } as const;
  return shown(visit, head, content);
}

export function dispatchWorkflow(visit: RepositoryVisit, file: string): PageAnswer | undefined {
  const { world, git, name, form } = visit;
  const workflow = workflowsOf(git).find((known) => known.file === file);
  const ref = form.get("ref") ?? "";
  if (workflow?.inputs === undefined) return undefined;
  const { inputs, problems } = dispatchInputs(workflow.inputs, form);
  const all = branchesOf(git).has(ref) ? problems : [`Branch ${ref} does not exist.`, ...problems];
  if (all.length > 0) {
    const said = all.map((problem) => html`<p class="notice bad">${problem}</p>`);
    const content = box("The workflow was not started", said, "");
    return shown(visit, { title: "Not started", status: 422, repository: visit, tab }, content);
  }
  world.actions.dispatch(name, file, { ref, inputs });
  return goTo(`${repositoryAddress(placeOf(visit))}/actions`);
}
