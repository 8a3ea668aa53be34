import {
  addressText,
  codeSpan,
  counted,
  formatPlace,
  messageText,
  placeAddress,
  plainText,
} from "@kalypso-actions/diagnostics";
import type { HeldRegistration, Schedule } from "@kalypso-actions/resources";

/** More rows than this do not help; the Schedule has them all. */
const maxRows = 500;

function revision(commit: string | null, ref: string | null): string {
  return [ref === null ? "" : codeSpan(ref), commit === null ? "" : `at \`${commit.slice(0, 7)}\``]
    .filter(Boolean)
    .join(" ");
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
  const rows = clusterTypes.flatMap(({ name }) => {
    const own = assignments.filter(({ clusterType }) => clusterType === name);
    if (own.length === 0) return [`| ${codeSpan(name)} | *nothing* | | |`];
    return own.map((entry) => {
      const policies = entry.policies.map((policy) => codeSpan(policy)).join(", ");
      return `| ${codeSpan(name)} | ${codeSpan(entry.deploymentTarget)} | ${codeSpan(entry.namespace)} | ${policies} |`;
    });
  });
  const more = rows.length > maxRows ? [`| | ${rows.length - maxRows} more | | |`] : [];
  const list = sources.map(
    ({ role, repo, ref, commit, path }) =>
      `| ${role} | ${addressText(repo)} | ${revision(commit, ref)} | ${plainText(path)} |`,
  );
  return [
    `**${counted(assignments.length, "assignment")}** on ${counted(clusterTypes.length, "cluster type")} of ${codeSpan(environment)}.`,
    "",
    "| cluster type | deployment target | namespace | policies |",
    "|---|---|---|---|",
    ...rows.slice(0, maxRows),
    ...more,
    "",
    ...heldTable(schedule),
    "<details><summary>Sources</summary>",
    "",
    "| role | repository | revision | path |",
    "|---|---|---|---|",
    ...list,
    "",
    "</details>",
  ].join("\n");
}
