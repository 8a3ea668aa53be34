/** The front page of a repository, and its environments. */
import type { EnvironmentState, PageAnswer } from "@kalypso-actions/github-sandbox";
import { commitsAddress } from "./addresses.ts";
import { shown } from "./answer.ts";
import { readme, treeBox } from "./code-pages.ts";
import { branchesOf, commitsOf } from "./history.ts";
import { type Content, type Html, html } from "./html.ts";
import { placeOf } from "./layout.ts";
import { commitMark, commitRow, pullRow, runRow } from "./listings.ts";
import type { RepositoryVisit } from "./page.ts";
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
    box("Branches", branches, "No branches."),
    box("Open pull requests", pulls, "None open."),
    box("Latest runs", runs, "No workflow runs."),
  ];
}

export function repositoryPage(visit: RepositoryVisit): PageAnswer {
  const { world, git, state, name } = visit;
  const place = placeOf(visit);
  const head = { title: name, repository: visit, tab: "code" } as const;
  const [landing] = branchesOf(git);
  if (landing === undefined)
    return shown(visit, head, html`<div class="box"><p class="none">This repository is empty.</p></div>`);
  const [ref, commit] = landing;
  const commits = commitsOf(git, commit, { limit: 6 }).map((each) =>
    commitRow({ world, statuses: state.statuses }, place, each),
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

/** What jobs can use: variables with their values, secrets by name only. */
function givenBox(
  title: string,
  note: Content,
  given: Pick<EnvironmentState, "variables" | "secrets">,
): Html {
  const mono = (text: string) => html`<span class="mono">${text}</span>`;
  const variables = [...given.variables].map(([name, value]) => [mono(name), mono(value)]);
  const secret = html`<span class="muted">secret</span>`;
  const rows = [...variables, ...[...given.secrets.keys()].map((name) => [mono(name), secret])];
  const none = html`<p class="none">No variables or secrets.</p>`;
  const content = rows.length === 0 ? none : table(["Name", "Value"], rows);
  return html`<section class="box"><h2>${title}${note}</h2>${content}</section>`;
}

export function environmentsPage(visit: RepositoryVisit): PageAnswer {
  const { state } = visit;
  const boxes = [...state.environments].map(([name, environment]) => {
    const note = environment.needsApproval && html` <span class="label">requires review</span>`;
    return givenBox(name, note, environment);
  });
  const none = html`<div class="box"><p class="none">This repository has no environments.</p></div>`;
  const head = { title: "Environments", repository: visit, tab: "environments" } as const;
  const all = givenBox("All workflows of the repository", undefined, state);
  return shown(visit, head, html`<h1>Environments</h1>${boxes.length === 0 ? none : boxes}${all}`);
}
