/** The fleet as rows of a table, and which of them a filter leaves. */
import { type AssignmentColumns, type HealthName, healthNames, type ReportData } from "./data.ts";

export type View = "workloads" | "clusters";

export interface Cell {
  readonly environment: number;
  readonly health: HealthName;
  readonly passing: number;
  readonly of: number;
  /** Positions of its assignments in the environment's columns. */
  readonly assignments: readonly number[];
  /** Positions in `sources`. */
  readonly sources: readonly number[];
  readonly isHeld: boolean;
}

export interface Row {
  readonly name: string;
  /** The workspaces of its workloads. */
  readonly teams: readonly string[];
  readonly cells: readonly (Cell | undefined)[];
  /** Whether environments have it at different commits. */
  readonly differs: boolean;
  /** Everything that a search looks at, in lower case. */
  readonly text: string;
  readonly labelSets: ReadonlySet<number>;
}

interface Growing {
  readonly teams: Set<number>;
  readonly words: Set<number>;
  readonly labelSets: Set<number>;
  readonly cells: (GrowingCell | undefined)[];
}

interface GrowingCell {
  health: number;
  isHeld: boolean;
  readonly assignments: number[];
  readonly sources: Set<number>;
  /** Clusters by cluster type: two workloads on one type have the same clusters. */
  readonly clusters: Map<number, readonly [passing: number, of: number]>;
}

function grow(cell: GrowingCell, columns: AssignmentColumns, index: number): void {
  cell.assignments.push(index);
  cell.health = Math.max(cell.health, columns.health[index] ?? 0);
  if ((columns.held[index] ?? -1) >= 0) cell.isHeld = true;
  const source = columns.source[index] ?? -1;
  if (source >= 0) cell.sources.add(source);
  cell.clusters.set(columns.clusterType[index] ?? -1, [columns.passing[index] ?? 0, columns.of[index] ?? 0]);
}

function finished(cell: GrowingCell, environment: number): Cell {
  let [passing, of] = [0, 0];
  for (const [through, all] of cell.clusters.values()) {
    passing += through;
    of += all;
  }
  return {
    environment,
    health: healthNames[cell.health] ?? "unknown",
    passing,
    of,
    assignments: cell.assignments,
    sources: [...cell.sources],
    isHeld: cell.isHeld,
  };
}

function commitOf({ sources }: ReportData, position: number): string {
  return sources[position]?.commit?.text ?? "";
}

/** Workloads only: a cluster type has the commits of all that runs there. */
function differsIn(data: ReportData, view: View, cells: readonly (Cell | undefined)[]): boolean {
  if (view !== "workloads") return false;
  const commits = cells.flatMap((cell) =>
    cell === undefined ? [] : [cell.sources.map((each) => commitOf(data, each)).join(" ")],
  );
  return new Set(commits).size > 1;
}

export function rowsOf(data: ReportData, view: View): readonly Row[] {
  const { environments, strings } = data;
  const rows = new Map<number, Growing>();
  for (const [position, { assignments: columns }] of environments.entries()) {
    const names = view === "workloads" ? columns.workload : columns.clusterType;
    for (const [index, name] of names.entries()) {
      let row = rows.get(name);
      if (row === undefined) {
        row = {
          teams: new Set(),
          words: new Set([name]),
          labelSets: new Set(),
          cells: environments.map(() => undefined),
        };
        rows.set(name, row);
      }
      row.teams.add(columns.workspace[index] ?? -1);
      row.labelSets.add(columns.labels[index] ?? -1);
      for (const word of [columns.target[index], columns.clusterType[index], columns.workload[index]])
        row.words.add(word ?? -1);
      let cell = row.cells[position];
      if (cell === undefined) {
        cell = { health: 0, isHeld: false, assignments: [], sources: new Set(), clusters: new Map() };
        row.cells[position] = cell;
      }
      grow(cell, columns, index);
    }
  }
  return [...rows]
    .map(([name, row]): Row => {
      const cells = row.cells.map((cell, index) => cell && finished(cell, index));
      const teams = [...row.teams].map((team) => strings[team] ?? "").sort();
      const words = [...row.words].map((word) => strings[word] ?? "");
      return {
        name: strings[name] ?? "",
        teams,
        cells,
        differs: differsIn(data, view, cells),
        text: [...words, ...teams].join("\n").toLowerCase(),
        labelSets: row.labelSets,
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export interface Filter {
  readonly search: string;
  readonly team: string;
  readonly label: string;
  /** A health, `held` or `differs`; empty for all. */
  readonly state: string;
}

function hasState({ cells, differs }: Row, state: string): boolean {
  if (state === "differs") return differs;
  return cells.some((cell) => cell !== undefined && (state === "held" ? cell.isHeld : cell.health === state));
}

export function filtered(
  rows: readonly Row[],
  { search, team, label, state }: Filter,
  { labelSets }: ReportData,
): readonly Row[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const wanted = new Set(
    label === "" ? [] : [...labelSets.keys()].filter((set) => labelSets[set]?.includes(label)),
  );
  return rows.filter(
    (row) =>
      words.every((word) => row.text.includes(word)) &&
      (team === "" || row.teams.includes(team)) &&
      (label === "" || [...row.labelSets].some((set) => wanted.has(set))) &&
      (state === "" || hasState(row, state)),
  );
}
