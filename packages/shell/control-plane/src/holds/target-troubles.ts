/** Problems of one deployment target: its name is there twice, or its environment does not exist. */
import { type Diagnostic, nearestOrShort } from "@kalypso-actions/diagnostics";
import type { RegisteredWorkload } from "@kalypso-actions/scheduling";
import type { Registration } from "../workloads.ts";
import type { Trouble } from "./hold.ts";
import type { KnownRegistration } from "./known.ts";

/** The environments that the control plane lists, now or at the promoted commit. */
export interface ListedEnvironments {
  /** Whether an environment is missing there. */
  isUnknown(name: string): Promise<boolean>;
  readonly names: readonly string[];
}

interface Target {
  readonly registered: RegisteredWorkload;
  readonly index: number;
  readonly name: string;
  readonly environment: string;
}

interface TargetTroubles {
  readonly troubles: readonly Trouble[];
  /** Without the targets that are in trouble. */
  readonly workloads: readonly RegisteredWorkload[];
  readonly diagnostics: readonly Diagnostic[];
}

function unknownEnvironment(
  { registered: { workload }, index, name, environment }: Target,
  known: readonly string[],
): Diagnostic {
  const nearest = nearestOrShort(environment, [...known]);
  return {
    severity: "warning",
    code: "target-environment-unknown",
    message: `the deployment target \`${name}\` names the environment \`${environment}\`; the control plane has ${known.join(", ")}`,
    hint:
      nearest === undefined
        ? "Nothing deploys it, unless another control plane registers this repository."
        : `Did you mean \`${nearest}\`?`,
    place: workload.placeOf(["spec", "deploymentTargets", index, "environment"]),
  };
}

function twice({ registered: { workload }, index, name }: Target, first: Target): Diagnostic {
  const placeOf = (each: Target) => workload.placeOf(["spec", "deploymentTargets", each.index, "name"]);
  return {
    severity: "error",
    code: "target-duplicate",
    message: `two deployment targets of the environment are named \`${name}\`; expected one`,
    hint: "The full name is <workload>-<target>: rename one of the targets.",
    place: workload.placeOf(["spec", "deploymentTargets", index, "name"]),
    related: [{ message: `first defined by workload \`${workload.name}\``, place: placeOf(first) }],
  };
}

function targetsOf(registered: RegisteredWorkload): readonly Target[] {
  const { workload, targets } = registered;
  return workload.data.spec.deploymentTargets.flatMap(({ name, environment }, index) =>
    targets === undefined || targets.includes(index)
      ? [{ registered, index, name: `${workload.name}-${name}`, environment }]
      : [],
  );
}

function troubleOf({ registered, name }: Target, problems: readonly Diagnostic[]): Trouble {
  const { registration, workload } = registered;
  return { registration, workload: workload.name, deploymentTarget: name, problems };
}

/** A name that one workload gives to two targets of the environment: nothing says which is meant. */
function repeated(own: readonly Target[]): readonly (readonly [Trouble, readonly Target[]])[] {
  return [...Map.groupBy(own, ({ name }) => name).values()].flatMap((targets) => {
    const [first, ...others] = targets;
    if (first === undefined || others.length === 0) return [];
    const problems = others.map((other) => twice(other, first));
    return [[troubleOf(first, problems), targets] as const];
  });
}

/** What is wrong with single targets; those of unknown environments are in trouble only if the branch has them. */
export async function targetTroubles(
  workloads: readonly RegisteredWorkload[],
  { environment, environments }: { readonly environment: string; readonly environments: ListedEnvironments },
  knownOf: (registration: Registration) => KnownRegistration | undefined,
): Promise<TargetTroubles> {
  const troubles: Trouble[] = [];
  const diagnostics: Diagnostic[] = [];
  const settled: RegisteredWorkload[] = [];
  for (const registered of workloads) {
    const all = targetsOf(registered);
    const own = all.filter((target) => target.environment === environment);
    const twofold = repeated(own);
    troubles.push(...twofold.map(([trouble]) => trouble));
    for (const target of all) {
      if (target.environment === environment || !(await environments.isUnknown(target.environment))) continue;
      const found = unknownEnvironment(target, environments.names);
      const known = knownOf(registered.registration)?.targets.get(target.name);
      const isKept = known?.workload === registered.workload.name;
      const isThere = own.some(({ name }) => name === target.name);
      if (isKept && !isThere) troubles.push(troubleOf(target, [found]));
      else diagnostics.push(found);
    }
    const out = new Set(twofold.flatMap(([, targets]) => targets.map(({ index }) => index)));
    const left = all.map(({ index }) => index).filter((index) => !out.has(index));
    settled.push(out.size === 0 ? registered : { ...registered, targets: left });
  }
  return { troubles, workloads: settled, diagnostics };
}
