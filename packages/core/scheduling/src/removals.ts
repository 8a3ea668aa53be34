/** Why assignments that the GitOps branch has are no longer scheduled: one notice for each cause, at its line. */
import { type Diagnostic, nearestName, type Place, present } from "@kalypso-actions/diagnostics";
import type { ResourcesByKind, Schedule } from "@kalypso-actions/resources";
import type { Candidate } from "./candidates.ts";
import type { Offer } from "./idle-policies.ts";
import {
  clusterTypeSelector,
  type PlacedSelector,
  type Policy,
  targetSelector,
  workspaceOf,
} from "./requirements.ts";
import { matchesRequirement } from "./selector.ts";

/** An assignment that the GitOps branch has. */
export interface DeployedAssignment {
  readonly clusterType: string;
  readonly deploymentTarget: string;
  readonly workload: string;
  readonly registration: string;
  /** Names of the policies that made it. */
  readonly policies: readonly string[];
}

type RelatedPlace = NonNullable<Diagnostic["related"]>[number];

interface Cause {
  readonly reason: string;
  readonly hint?: string;
  readonly place?: Place;
  readonly related?: readonly RelatedPlace[];
}

/** The environment now, by name. */
interface Now {
  readonly registrations: ReadonlyMap<string, { readonly place: Place }>;
  readonly clusterTypes: ReadonlyMap<string, Candidate>;
  readonly targets: ReadonlyMap<string, Candidate>;
  /** Of workloads that have a target here. */
  readonly workloads: ReadonlyMap<string, { readonly place: Place }>;
  readonly policies: ReadonlyMap<string, Policy>;
  readonly gone: Gone;
}

function byName<T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.name, item]));
}

function nowOf(resources: ResourcesByKind, offer: Offer, deployed: readonly DeployedAssignment[]): Now {
  return {
    registrations: byName(offer.registrations),
    clusterTypes: byName(offer.clusterTypes),
    targets: byName(offer.targets),
    workloads: new Map(
      offer.targets.map(({ labels, placeOf }) => [labels["workload"] ?? "", { place: placeOf("workload") }]),
    ),
    policies: byName(resources.SchedulingPolicy),
    gone: new Gone(
      new Set(
        deployed.flatMap(({ clusterType, deploymentTarget, workload, registration, policies }) => [
          clusterType,
          deploymentTarget,
          workload,
          registration,
          ...policies,
        ]),
      ),
    ),
  };
}

/** What is gone, or has another name. Each is looked for once, however many assignments it had. */
class Gone {
  readonly #before: ReadonlySet<string>;
  readonly #causes = new Map<string, Cause>();

  /** @param before names that the branch has, of any kind: the others are new */
  constructor(before: ReadonlySet<string>) {
    this.#before = before;
  }

