/** Folders and files at a branch or commit. */

import type { PageAnswer } from "@kalypso-actions/github-sandbox";
import { blobAddress, commitsAddress, treeAddress } from "./addresses.ts";
import { shown } from "./answer.ts";
import { commitsOf, type FileContent, fileOf, findSpot, folderOf, type Spot } from "./history.ts";
import { type Content, type Html, html } from "./html.ts";
import { placeOf } from "./layout.ts";
import { commitMark } from "./listings.ts";
import { markdown } from "./markdown.ts";
import type { RepositoryVisit } from "./page.ts";
import { commitLink, counted, facts, moment } from "./parts.ts";

/** The branch and each folder of the path, as links. */
function trail(visit: RepositoryVisit, { ref, path }: Spot): Html {
  const place = placeOf(visit);
  const names = path === "" ? [] : path.split("/");
  const steps = names.map((name, index) => {
    const upTo = names.slice(0, index + 1).join("/");
    const isLast = index === names.length - 1;
    const step = isLast ? html`<b>${name}</b>` : html`<a href="${treeAddress(place, ref, upTo)}">${name}</a>`;
    return html`<span class="dot">/</span>${step}`;
  });
  const shownRef = /^[0-9a-f]{40}$/.test(ref) ? ref.slice(0, 7) : ref;
  return html`<span class="grow"><a class="branch" href="${treeAddress(place, ref)}">${shownRef}</a>${steps}</span>`;
}

function lastCommit(visit: RepositoryVisit, { commit }: Spot): Content {
  const { git, world } = visit;
  const [newest] = commitsOf(git, commit, { limit: 1 });
  if (newest === undefined) return undefined;
  const place = placeOf(visit);
  const state = commitMark(place, newest.sha, visit.state.statuses);
  const known = facts(state, commitLink(place, newest.sha), moment(world.now(), newest.time));
  return html`<span class="muted">${known}</span>`;
}

export function treeBox(visit: RepositoryVisit, spot: Spot): Html | undefined {
  const { ref, commit, path } = spot;
  const place = placeOf(visit);
  const entries = folderOf(visit.git, commit, path);
  if (entries === undefined) return undefined;
  const rows = entries.map(({ name, isFolder }) => {
    const whole = path === "" ? name : `${path}/${name}`;
    const address = isFolder ? treeAddress(place, ref, whole) : blobAddress(place, ref, whole);
    return html`<div class="row"><div class="what"><a href="${address}">${name}${isFolder && "/"}</a></div></div>`;
  });
  const history = html`<a href="${commitsAddress(place, ref)}">History</a>`;
  const head = html`<div class="head">${trail(visit, spot)}${lastCommit(visit, spot)}${history}</div>`;
  return html`<section class="box">${head}${rows}</section>`;
}

/** The README of a folder, if it has one. */
export function readme(visit: RepositoryVisit, { ref, commit, path }: Spot): Html | undefined {
  const entry = folderOf(visit.git, commit, path)?.find(({ name }) => /^readme\.md$/i.test(name));
  if (entry === undefined) return undefined;
  const folder = path === "" ? "" : `${path}/`;
  const file = fileOf(visit.git, commit, folder + entry.name);
  if (file?.kind !== "text") return undefined;
  const base = blobAddress(placeOf(visit), ref, folder);
  return html`<section class="box"><h2>${entry.name}</h2><div class="body">${markdown(file.text, base)}</div></section>`;
}

export function treePage(visit: RepositoryVisit, rest: string): PageAnswer | undefined {
  const spot = findSpot(visit.git, rest);
  const tree = spot === undefined ? undefined : treeBox(visit, spot);
  if (spot === undefined || tree === undefined) return undefined;
  const title = `${spot.path === "" ? visit.name : spot.path} at ${spot.ref}`;
  return shown(visit, { title, repository: visit, tab: "code" }, html`${tree}${readme(visit, spot)}`);
}

function lines(text: string): Html {
  const rows = text
    .replace(/\n$/, "")
    .split("\n")
    .map((line, index) => {
      const id = `L${index + 1}`;
      return html`<tr id="${id}"><td class="at"><a href="#${id}">${index + 1}</a></td><td>${line}</td></tr>`;
    });
  return html`<table class="code"><tbody>${rows}</tbody></table>`;
}

const unshown = { binary: "Binary file not shown.", large: "File too large to show." };

function contentOf(file: FileContent): Html {
  return file.kind === "text" ? lines(file.text) : html`<p class="none">${unshown[file.kind]}</p>`;
}

export function blobPage(visit: RepositoryVisit, rest: string): PageAnswer | undefined {
  const spot = findSpot(visit.git, rest);
  const file = spot === undefined ? undefined : fileOf(visit.git, spot.commit, spot.path);
  if (spot === undefined || file === undefined) return undefined;
  const isRendered = file.kind === "text" && /\.md$/i.test(spot.path) && !visit.query.has("plain");
  const folder = spot.path.split("/").slice(0, -1).join("/");
  const base = blobAddress(placeOf(visit), spot.ref, folder === "" ? "" : `${folder}/`);
  const content = isRendered ? html`<div class="body">${markdown(file.text, base)}</div>` : contentOf(file);
  const plain = isRendered && html`<a href="?plain=1">Source</a>`;
  const size = html`<span class="muted">${counted(file.size, "byte")}</span>`;
  const head = html`<div class="head">${trail(visit, spot)}${size}${plain}${lastCommit(visit, spot)}</div>`;
  const title = `${spot.path} at ${spot.ref}`;
  return shown(
    visit,
    { title, repository: visit, tab: "code" },
    html`<section class="box">${head}${content}</section>`,
  );
}
