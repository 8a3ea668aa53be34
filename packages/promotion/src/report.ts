import { visible } from "@kalypso-actions/diagnostics";
import type { GateDecision } from "./gate.ts";
import type { Judged } from "./verdict.ts";

function cell(text: string): string {
  const flat = visible(text.replaceAll(/\s*\n\s*/g, " ")).replaceAll("|", "\\|");
  return flat.length > 300 ? `${flat.slice(0, 297)}...` : flat;
}

/** Every configuration, for the job's summary. */
export function configurationsTable({ judged, silentClusterTypes }: GateDecision): string {
  const rows = judged.map(({ cluster, clusterTypes, syncedCommit, verdict, message }) =>
    [
      cluster,
      clusterTypes.join(", "),
      syncedCommit === undefined ? "" : `\`${syncedCommit.slice(0, 10)}\``,
      verdict,
      message,
    ]
      .map(cell)
      .join(" | "),
  );
  const table = [
    "| cluster | cluster type | commit | state | |",
    "|---|---|---|---|---|",
    ...rows.map((row) => `| ${row} |`),
  ];
  const silent =
    silentClusterTypes.length === 0
      ? []
      : ["", `No configuration reports for: ${silentClusterTypes.map((name) => `\`${name}\``).join(", ")}.`];
  return [...(rows.length === 0 ? ["No configuration reports."] : table), ...silent].join("\n");
}

/** What is new since the last poll, a line for each configuration that changed. */
export function changesSince(before: readonly Judged[], now: readonly Judged[]): readonly string[] {
  const known = new Map(before.map((each) => [each.id, each]));
  const lines = now.flatMap(({ id, cluster, verdict, message, syncedCommit }) => {
    const old = known.get(id);
    known.delete(id);
    if (old?.verdict === verdict && old.message === message && old.syncedCommit === syncedCommit) return [];
    const commit = syncedCommit === undefined ? "no commit" : syncedCommit.slice(0, 10);
    return [`${cluster}: ${verdict} at ${commit}${message === "" ? "" : `, ${message}`}`];
  });
  return [...lines, ...[...known.values()].map(({ cluster }) => `${cluster}: no longer reports`)];
}
