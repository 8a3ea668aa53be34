/** Workloads by environments: the table of `kalypso status`, and the rows of the page. */
import type { Fleet, FleetAssignment, FleetEnvironment, Health } from "./model.ts";

/** One workload in one environment. */
export interface Cell {
  /** The worst of its assignments. */
  readonly health: Health;
  readonly assignments: number;
  readonly clusterTypes: number;
  /** Clusters that pass, of those that have to, over its cluster types. */
  readonly passing: number;
  readonly of: number;
  /** The team's commits that are scheduled: more than one if a part is held. */
  readonly commits: readonly string[];
  /** Why it is held; undefined if it is not. */
  readonly held: string | undefined;
  readonly troubles: readonly string[];
}

export interface WorkloadRow {
  readonly workload: string;
  readonly workspace: string;
  /** By the environment's position; undefined where it does not run. */
  readonly cells: readonly (Cell | undefined)[];
  /** Whether environments have it at different commits. */
  readonly drifts: boolean;
}

/** The worst last. */
const order: readonly Health[] = ["compliant", "unknown", "progressing", "silent", "failing"];

function worst(healths: Iterable<Health>): Health {
  let found: Health = "compliant";
  for (const each of healths) if (order.indexOf(each) > order.indexOf(found)) found = each;
  return found;
}

function cellOf(assignments: readonly FleetAssignment[]): Cell {
  const types = new Map(assignments.map((each) => [each.clusterType, each]));
  const sum = (count: (each: FleetAssignment) => number) =>
    [...types.values()].reduce((total, each) => total + count(each), 0);
  return {
    health: worst(assignments.map(({ health }) => health)),
    assignments: assignments.length,
    clusterTypes: types.size,
    passing: sum(({ passing }) => passing),
    of: sum(({ of }) => of),
    commits: [...new Set(assignments.flatMap(({ source }) => source?.commit ?? []))],
    held: assignments.find(({ held }) => held !== undefined)?.held,
    troubles: [...new Set(assignments.flatMap(({ troubles }) => troubles))],
  };
}

function byWorkload({ assignments }: FleetEnvironment): ReadonlyMap<string, readonly FleetAssignment[]> {
  return Map.groupBy(assignments, ({ workload }) => workload);
}

/** Sorted by workspace, then by workload. */
export function workloadRows({ environments }: Fleet): readonly WorkloadRow[] {
  const grouped = environments.map(byWorkload);
  const workspaces = new Map(
    environments.flatMap(({ assignments }) =>
      assignments.map(({ workload, workspace }) => [workload, workspace] as const),
    ),
  );
  return [...workspaces]
    .sort(([a, one], [b, other]) => (one === other ? (a < b ? -1 : 1) : one < other ? -1 : 1))
    .map(([workload, workspace]) => {
      const cells = grouped.map((found) => {
        const assignments = found.get(workload);
        return assignments && cellOf(assignments);
      });
      const commits = cells.flatMap((cell) => (cell === undefined ? [] : [cell.commits.join(" ")]));
      return { workload, workspace, cells, drifts: new Set(commits).size > 1 };
    });
}
