/**
 * Holds a registration, a workload or a deployment target: it is scheduled from its last good commit or, if that cannot
 * be fetched, its files stay unchanged on the GitOps branch.
 */
import { counted, type Diagnostic, oneLine, present } from "@kalypso-actions/diagnostics";
import type { Inventory } from "@kalypso-actions/gitops-branch";
import type { ScheduleSource } from "@kalypso-actions/resources";
import type { HeldTarget, HeldView, RegisteredWorkload } from "@kalypso-actions/scheduling";
import type { Registration } from "../workloads.ts";
import { type HeldPart, type KnownRegistration, revisionOf, wasHeld } from "./known.ts";
import type { LastGood } from "./last-good.ts";

/** Something wrong in a team's repository, and what it concerns. */
export interface Trouble extends HeldPart {
  readonly registration: Registration;
  /** With an error or, for a target of an unknown environment, a warning first. */
  readonly problems: readonly Diagnostic[];
}

/** What a hold contributes to the environment. */
export interface Hold {
  readonly views: readonly HeldView[];
  readonly workloads: readonly RegisteredWorkload[];
  readonly sources: readonly ScheduleSource[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What holds are decided from. */
interface HoldContext {
  readonly environment: string;
  readonly inventory: Inventory;
  readonly lastGood: LastGood;
}

const ending =
  "To take it off its clusters, remove its registration, or name that in the input `release` of `schedule`.";

function codeOf({ workload, deploymentTarget }: HeldPart): Diagnostic["code"] {
  if (deploymentTarget !== undefined) return "target-held";
  return workload === undefined ? "registration-held" : "workload-held";
}

function subjectOf({ workload, deploymentTarget }: HeldPart): string {
  if (deploymentTarget !== undefined) return `the deployment target \`${deploymentTarget}\` is held`;
  return workload === undefined ? "held" : `the workload \`${workload}\` is held`;
}

function asWarning(problem: Diagnostic): Diagnostic {
  return problem.severity === "error" ? { ...problem, severity: "warning" } : problem;
}

/** The first problem as the reason of the hold, and the others as they are. */
export function told(trouble: Trouble, consequence: string): readonly Diagnostic[] {
  const [first, ...others] = trouble.problems;
  const place = first?.place ?? trouble.registration.place;
  const reason = first?.message ?? "it cannot be read";
  return [
    {
      severity: "warning",
      code: codeOf(trouble),
      message: `${subjectOf(trouble)}; ${consequence}: ${reason}`,
      hint: [first?.hint, ending].filter(Boolean).join(" "),
      place,
      ...present({ related: first?.related }),
    },
    ...others.map(asWarning),
  ];
}

/** The view of a trouble, without what it keeps. */
export function viewOf({ registration, workload, deploymentTarget, problems }: Trouble) {
  const [first] = problems;
  return {
    registration,
    ...present({ workload, deploymentTarget, place: first?.place }),
    // It is kept on the branch, and may repeat what the team wrote.
    reason: oneLine(first?.message ?? "it cannot be read"),
  };
}

function unchanged(targets: readonly HeldTarget[]): string {
  const count = targets.reduce((sum, { clusterTypes }) => sum + clusterTypes.length, 0);
  return `${counted(count, "assignment")} ${count === 1 ? "stays" : "stay"} unchanged on the GitOps branch`;
}

/** Its files stay; nothing is rendered. */
function byFiles(trouble: Trouble, known: KnownRegistration): Hold {
  const { workload, deploymentTarget } = trouble;
  const targets = [...known.targets.values()].filter(
    (target) =>
      (workload === undefined || target.workload === workload) &&
      (deploymentTarget === undefined || target.name === deploymentTarget),
  );
  const view = { ...viewOf(trouble), isKnown: true, commit: null, targets };
  return { views: [view], workloads: [], sources: [], diagnostics: told(trouble, unchanged(targets)) };
}

function join(holds: readonly Hold[]): Hold {
  return {
    views: holds.flatMap(({ views }) => views),
    workloads: holds.flatMap(({ workloads }) => workloads),
    sources: holds.flatMap(({ sources }) => sources),
    diagnostics: holds.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** Which of a workload's targets a hold takes from its last good commit; all of them if it is undefined. */
function targetsOf(
  { data, name }: RegisteredWorkload["workload"],
  { deploymentTarget }: HeldPart,
  environment: string,
): readonly number[] | undefined {
  if (deploymentTarget === undefined) return undefined;
  return data.spec.deploymentTargets.flatMap((target, index) =>
    target.environment === environment && `${name}-${target.name}` === deploymentTarget ? [index] : [],
  );
}

async function holdPart(trouble: Trouble, known: KnownRegistration, context: HoldContext): Promise<Hold> {
  const { registration, workload: wanted } = trouble;
  const revision = revisionOf(known, trouble, context.inventory);
  const good = await context.lastGood.at(registration, revision);
  const workload = good?.workloads.find(({ name }) => name === wanted);
  if (good?.source === undefined || revision === undefined || workload === undefined)
    return byFiles(trouble, known);
  const targets = targetsOf(workload, trouble, context.environment);
  if (targets !== undefined && targets.length !== 1) return byFiles(trouble, known);
  const { commit, path } = revision;
  const { workspace } = registration.data.spec;
  const { registrations: _, ...source } = good.source;
  return {
    views: [{ ...viewOf(trouble), isKnown: true, commit, path, targets: [] }],
    workloads: [{ workload, workspace, registration, ...present({ targets }) }],
    sources: [source],
    diagnostics: told(trouble, `it is scheduled from its last good commit ${commit.slice(0, 7)}`),
  };
}

/** The whole registration; a workload that was held before is held from its own commit. */
async function holdRegistration(
  trouble: Trouble,
  known: KnownRegistration,
  context: HoldContext,
): Promise<Hold> {
  const { registration } = trouble;
  const { revision } = known;
  const good = await context.lastGood.at(registration, revision);
  if (good?.source === undefined || revision === undefined) return byFiles(trouble, known);
  const former = [...known.workloads].filter(
    (name) =>
      wasHeld(known, { workload: name }, context.inventory) ||
      !good.workloads.some((workload) => workload.name === name),
  );
  const { commit, path } = revision;
  const { workspace } = registration.data.spec;
  const whole: Hold = {
    views: [{ ...viewOf(trouble), isKnown: true, commit, path, targets: [] }],
    workloads: good.workloads
      .filter(({ name }) => !former.includes(name))
      .map((workload) => ({ workload, workspace, registration })),
    sources: [good.source],
    diagnostics: told(trouble, `it is scheduled from its last good commit ${commit.slice(0, 7)}`),
  };
  const parts = await Promise.all(
    former.map((workload) => holdPart({ ...trouble, workload }, known, context)),
  );
  return { ...join([whole, ...parts]), diagnostics: whole.diagnostics };
}

/** Holds what the inventory knows. */
export async function hold(trouble: Trouble, known: KnownRegistration, context: HoldContext): Promise<Hold> {
  return trouble.workload === undefined
    ? holdRegistration(trouble, known, context)
    : holdPart(trouble, known, context);
}
