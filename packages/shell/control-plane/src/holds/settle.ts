/** Whose mistake stops whom: what is wrong in a team's repository holds that team, and no other. */
import { type Diagnostic, stopsWhom } from "@kalypso-actions/diagnostics";
import type { SnapshotReader } from "@kalypso-actions/git";
import type { Inventory } from "@kalypso-actions/gitops-branch";
import type { ScheduleSource } from "@kalypso-actions/resources";
import type { HeldView, RegisteredWorkload } from "@kalypso-actions/scheduling";
import type { Deployed } from "../deployed.ts";
import { joinSources, type Registration, type RegistrationReading } from "../workloads.ts";
import { withoutDuplicates } from "./duplicates.ts";
import { type Hold, hold, type Trouble, told, viewOf } from "./hold.ts";
import { type KnownRegistration, knownRegistrations, wasHeld } from "./known.ts";
import { LastGood } from "./last-good.ts";
import { type ListedEnvironments, targetTroubles } from "./target-troubles.ts";
import { troublesOf } from "./troubles.ts";

interface SettleRequest {
  readonly environment: string;
  readonly deployed: Deployed;
  /** Reports targets of environments that the control plane does not list. */
  readonly environments: ListedEnvironments;
  /** The severity of a problem of something that no inventory knows, so that there is nothing to hold. */
  readonly unheld: "error" | "warning";
  /** Whether nothing is held, and every problem is an error. */
  readonly isStopped: boolean;
  /** Names of registrations that are not held any more. */
  readonly released: ReadonlySet<string>;
}

interface Settled {
  readonly workloads: readonly RegisteredWorkload[];
  readonly sources: readonly ScheduleSource[];
  readonly held: readonly HeldView[];
  readonly diagnostics: readonly Diagnostic[];
}

const nothingRemoved = "the contents of the GitOps branch are unknown, so nothing is removed from it";

class Settlement {
  readonly #request: SettleRequest;
  readonly #lastGood: LastGood;
  readonly #known: ReadonlyMap<Registration, KnownRegistration>;

  constructor(reader: SnapshotReader, registrations: readonly Registration[], request: SettleRequest) {
    this.#request = request;
    this.#lastGood = new LastGood(reader);
    this.#known = knownRegistrations(registrations, request.deployed.inventory);
  }

  /** What the branch has of a registration, unless nothing of it is held. */
  known(registration: Registration): KnownRegistration | undefined {
    const { isStopped, released } = this.#request;
    return isStopped || released.has(registration.name) ? undefined : this.#known.get(registration);
  }

  /** Which registration the branch has each workload from. */
  get deployed(): ReadonlyMap<string, Registration> {
    return new Map(
      [...this.#known].flatMap(([registration, { workloads }]) =>
        [...workloads].map((name) => [name, registration] as const),
      ),
    );
  }

  async hold(trouble: Trouble): Promise<Hold> {
    // Without git, say, nothing is known of anybody's repository.
    if (trouble.problems.some(({ severity, code }) => severity === "error" && stopsWhom(code) === "run"))
      return { ...nothing, diagnostics: trouble.problems };
    const { environment, deployed, unheld, released } = this.#request;
    const { inventory } = deployed;
    const known = this.known(trouble.registration);
    if (inventory !== undefined && known !== undefined && isKnownPart(trouble, known, inventory))
      return hold(trouble, known, { environment, inventory, lastGood: this.#lastGood });
    const isReleased = released.has(trouble.registration.name);
    if (!deployed.isKnown && unheld === "warning" && !isReleased) {
      const view = { ...viewOf(trouble), isKnown: false, commit: null, targets: [] };
      return { ...nothing, views: [view], diagnostics: told(trouble, nothingRemoved) };
    }
    return { ...nothing, diagnostics: this.#unheld(trouble) };
  }

  /** Nobody's to hold: it is not scheduled. */
  #unheld({ problems, registration }: Trouble): readonly Diagnostic[] {
    const { released, unheld } = this.#request;
    const severity = released.has(registration.name) ? "warning" : unheld;
    return problems.map((problem) => (problem.severity === "error" ? { ...problem, severity } : problem));
  }
}

const nothing: Hold = { views: [], workloads: [], sources: [], diagnostics: [] };

/** Whether the branch has anything of the part, or held it when the policies last selected it. */
function isKnownPart(trouble: Trouble, known: KnownRegistration, inventory: Inventory): boolean {
  const { workload, deploymentTarget } = trouble;
  if (deploymentTarget === undefined) return workload === undefined || known.workloads.has(workload);
  return known.targets.get(deploymentTarget)?.workload === workload || wasHeld(known, trouble, inventory);
}

/** The registrations whose holds provide a workload, by its name. */
function holdersOf(holds: readonly Hold[]): ReadonlyMap<string, Registration> {
  const holders = new Map<string, Registration>();
  for (const { views, workloads } of holds) {
    for (const { workload, registration } of workloads) holders.set(workload.name, registration);
    for (const { registration, targets } of views)
      for (const { workload } of targets) holders.set(workload, registration);
  }
  return holders;
}

function usable(readings: readonly RegistrationReading[]): readonly RegisteredWorkload[] {
  return readings.flatMap(({ registration, workloads }) =>
    workloads.map((workload) => ({ workload, workspace: registration.data.spec.workspace, registration })),
  );
}

/** Decides what becomes of each part that something is wrong with. */
export async function settle(
  reader: SnapshotReader,
  readings: readonly RegistrationReading[],
  request: SettleRequest,
): Promise<Settled> {
  const settlement = new Settlement(
    reader,
    readings.map(({ registration }) => registration),
    request,
  );
  const troubles = readings.flatMap((reading) => troublesOf(reading, settlement.known(reading.registration)));
  const holds = await Promise.all(troubles.map((trouble) => settlement.hold(trouble)));
  const failed = new Set(
    troubles.filter(({ workload }) => workload === undefined).map(({ registration }) => registration),
  );
  const sound = readings.filter(({ registration }) => !failed.has(registration));
  const distinct = withoutDuplicates(usable(sound), {
    held: holdersOf(holds),
    deployed: settlement.deployed,
    severity: request.unheld,
  });
  const provided = [...distinct.value, ...holds.flatMap(({ workloads }) => workloads)];
  const targets = await targetTroubles(provided, request, (registration) => settlement.known(registration));
  const targetHolds = await Promise.all(targets.troubles.map((trouble) => settlement.hold(trouble)));
  const all = [...holds, ...targetHolds];
  return {
    workloads: [...targets.workloads, ...targetHolds.flatMap(({ workloads }) => workloads)],
    sources: [
      ...joinSources(sound.flatMap(({ source }) => (source === undefined ? [] : [source]))),
      ...all.flatMap(({ sources }) => sources),
    ],
    held: all.flatMap(({ views }) => views),
    diagnostics: [
      ...sound.flatMap(({ remarks }) => remarks),
      ...all.flatMap(({ diagnostics }) => diagnostics),
      ...distinct.diagnostics,
      ...targets.diagnostics,
    ],
  };
}