  cause(noun: string, name: string, now: ReadonlyMap<string, { readonly place: Place }>): Cause {
    const id = `${noun} ${name}`;
    let cause = this.#causes.get(id);
    if (cause === undefined) {
      const nearest = nearestName(
        name,
        [...now.keys()].filter((each) => !this.#before.has(each)),
      );
      const renamed = `\`${nearest}\` is new. If you renamed it, that is a removal and an addition.`;
      cause = {
        reason: `the ${noun} \`${name}\` is no longer there`,
        ...(nearest !== undefined && { hint: renamed, ...present({ place: now.get(nearest)?.place }) }),
      };
      this.#causes.set(id, cause);
    }
    return cause;
  }
}

function failing(selector: PlacedSelector, candidate: Candidate): Cause | undefined {
  const failed = selector.requirements.find(
    ({ requirement }) => !matchesRequirement(requirement, candidate.labels),
  );
  if (failed === undefined) return undefined;
  const { key } = failed.requirement;
  const found = Object.hasOwn(candidate.labels, key) ? candidate.labels[key] : undefined;
  const what = found === undefined ? `no label \`${key}\`` : `\`${key}: ${found}\``;
  return {
    reason: `the ${candidate.kind} \`${candidate.name}\` has ${what}`,
    place: found === undefined ? failed.place : failed.placeOfValue(failed.requirement.values?.[0] ?? ""),
    related: [
      {
        message: `the ${candidate.kind}`,
        place: found === undefined ? candidate.place : candidate.placeOf(key),
      },
    ],
  };
}

/** Why a policy does not select a pair that it selected before; undefined if it does. */
function policyCause(policy: Policy, target: Candidate, clusterType: Candidate): Cause | undefined {
  const workspace = workspaceOf(policy);
  const cause =
    workspace !== undefined && target.labels["workspace"] !== workspace.name
      ? {
          reason: `the deployment target \`${target.name}\` is in the workspace \`${target.labels["workspace"]}\``,
          place: workspace.place,
          related: [{ message: "its workspace", place: target.placeOf("workspace") }],
        }
      : (failing(targetSelector(policy), target) ?? failing(clusterTypeSelector(policy), clusterType));
  if (cause === undefined) return undefined;
  return { ...cause, reason: `the policy \`${policy.name}\` no longer matches: ${cause.reason}` };
}

function causeOf(assignment: DeployedAssignment, now: Now): Cause {
  const { registration, workload, deploymentTarget, clusterType, policies } = assignment;
  const target = now.targets.get(deploymentTarget);
  const type = now.clusterTypes.get(clusterType);
  if (target === undefined && !now.registrations.has(registration))
    return now.gone.cause("registration", registration, now.registrations);
  if (type === undefined) return now.gone.cause("cluster type", clusterType, now.clusterTypes);
  if (target === undefined && !now.workloads.has(workload)) {
    const cause = now.gone.cause("workload", workload, now.workloads);
    return { ...cause, reason: `${cause.reason} in this environment` };
  }
  if (target === undefined) {
    const cause = now.gone.cause("deployment target", deploymentTarget, now.targets);
    return { ...cause, reason: `${cause.reason} in this environment (workload \`${workload}\`)` };
  }
  for (const name of policies) {
    const policy = now.policies.get(name);
    if (policy === undefined) return now.gone.cause("policy", name, now.policies);
    const cause = policyCause(policy, target, type);
    if (cause !== undefined) return cause;
  }
  return { reason: "no policy matches" };
}

/** The most assignments that a message names. */
const maxNamed = 3;

/** The assignments that leave because of one line. */
interface Group {
  readonly cause: Cause;
  readonly keys: string[];
  /** By place. */
  readonly related: Map<string, RelatedPlace>;
}

function notice({ cause: { reason, hint, place }, keys, related }: Group): Diagnostic {
  const named = keys.slice(0, maxNamed).map((key) => `\`${key}\``);
  const more = keys.length - named.length;
  const list = more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
  const verb = keys.length === 1 ? "leaves" : "leave";
  return {
    severity: "notice",
    code: "assignments-removed",
    message: `${list} ${verb} the GitOps branch: ${reason}`,
    ...present({ hint, place }),
    ...(related.size === 0 ? {} : { related: [...related.values()].slice(0, maxNamed) }),
  };
}

/** @param deployed undefined if what the branch has is not known */
export function removals(
  deployed: readonly DeployedAssignment[] | undefined,
  schedule: Pick<Schedule, "assignments" | "held">,
  { resources, offer }: { readonly resources: ResourcesByKind; readonly offer: Offer },
): readonly Diagnostic[] {
  if (deployed === undefined) return [];
  const keyOf = (pair: { clusterType: string; deploymentTarget: string }) =>
    `${pair.clusterType}/${pair.deploymentTarget}`;
  const kept = new Set(
    [...schedule.assignments, ...schedule.held.flatMap(({ assignments }) => assignments)].map(keyOf),
  );
  const lost = deployed.filter((assignment) => !kept.has(keyOf(assignment)));
  if (lost.length === 0) return [];
  const now = nowOf(resources, offer, deployed);
  const groups = new Map<string, Group>();
  for (const assignment of lost) {
    const cause = causeOf(assignment, now);
    const id = cause.place === undefined ? cause.reason : JSON.stringify(cause.place);
    const group = groups.get(id) ?? { cause, keys: [], related: new Map<string, RelatedPlace>() };
    group.keys.push(keyOf(assignment));
    for (const each of cause.related ?? []) group.related.set(JSON.stringify(each.place), each);
    groups.set(id, group);
  }
  return [...groups.values()].map(notice);
}
