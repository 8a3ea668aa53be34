/** What environments must not share with each other. Each is valid by itself. */
import { type Diagnostic, nearestOrShort } from "@kalypso-actions/diagnostics";
import { normalisePath, normaliseRepository } from "@kalypso-actions/names";
import { afterAnnotation, afterOf, type Resource, type Schedule } from "@kalypso-actions/resources";

/** An environment as it would be scheduled. */
export interface EnvironmentOutput {
  readonly environment: string;
  readonly gitops: Resource<"GitOpsRepo">;
  readonly schedule: Schedule;
}

function* pairs<T>(items: readonly T[]): Generator<readonly [T, T]> {
  for (const [index, first] of items.entries())
    for (const second of items.slice(index + 1)) yield [first, second];
}

function isInside(path: string, folder: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

function shown(path: string): string {
  return `\`${path || "."}\``;
}

/** Two environments that write to the same branch, at the same path or one inside the other. */
function sharedPlace(first: EnvironmentOutput, second: EnvironmentOutput): readonly Diagnostic[] {
  const [a, b] = [first.gitops.data.spec, second.gitops.data.spec];
  // An environment that is listed twice is told as that.
  if (first.environment === second.environment) return [];
  if (a.branch !== b.branch || normaliseRepository(a.repo) !== normaliseRepository(b.repo)) return [];
  const [one, other] = [normalisePath(a.path), normalisePath(b.path)];
  const isSame = one === other;
  if (!isSame && !isInside(one, other) && !isInside(other, one)) return [];
  const where = isSame
    ? `both write to ${shown(one)}`
    : `write to ${shown(one)} and ${shown(other)}, one inside the other,`;
  return [
    {
      severity: "error",
      code: "gitops-repo-shared",
      message: `the environments \`${first.environment}\` and \`${second.environment}\` ${where} on the branch \`${b.branch}\` of ${b.repo}`,
      hint: "Give each environment a branch of its own, or paths beside each other.",
      place: second.gitops.placeOf(["spec", isSame ? "branch" : "path"]),
      related: [
        {
          message: `the GitOpsRepo of \`${first.environment}\``,
          place: first.gitops.placeOf(["spec", isSame ? "branch" : "path"]),
        },
      ],
    },
  ];
}

type ClusterType = Schedule["clusterTypes"][number];

/** Whether rosters say that no cluster is of both types. */
function areApart({ clusters: some }: ClusterType, { clusters: others }: ClusterType): boolean {
  return some !== undefined && others !== undefined && !some.some((name) => others.includes(name));
}

interface Placed {
  readonly environment: string;
  readonly clusterType: ClusterType;
  readonly assignment: Schedule["assignments"][number];
}

function namespaces({ environment, schedule }: EnvironmentOutput): readonly Placed[] {
  const types = new Map(schedule.clusterTypes.map((clusterType) => [clusterType.name, clusterType]));
  return schedule.assignments.flatMap((assignment) => {
    const clusterType = types.get(assignment.clusterType);
    return clusterType === undefined ? [] : [{ environment, clusterType, assignment }];
  });
}

/** Two cluster types of different environments, and what has one namespace on both. */
interface Meeting {
  readonly first: Placed;
  readonly second: Placed;
  count: number;
}

function sharedNamespace({ first, second, count }: Meeting): Diagnostic {
  const describe = ({ environment, assignment }: Placed) =>
    `\`${assignment.clusterType}/${assignment.deploymentTarget}\` of \`${environment}\``;
  const more = count === 1 ? "" : `, as have ${count - 1} more of these cluster types`;
  return {
    severity: "warning",
    code: "namespace-shared",
    message: `${describe(first)} and ${describe(second)} have the same namespace \`${second.assignment.namespace}\`${more}`,
    hint: "If a cluster is of both types, each environment removes what the other deploys. Rename a cluster type, or give both types a roster.",
    place: second.clusterType.place,
    related: [{ message: "the other cluster type", place: first.clusterType.place }],
  };
}

/** Namespaces are joined with hyphens, so names with hyphens can meet: `dev` on `eu-x`, `dev-eu` on `x`. */
function sharedNamespaces(outputs: readonly EnvironmentOutput[]): readonly Diagnostic[] {
  const known = new Map<string, Placed>();
  const meetings = new Map<string, Meeting>();
  for (const second of outputs.flatMap(namespaces)) {
    const { namespace } = second.assignment;
    const first = known.get(namespace);
    if (first === undefined) known.set(namespace, second);
    if (first === undefined || first.environment === second.environment) continue;
    if (areApart(first.clusterType, second.clusterType)) continue;
    const types = [first, second].map(({ environment, clusterType }) => `${environment}/${clusterType.name}`);
    const meeting = meetings.get(types.join(" ")) ?? { first, second, count: 0 };
    meeting.count++;
    meetings.set(types.join(" "), meeting);
  }
  return [...meetings.values()].map(sharedNamespace);
}

/** Environments that a chain names and main does not list. */
function unknownPredecessors(environments: readonly Resource<"Environment">[]): readonly Diagnostic[] {
  const known = environments.map(({ name }) => name);
  return environments.flatMap((environment) =>
    afterOf(environment)
      .filter((name) => !known.includes(name) || name === environment.name)
      .map((name): Diagnostic => {
        const nearest = nearestOrShort(
          name,
          known.filter((each) => each !== environment.name),
        );
        const isItself = name === environment.name;
        return {
          severity: "error",
          code: "annotation-invalid",
          message: isItself
            ? `the environment \`${name}\` comes after itself`
            : `\`${environment.name}\` comes after the environment \`${name}\`; the control plane has ${known.join(", ")}`,
          hint:
            !isItself && nearest !== undefined
              ? `Did you mean \`${nearest}\`?`
              : isItself
                ? "Remove it, or name the environment that comes before."
                : "Name environments in .environments/.",
          place: environment.placeOf(["metadata", "annotations", afterAnnotation]),
        };
      }),
  );
}

/** Environments that come after each other in a circle, so that nothing ever reaches them. */
function circles(environments: readonly Resource<"Environment">[]): readonly Diagnostic[] {
  const after = new Map(environments.map((each) => [each.name, afterOf(each)]));
  const reaches = (from: string, to: string): boolean => {
    const open = [...(after.get(from) ?? [])];
    const seen = new Set<string>();
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (name === to) return true;
      if (!seen.has(name)) open.push(...(after.get(name) ?? []));
      seen.add(name);
    }
    return false;
  };
  const round = environments.filter(({ name }) => !after.get(name)?.includes(name) && reaches(name, name));
  const [first, ...others] = round;
  if (first === undefined) return [];
  const place = (each: Resource<"Environment">) => each.placeOf(["metadata", "annotations", afterAnnotation]);
  return [
    {
      severity: "error",
      code: "annotation-invalid",
      message: `the environments ${round.map(({ name }) => `\`${name}\``).join(", ")} come after each other, so nothing is promoted to any of them`,
      hint: "Remove `promotion.kalypso.io/after` from the first of them.",
      place: place(first),
      related: others.map((each) => ({ message: `\`${each.name}\``, place: place(each) })),
    },
  ];
}

/**
 * What is wrong between environments.
 * @param environments all that main lists
 */
export function acrossEnvironments(
  outputs: readonly EnvironmentOutput[],
  environments: readonly Resource<"Environment">[],
): readonly Diagnostic[] {
  return [
    ...[...pairs(outputs)].flatMap(([first, second]) => sharedPlace(first, second)),
    ...sharedNamespaces(outputs),
    ...unknownPredecessors(environments),
    ...circles(environments),
  ];
}
