import { counted } from "@kalypso-actions/diagnostics";
import type { Schedule } from "@kalypso-actions/resources";

/** More rows than this do not help; the Schedule has them all. */
const maxRows = 500;

function revision(commit: string | null, ref: string | null): string {
  return [ref === null ? "" : `\`${ref}\``, commit === null ? "" : `at \`${commit.slice(0, 7)}\``]
    .filter(Boolean)
    .join(" ");
}

function heldTable({ held }: Schedule): readonly string[] {
  if (held.length === 0) return [];
  const rows = held.map(({ registration, repo, branch, isKnown, commit, assignments }) => {
    const known =
      commit === null ? counted(assignments.length, "assignment") : `as of \`${commit.slice(0, 7)}\``;
    const stays = isKnown ? known : "everything on the branch";
    return `| \`${registration}\` | ${repo} | \`${branch}\` | ${stays} |`;
  });
  return [
    "**Held**: these registrations cannot be read; their workloads stay unchanged.",
    "",
    "| registration | repository | branch | what is kept |",
    "|---|---|---|---|",
    ...rows,
    "",
  ];
}

/** What is scheduled where and why, and what is held, as Markdown for a job summary. */
export function summarise(schedule: Schedule): string {
  const { assignments, clusterTypes, environment, sources } = schedule;
  const rows = clusterTypes.flatMap(({ name }) => {
    const own = assignments.filter(({ clusterType }) => clusterType === name);
    if (own.length === 0) return [`| \`${name}\` | *nothing* | | |`];
    return own.map((entry) => {
      const policies = entry.policies.map((policy) => `\`${policy}\``).join(", ");
      return `| \`${name}\` | \`${entry.deploymentTarget}\` | \`${entry.namespace}\` | ${policies} |`;
    });
  });
  const more = rows.length > maxRows ? [`| | ${rows.length - maxRows} more | | |`] : [];
  const list = sources.map(
    ({ role, repo, ref, commit, path }) => `| ${role} | ${repo} | ${revision(commit, ref)} | ${path} |`,
  );
  return [
    `**${counted(assignments.length, "assignment")}** on ${counted(clusterTypes.length, "cluster type")} of \`${environment}\`.`,
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
