/** The whole world on one page. */

import type { PageAnswer } from "@kalypso-actions/github-sandbox";
import { repositoryAddress } from "./addresses.ts";
import { shown } from "./answer.ts";
import { clusterCells } from "./cluster-pages.ts";
import { type EnvironmentView, environmentsOf } from "./control-plane.ts";
import { branchesOf } from "./history.ts";
import { type Content, type Html, html, link } from "./html.ts";
import { pullRow, runRow } from "./listings.ts";
import { badge } from "./marks.ts";
import type { PageWorld, Visit } from "./page.ts";
import { box, branchLink, branchName, columns, commitLink, moment, row, tableBox } from "./parts.ts";

function environments(world: PageWorld): Html | undefined {
  const controlPlane = world.controlPlane();
  if (controlPlane === undefined || !world.repositories().includes(controlPlane)) return undefined;
  const place = { owner: world.owner, name: controlPlane };
  const git = world.git(controlPlane);
  const branches = branchesOf(git);
  const cells = ({ name, branch, newest, deployed }: EnvironmentView): readonly Content[] => [
    html`<b>${name}</b>`,
    newest === undefined ? badge("none") : badge(newest.status.state),
    newest !== undefined &&
      html`${commitLink(place, newest.commit.sha)} <span class="muted">${newest.commit.subject}</span>
<div class="note">${link(newest.status.targetUrl, newest.status.description)}</div>`,
    deployed === undefined
      ? html`<span class="muted">nothing</span>`
      : html`${commitLink(place, deployed.sha)}<div class="note">${moment(world.now(), deployed.time)}</div>`,
    branch !== undefined && (branches.has(branch) ? branchLink(place, branch) : branchName(branch)),
  ];
  const rows = environmentsOf(git, world.state(controlPlane)).map(cells);
  const heads = ["Environment", "State", "Latest commit in progress", "Deployed", "Branch"];
  return tableBox("Environments", { heads, rows }, "No environments.");
}

function clusters(world: PageWorld): Html {
  const rows = world.clusters().map((cluster) => clusterCells(world, cluster));
  return tableBox("Clusters", { heads: ["Cluster", "State", "Applied", "Follows"], rows }, "No clusters.");
}

function repositories(world: PageWorld): Html {
  const rows = world.repositories().map((name) => {
    const place = { owner: world.owner, name };
    const branches = [...branchesOf(world.git(name)).keys()];
    const named = branches.slice(0, 12).map((branch) => html`${branchLink(place, branch)} `);
    const more = branches.length > 12 && `and ${branches.length - 12} more`;
    return row({
      title: html`<a href="${repositoryAddress(place)}">${name}</a>`,
      note: branches.length === 0 ? "empty" : html`${named}${more}`,
    });
  });
  return box("Repositories", rows, "No repositories.");
}

function openPulls(world: PageWorld): Html {
  const rows = world.repositories().flatMap((name) =>
    [...world.state(name).pulls.values()]
      .filter(({ state }) => state === "open")
      .reverse()
      .map((pull) => pullRow(world, { owner: world.owner, name, isElsewhere: true }, pull)),
  );
  return box("Open pull requests", rows, "No open pull requests.");
}

function newestRuns(world: PageWorld): Html {
  const rows = world
    .runs()
    .slice(-12)
    .reverse()
    .map((run) => runRow(world, run, true));
  return box("Latest runs", rows, "No workflow runs.");
}

export function overview(visit: Visit): PageAnswer {
  const { world } = visit;
  const fleet =
    world.fleet === undefined
      ? undefined
      : html`<p><a href="${world.fleet}">The fleet as one page</a>, as <code>kalypso report</code> writes it</p>`;
  const main = [fleet, environments(world), clusters(world), newestRuns(world)];
  const content = columns(main, [openPulls(world), repositories(world)]);
  return shown(visit, { title: "Overview", isLive: true }, content);
}
