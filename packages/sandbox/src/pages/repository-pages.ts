/** The front page of a repository, and its environments. */
import { commitsAddress } from "./addresses.ts";
import { readme, treeBox } from "./code-pages.ts";
import { branchesOf, commitsOf } from "./history.ts";
import { type Html, html } from "./html.ts";
import { placeOf } from "./layout.ts";
import { commitMark, commitRow, pullRow, runRow } from "./listings.ts";
import { type PageAnswer, type RepositoryVisit, shown } from "./page.ts";
import { box, branchLink, columns, commitLink, row, table } from "./parts.ts";

function sidebar(visit: RepositoryVisit): readonly Html[] {
  const { world, git, state, name } = visit;
  const place = placeOf(visit);
  const branches = [...branchesOf(git)].map(([branch, sha]) =>
    row({
      title: html`${branchLink(place, branch)} ${commitMark(place, sha, state.statuses)}`,
      aside: commitLink(place, sha),
    }),
  );
  const pulls = [...state.pulls.values()]
    .filter((pull) => pull.state === "open")
    .reverse()
    .map((pull) => pullRow(world, place, pull));
  const runs = world
    .runs()
    .filter((run) => run.repository === name)
    .slice(-5)
    .reverse()
    .map((run) => runRow(world, run));
  return [
    box("Branches", branches, "There is no branch."),
    box("Open pull requests", pulls, "None is open."),
    box("Newest runs", runs, "No workflow has run."),
  ];
}

export function repositoryPage(visit: RepositoryVisit): PageAnswer {
  const { world, git, state, name } = visit;
  const place = placeOf(visit);
  const head = { title: name, repository: visit, tab: "code" } as const;
  const [landing] = branchesOf(git);
  if (landing === undefined)
    return shown(visit, head, html`<div class="box"><p class="none">The repository is empty.</p></div>`);
  const [ref, commit] = landing;
  const commits = commitsOf(git, commit, { limit: 6 }).map((each) =>
    commitRow(world, place, each, state.statuses),
  );
  const all = html`<a href="${commitsAddress(place, ref)}">All commits</a>`;
  const newest = html`<section class="box">
<div class="head"><h2 class="grow">Newest commits of ${ref}</h2>${all}</div>
${commits}
</section>`;
  const spot = { ref, commit, path: "" };
  const isLive = world.runs().some((run) => run.repository === name && run.status !== "completed");
  const content = columns([treeBox(visit, spot), newest, readme(visit, spot)], sidebar(visit));
  return shown(visit, { ...head, isLive }, content);
}

export function environmentsPage(visit: RepositoryVisit): PageAnswer {
  const boxes = [...visit.state.environments].map(([name, variables]) => {
    const rows = [...variables].map(([variable, value]) => [
      html`<span class="mono">${variable}</span>`,
      html`<span class="mono">${value}</span>`,
    ]);
    const content =
      rows.length === 0 ? html`<p class="none">It has no variables.</p>` : table(["Variable", "Value"], rows);
    return html`<section class="box" id="${name}"><h2>${name}</h2>${content}</section>`;
  });
  const none = html`<div class="box"><p class="none">The repository has no environments.</p></div>`;
  const head = { title: "Environments", repository: visit, tab: "environments" } as const;
  return shown(visit, head, html`<h1>Environments</h1>${boxes.length === 0 ? none : boxes}`);
}
