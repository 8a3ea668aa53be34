/** A cluster as one line, and its page with its objects. */

import type { ClusterObjectView, ClusterView } from "@kalypso-actions/azure-sandbox";
import type { PageAnswer } from "@kalypso-actions/github-sandbox";
import { clusterAddress } from "./addresses.ts";
import { shown } from "./answer.ts";
import { findCommit } from "./history.ts";
import { type Content, type Html, html } from "./html.ts";
import { badge, toneOf } from "./marks.ts";
import type { PageWorld, Visit } from "./page.ts";
import { branchLink, branchName, commitLink, counted, facts, heading, tableBox } from "./parts.ts";

/** Links to the repository that a cluster follows, if it is part of this world. */
function whereabouts(world: PageWorld, cluster: ClusterView) {
  const { branch, commit, repository } = cluster;
  const isHere = repository !== undefined && world.repositories().includes(repository);
  const git = isHere ? world.git(repository) : undefined;
  const place = { owner: world.owner, name: repository ?? "" };
  const hasCommit = commit !== null && git !== undefined && findCommit(git, commit) !== undefined;
  const nothing = html`<span class="muted">nothing</span>`;
  const plain = commit === null ? nothing : html`<span class="sha">${commit.slice(0, 7)}</span>`;
  return {
    applied: hasCommit ? commitLink(place, commit) : plain,
    follows: git?.resolve(branch) === undefined ? branchName(branch) : branchLink(place, branch),
  };
}

/** Counts the objects, and those that are unhealthy. */
function countOf(objects: readonly ClusterObjectView[]): string {
  const unwell = objects.filter(({ state }) => toneOf(state) !== "good").length;
  const all = counted(objects.length, "object");
  return unwell === 0 ? all : `${all}, ${unwell} unhealthy`;
}

export function clusterCells(world: PageWorld, cluster: ClusterView): readonly Content[] {
  const { name, path, state, message, manager, objects } = cluster;
  const { applied, follows } = whereabouts(world, cluster);
  const title = objects === undefined ? name : html`<a href="${clusterAddress(cluster)}">${name}</a>`;
  const known = facts(manager, objects !== undefined && countOf(objects));
  return [
    html`<b>${title}</b><div class="note">${known}</div><div class="note">${message}</div>`,
    badge(state),
    applied,
    html`${follows}<div class="note mono">${path}</div>`,
  ];
}

/** Objects indented below the one that applied them. */
function nested(
  objects: readonly ClusterObjectView[],
  by: string | undefined,
  depth: number,
): readonly (readonly [ClusterObjectView, number])[] {
  return objects
    .filter(({ appliedBy }) => appliedBy === by)
    .flatMap((object) => {
      const own = object.name.slice(object.name.lastIndexOf("/") + 1);
      const applies = /^(?:Kustomization|Application)\//.test(object.name) && depth < 20;
      return [[object, depth] as const, ...(applies ? nested(objects, own, depth + 1) : [])];
    });
}

function objectCells([{ name, state, message }, depth]: readonly [
  ClusterObjectView,
  number,
]): readonly Content[] {
  const [kind = "", ...rest] = name.split("/");
  const step: Html = html`<div style="${`padding-left: ${depth * 18}px`}">${rest.at(-1)}<div class="note">${kind}</div></div>`;
  return [step, badge(state), html`<span class="mono">${message}</span>`];
}

/** Undefined if there is no such cluster. */
export function clusterPage(visit: Visit, branch: string, name: string): PageAnswer | undefined {
  const cluster = visit.world.clusters().find((each) => each.name === name && each.branch === branch);
  if (cluster === undefined) return undefined;
  const { state, path, manager, message, objects = [] } = cluster;
  const { applied, follows } = whereabouts(visit.world, cluster);
  const known = facts(
    badge(state),
    manager,
    html`follows ${follows} <span class="mono">${path}</span>`,
    html`applied ${applied}`,
  );
  const rows = nested(objects, undefined, 0).map(objectCells);
  const table = tableBox("Objects", { heads: ["Object", "State", "Message"], rows }, "No objects yet.");
  const content = html`${heading(name, undefined, known)}<p class="message muted">${message}</p>${table}`;
  return shown(visit, { title: `${name} (${branch})`, isLive: true }, content);
}
