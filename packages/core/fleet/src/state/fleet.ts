import type { Inventory, InventoryAssignment } from "@kalypso-actions/gitops-branch";
import { compareText } from "@kalypso-actions/names";
import type { Judged } from "@kalypso-actions/promotion";
import { clusterHealth } from "./cluster-health.ts";
import type { Fleet, FleetAssignment, FleetClusterType, FleetEnvironment } from "./model.ts";
import { progressOf } from "./progress.ts";
import type { EnvironmentReading } from "./reading.ts";

function own<T>(entries: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

/** Reports by cluster type. One that names none concerns all: it may be the whole environment's. */
class Reports {
  readonly #judged: readonly Judged[] | undefined;
  readonly #byType = new Map<string, readonly Judged[]>();

  constructor(judged: readonly Judged[] | undefined) {
    this.#judged = judged;
  }

  of(clusterType: string): readonly Judged[] | undefined {
    if (this.#judged === undefined) return undefined;
    let found = this.#byType.get(clusterType);
    if (found === undefined) {
      found = this.#judged.filter(
        ({ clusterTypes }) => clusterTypes.length === 0 || clusterTypes.includes(clusterType),
      );
      this.#byType.set(clusterType, found);
    }
    return found;
  }
}

/** Why something of an assignment is held. */
function holdOf(
  { held = [] }: Inventory,
  target: string,
  { registration, workload }: InventoryAssignment,
): string | undefined {
  return held.find(
    (each) =>
      each.registration === registration &&
      (each.workload === undefined || each.workload === workload) &&
      (each.deploymentTarget === undefined || each.deploymentTarget === target),
  )?.reason;
}

function assignmentsOf(inventory: Inventory, reports: Reports): readonly FleetAssignment[] {
  return Object.entries(inventory.assignments)
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, assignment]) => {
      const slash = key.indexOf("/");
      const [clusterType, deploymentTarget] = [key.slice(0, slash), key.slice(slash + 1)];
      const { workload, registration, workspace, labels, policies, manifests } = assignment;
      const source = own(inventory.registrations, registration);
      const roster = own(inventory.clusterTypes, clusterType);
      return {
        ...clusterHealth(reports.of(clusterType), roster, deploymentTarget),
        clusterType,
        deploymentTarget,
        workload,
        registration,
        workspace,
        labels,
        policies,
        source: source && { repo: source.repo, branch: source.branch, commit: source.commit },
        manifests,
        held: holdOf(inventory, deploymentTarget, assignment),
      };
    });
}

function clusterTypesOf({ clusterTypes }: Inventory, reports: Reports): readonly FleetClusterType[] {
  return Object.entries(clusterTypes)
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, roster]) => ({ ...clusterHealth(reports.of(name), roster), name }));
}

function environmentOf(reading: EnvironmentReading): FleetEnvironment {
  const { name, controlPlane, gitops, pinned, inventory, judged, proposal, promotion, unread } = reading;
  const reports = new Reports(judged);
  return {
    name,
    controlPlane,
    gitops,
    pinned,
    promoted: inventory?.promotedCommit ?? undefined,
    progress: progressOf(reading),
    clusterTypes: inventory === undefined ? [] : clusterTypesOf(inventory, reports),
    assignments: inventory === undefined ? [] : assignmentsOf(inventory, reports),
    held: inventory?.held?.length ?? 0,
    pulls: [proposal, promotion].filter((pull) => pull !== undefined),
    unread,
  };
}

/** @param readings in the order of promotion */
export function fleetOf(
  controlPlane: string,
  main: string | null,
  readings: readonly EnvironmentReading[],
): Fleet {
  return { controlPlane, main, environments: readings.map(environmentOf) };
}
