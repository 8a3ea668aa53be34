import { parseLocation } from "@kalypso-actions/control-plane";
import { counted, nearestName } from "@kalypso-actions/diagnostics";
import {
  type Cell,
  type Fleet,
  type FleetEnvironment,
  type Health,
  type WorkloadRow,
  workloadRows,
} from "@kalypso-actions/fleet";
import { readFleet } from "@kalypso-actions/fleets";
import { type Command, onlyProblems } from "../command.ts";
import { table } from "../table.ts";
import type { Line, Span, Style } from "../text.ts";
import { didYouMean, UsageError } from "../usage-error.ts";

const styles: Readonly<Record<Health, Style>> = {
  compliant: "green",
  progressing: "yellow",
  failing: "red",
  silent: "yellow",
  unknown: "dim",
};

function short(commit: string | null | undefined): string {
  return commit === null ? "follows main" : commit === undefined ? "unknown" : commit.slice(0, 7);
}

function stepSpan({ progress }: FleetEnvironment): Span {
  const { step } = progress;
  if (step === "deployed") return { text: step, style: "green" };
  if (step === "failed") return { text: step, style: "red" };
  return step === "unknown" ? { text: step, style: "dim" } : { text: step, style: "yellow" };
}

function environmentRow(environment: FleetEnvironment): readonly Span[] {
  const { name, pinned, progress, held, assignments, clusterTypes } = environment;
  const passing = clusterTypes.reduce((sum, each) => sum + each.passing, 0);
  const of = clusterTypes.reduce((sum, each) => sum + each.of, 0);
  const newest = progress.isNewest === false ? ", not the newest" : "";
  return [
    name,
    `${short(pinned)}${newest}`,
    stepSpan(environment),
    of === 0 ? "" : `${passing}/${of} clusters`,
    `${counted(assignments.length, "assignment")}${held === 0 ? "" : `, ${held} held`}`,
    progress.waitsFor === undefined
      ? ""
      : progress.step === "failed"
        ? progress.waitsFor
        : `waits for ${progress.waitsFor}`,
  ];
}

function cellSpan(cell: Cell | undefined): Span {
  if (cell === undefined) return { text: "-", style: "dim" };
  const { health, passing, of, clusterTypes, commits, held } = cell;
  const where = of === 0 ? counted(clusterTypes, "type") : `${passing}/${of}`;
  const at = commits.map((commit) => commit.slice(0, 7)).join(", ");
  const text = [health === "unknown" ? "" : health, where, at, held === undefined ? "" : "held"]
    .filter((part) => part !== "")
    .join(" ");
  return { text, style: held === undefined ? styles[health] : "yellow" };
}

function workloadTable(
  { environments }: Fleet,
  rows: readonly WorkloadRow[],
  columns: number | undefined,
): readonly Line[] {
  if (rows.length === 0)
    return [
      environments.some(({ unread }) => unread.length > 0)
        ? "No workload is known: not everything could be read."
        : "No workload is scheduled.",
    ];
  const head = ["workload", "workspace", ...environments.map(({ name }) => name)].map((text): Span => {
    return { text, style: "bold" };
  });
  const cells = rows.map(({ workload, workspace, cells: own, drifts }) => [
    drifts ? `${workload} *` : workload,
    workspace,
    ...own.map(cellSpan),
  ]);
  const notes = rows.some(({ drifts }) => drifts) ? ["", "* environments have it at different commits"] : [];
  return [...table([head, ...cells], { columns }), ...notes];
}

function troubleLines(
  environments: readonly FleetEnvironment[],
  rows: readonly WorkloadRow[],
): readonly Line[] {
  const lines = rows.flatMap(({ workload, cells }) =>
    cells.flatMap((cell, index) => {
      const name = environments[index]?.name ?? "";
      const held = cell?.held === undefined ? [] : [`${workload} in ${name} is held: ${cell.held}`];
      return [...held, ...(cell?.troubles ?? []).map((text) => `${workload} in ${name}: ${text}`)];
    }),
  );
  const unread = environments.flatMap(({ name, unread: texts }) =>
    texts.map((text) => `${name}: not read: ${text}`),
  );
  const all = [...lines, ...unread];
  return all.length === 0 ? [] : ["", ...all];
}

function onlyWorkload(rows: readonly WorkloadRow[], name: string | undefined): readonly WorkloadRow[] {
  if (name === undefined) return rows;
  const found = rows.filter(({ workload }) => workload === name);
  if (found.length > 0) return found;
  const nearest = nearestName(
    name,
    rows.map(({ workload }) => workload),
  );
  throw new UsageError(`no environment has the workload ${name}${didYouMean(nearest)}`);
}

function statusText(
  fleet: Fleet,
  rows: readonly WorkloadRow[],
  columns: number | undefined,
): readonly Line[] {
  const head = ["environment", "commit", "", "", "", ""].map((text): Span => ({ text, style: "bold" }));
  return [
    ...table([head, ...fleet.environments.map(environmentRow)], { columns }),
    "",
    ...workloadTable(fleet, rows, columns),
    ...troubleLines(fleet.environments, rows),
  ];
}

/** What runs where, at which commit, how well, and what is on its way. */
export const statusCommand: Command = async (options, { reader, fleet: openFleet, progress }) => {
  const { forge, health } = await openFleet(options.health);
  using _ = progress.doing("reading the environments");
  const { value: fleet, diagnostics } = await readFleet({
    reader,
    controlPlane: parseLocation(options.controlPlane),
    forge,
    health,
    only: options.environment === undefined ? [] : [options.environment],
  });
  if (fleet === undefined) return onlyProblems(diagnostics);
  const rows = onlyWorkload(workloadRows(fleet), options.operands[0]);
  return {
    diagnostics,
    text: (columns) => statusText(fleet, rows, columns),
    data: { ...fleet, workloads: rows },
  };
};
