import {
  addressText,
  branchLink,
  codeSpan,
  commitLink,
  counted,
  formatPlace,
  linkTo,
  messageText,
  placeAddress,
  plainText,
  repositoryLink,
} from "@kalypso-actions/diagnostics";
import type { HeldRegistration, Schedule, ScheduleSource } from "@kalypso-actions/resources";
import { pictureOf } from "./picture.ts";

/** More rows than this do not help; the Schedule has them all. */
const maxRows = 500;

/** More rows than this are folded away. */
const maxShown = 50;

function revision({ repo, ref, commit }: ScheduleSource): string {
  return [ref === null ? "" : branchLink(repo, ref), commit === null ? "" : `at ${commitLink(repo, commit)}`]
    .filter(Boolean)
    .join(" ");
}

/** Policies, each with a link to its line where it has a page. */
function policyCells({ policies }: Schedule): ReadonlyMap<string, string> {
  return new Map(
    policies.map(({ name, place }) => [name, linkTo(codeSpan(name), placeAddress(place))] as const),
  );
}

function assignmentTable(schedule: Schedule): readonly string[] {
  const linked = policyCells(schedule);
  const rows = schedule.clusterTypes.flatMap(({ name }) => {
    const own = schedule.assignments.filter(({ clusterType }) => clusterType === name);
    if (own.length === 0) return [`| ${codeSpan(name)} | *nothing* | | |`];
    return own.map((entry) => {
      const policies = entry.policies.map((policy) => linked.get(policy) ?? codeSpan(policy)).join(", ");
      return `| ${codeSpan(name)} | ${codeSpan(entry.deploymentTarget)} | ${codeSpan(entry.namespace)} | ${policies} |`;
    });
  });
  if (rows.length === 0) return [];
  const table = [
    "| cluster type | deployment target | namespace | policies |",
    "|---|---|---|---|",
    ...rows.slice(0, maxRows),
    ...(rows.length > maxRows ? [`| | ${rows.length - maxRows} more | | |`] : []),
    "",
  ];
  if (rows.length <= maxShown) return table;
  return ["<details><summary>Assignments</summary>", "", ...table, "</details>", ""];
}

/** Where the manifests go, and which commit of main they are made from. */
function pathText({ gitops, promotedCommit, sources }: Schedule): string {
  const base = sources.find(({ role }) => role === "base")?.repo ?? "";
  const from = promotedCommit === null ? "" : `, from ${commitLink(base, promotedCommit)} of main`;
  return `They go to ${repositoryLink(gitops.repo)}, branch ${branchLink(gitops.repo, gitops.branch)}${from}.`;
}

function heldWhat({ registration, workload, deploymentTarget }: HeldRegistration): string {
  if (deploymentTarget !== undefined)
    return `target ${codeSpan(deploymentTarget)} of ${codeSpan(registration)}`;
  return workload === undefined
    ? codeSpan(registration)
    : `workload ${codeSpan(workload)} of ${codeSpan(registration)}`;
}

function heldReason({ reason, place }: HeldRegistration): string {
  const text = messageText(reason, 300);
  if (place === undefined) return text;
  return `${text}<br>${placeAddress(place) ?? codeSpan(formatPlace(place))}`;
}

function heldTable({ held }: Schedule): readonly string[] {
  if (held.length === 0) return [];
  const rows = held.map((each) => {
    const { repo, branch, isKnown, commit, assignments } = each;
    const known =
      commit === null ? counted(assignments.length, "assignment") : `as of \`${commit.slice(0, 7)}\``;
    const stays = isKnown ? known : "everything on the branch";
    return `| ${heldWhat(each)} | ${addressText(repo)} | ${codeSpan(branch)} | ${stays} | ${heldReason(each)} |`;
  });
  return [
    "**Held**: something is wrong with these, so they stay as they were last good.",
    "",
    "| what | repository | branch | what is kept | reason |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ];
}

/** What is scheduled where and why, and what is held, as Markdown for a job summary. */
export function summarise(schedule: Schedule): string {
  const { assignments, clusterTypes, environment, sources } = schedule;
  const list = sources.map(
    (source) =>
      `| ${source.role} | ${addressText(source.repo)} | ${revision(source)} | ${plainText(source.path)} |`,
  );
  return [
    `**${counted(assignments.length, "assignment")}** on ${counted(clusterTypes.length, "cluster type")} of ${codeSpan(environment)}. ${pathText(schedule)}`,
    "",
    ...heldTable(schedule),
    ...pictureOf(schedule),
    ...assignmentTable(schedule),
    "<details><summary>Sources</summary>",
    "",
    "| role | repository | revision | path |",
    "|---|---|---|---|",
    ...list,
    "",
    "</details>",
  ].join("\n");
}
