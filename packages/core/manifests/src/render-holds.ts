/**
 * Whose mistake stops whom, when a Schedule is rendered. What only one team's assignments meet while the same template
 * renders for another team holds the workloads; what several teams meet, or none renders, stops the environment.
 */
import {
  type Diagnostic,
  formatPlace,
  oneLine,
  placeAddress,
  present,
  stopsWhom,
} from "@kalypso-actions/diagnostics";
import type { HeldRegistration } from "@kalypso-actions/gitops-branch";
import type { Assignment, DeploymentTarget, Schedule } from "@kalypso-actions/resources";
import { configuration, type Problem } from "./affected.ts";
import { inShard, type Shard } from "./shard.ts";
import { teamsOf } from "./teams.ts";

/** What is known of every assignment of a Schedule, whoever renders it. */
export interface Evidence {
  readonly problems: readonly Problem[];
  /** The teams that each template, and the configuration, work for without a problem. */
  readonly rendered: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Whether the other assignments of the Schedule decide what becomes of a problem. */
export function needsEvidence({ cause }: Problem): boolean {
  return !("broughtBy" in cause);
}

interface Unit {
  readonly hold: Omit<HeldRegistration, "assignments">;
  readonly target: DeploymentTarget;
  readonly reason: Diagnostic;
}

/** What a render holds. */
export interface RenderHolds {
  /** Problems that stop the environment. */
  readonly errors: readonly Problem[];
  /** Problems of what is held. */
  readonly warnings: readonly Problem[];
  readonly held: readonly HeldRegistration[];
  /** One for each part that is held. */
  readonly diagnostics: readonly Diagnostic[];
}

class Decision {
  readonly #teams: ReadonlyMap<string, string>;
  readonly #targets: ReadonlyMap<string, DeploymentTarget>;
  readonly #unheld: ReadonlySet<string>;
  readonly #everywhere: ReadonlyMap<string, Problem>;
  readonly #rendered: Evidence["rendered"];

  constructor(schedule: Schedule, { problems, rendered }: Evidence) {
    const teamOf = teamsOf(schedule);
    const targets = new Map(schedule.deploymentTargets.map((target) => [target.name, target]));
    const found = schedule.assignments.flatMap(({ name, deploymentTarget }) => {
      const target = targets.get(deploymentTarget);
      return target === undefined ? [] : [[name, target] as const];
    });
    this.#targets = new Map(found);
    this.#teams = new Map(found.map(([name, { registration }]) => [name, teamOf(registration)]));
    this.#unheld = new Set(schedule.unheld);
    this.#everywhere = new Map(problems.map((problem) => [problem.id, problem]));
    this.#rendered = rendered;
  }

  targetsOf({ assignments }: Problem): readonly DeploymentTarget[] {
    return assignments.flatMap(({ name }) => this.#targets.get(name) ?? []);
  }

  isHeld(problem: Problem): boolean {
    if (this.targetsOf(problem).some(({ workload }) => this.#unheld.has(workload))) return false;
    if (stopsWhom(problem.diagnostic.code) !== "rendering") return false;
    const { cause } = problem;
    if ("broughtBy" in cause) return true;
    const { assignments } = this.#everywhere.get(problem.id) ?? problem;
    const teams = new Set(assignments.map(({ name }) => this.#teams.get(name)));
    if (teams.size !== 1) return false;
    const rendered = this.#rendered.get(cause.template ?? configuration) ?? [];
    return [...rendered].some((team) => !teams.has(team));
  }
}

function unitOf(
  { diagnostic, cause }: Problem,
  target: DeploymentTarget,
  released: ReadonlySet<string>,
): Unit {
  const { registration, workload, name } = target;
  const isTarget = "broughtBy" in cause && cause.broughtBy === "target";
  const { place } = diagnostic;
  const hold = {
    registration,
    workload,
    ...present({
      deploymentTarget: isTarget ? name : undefined,
      at: place && (placeAddress(place) ?? formatPlace(place)),
      isReleased: released.has(registration) ? true : undefined,
    }),
    reason: oneLine(diagnostic.message),
    isKnown: true,
    commit: null,
  };
  return { hold, target, reason: diagnostic };
}

/** By workload and, if only that is held, target: what holds the whole workload holds its targets, too. */
function unitsOf(problems: readonly Problem[], decision: Decision, schedule: Schedule): readonly Unit[] {
  const released = new Set(schedule.released);
  const units = new Map<string, Unit>();
  for (const problem of problems)
    for (const target of decision.targetsOf(problem)) {
      const unit = unitOf(problem, target, released);
      const id = JSON.stringify([unit.hold.workload, unit.hold.deploymentTarget]);
      if (!units.has(id)) units.set(id, unit);
    }
  return [...units.values()].filter(
    ({ hold: { workload, deploymentTarget } }) =>
      deploymentTarget === undefined || !units.has(JSON.stringify([workload, undefined])),
  );
}

function told({ hold, target, reason }: Unit): Diagnostic {
  const { workload, deploymentTarget, isReleased = false } = hold;
  const what =
    deploymentTarget === undefined
      ? `the workload \`${workload}\``
      : `the deployment target \`${deploymentTarget}\``;
  const fate = isReleased
    ? "is released; it leaves the GitOps branch"
    : "is held; its files stay unchanged on the GitOps branch";
  return {
    severity: "warning",
    code: deploymentTarget === undefined ? "workload-held" : "target-held",
    message: `${what} ${fate}: ${reason.message}`,
    hint: "Correct what the message names. To take it off its clusters, remove its registration, or name that in the input `release` of `schedule`.",
    place: target.place,
  };
}

/** The assignments of a part, with the policies that select them. */
function assignmentsOf(
  { hold }: Unit,
  own: readonly Assignment[],
  workloads: ReadonlyMap<string, string>,
): HeldRegistration["assignments"] {
  const kept = own.filter(({ deploymentTarget }) =>
    hold.deploymentTarget === undefined
      ? workloads.get(deploymentTarget) === hold.workload
      : deploymentTarget === hold.deploymentTarget,
  );
  return Object.fromEntries(
    kept.map(({ clusterType, deploymentTarget, policies }) => [
      `${clusterType}/${deploymentTarget}`,
      policies,
    ]),
  );
}

/**
 * Decides which of a render's problems hold what they concern. However a Schedule is divided, the decision is the same,
 * because it depends on the evidence of all of its assignments.
 * @param problems those of the shard, if the Schedule is divided
 */
export function renderHolds(
  schedule: Schedule,
  problems: readonly Problem[],
  { evidence, shard }: { readonly evidence: Evidence; readonly shard: Shard | undefined },
): RenderHolds {
  if (problems.length === 0) return { errors: [], warnings: [], held: [], diagnostics: [] };
  const decision = new Decision(schedule, evidence);
  const warnings = problems.filter((problem) => decision.isHeld(problem));
  const units = unitsOf(warnings, decision, schedule);
  const own = schedule.assignments.filter(({ name }) => inShard(name, shard));
  const workloads = new Map(schedule.deploymentTargets.map(({ name, workload }) => [name, workload]));
  return {
    errors: problems.filter((problem) => !warnings.includes(problem)),
    warnings: warnings.map((problem) => ({
      ...problem,
      diagnostic: { ...problem.diagnostic, severity: "warning" },
    })),
    held: units.map((unit) => ({ ...unit.hold, assignments: assignmentsOf(unit, own, workloads) })),
    diagnostics: units.map(told),
  };
}
