import { codeSpan, plainText } from "@kalypso-actions/diagnostics";
import type { GateDecision } from "./gate.ts";
import type { Elsewhere } from "./health.ts";
import { formatApplication } from "./trouble.ts";
import type { Judged } from "./verdict.ts";

/** The owner of the problem, if there is one. */
function whose({ troubles }: Judged): string {
  const owners = troubles.map(({ application }) =>
    application === undefined ? "platform" : formatApplication(application),
  );
  return [...new Set(owners)].join("; ");
}

function row(judged: Judged): string {
  const { cluster, clusterTypes, commit, verdict, message } = judged;
  const shown = commit === undefined ? "" : codeSpan(commit.slice(0, 10));
  const cells = [cluster, clusterTypes.join(", ")].map((text) => plainText(text));
  return `| ${[...cells, shown, verdict, plainText(whose(judged)), plainText(message)].join(" | ")} |`;
}

function listed(names: readonly string[]): string {
  return names.map((text) => codeSpan(text)).join(", ");
}

/** Every configuration, for the job's summary. */
export function configurationsTable(
  { judged, silentClusterTypes }: GateDecision,
  elsewhere: readonly Elsewhere[] = [],
): string {
  const head = ["| cluster | cluster type | commit | state | owner | |", "|---|---|---|---|---|---|"];
  const silent =
    silentClusterTypes.length === 0
      ? []
      : ["", `No configuration reports for: ${listed(silentClusterTypes)}.`];
  const others = elsewhere.map(
    ({ cluster, name, repository }) =>
      `- ${plainText(`${cluster}/${name}`)} follows ${codeSpan(repository)} on another server, so it is not counted.`,
  );
  return [
    ...(judged.length === 0 ? ["No configuration reports."] : [...head, ...judged.map(row)]),
    ...silent,
    ...(others.length === 0 ? [] : ["", ...others]),
  ].join("\n");
}

/** Changes since the last poll, one line per configuration. */
export function changesSince(before: readonly Judged[], now: readonly Judged[]): readonly string[] {
  const known = new Map(before.map((each) => [each.id, each]));
  return now.flatMap(({ id, cluster, verdict, message, commit }) => {
    const old = known.get(id);
    if (old?.verdict === verdict && old.message === message && old.commit === commit) return [];
    const at = commit === undefined ? "no commit" : commit.slice(0, 10);
    return [`${cluster}: ${verdict} at ${at}${message === "" ? "" : `, ${message}`}`];
  });
}
