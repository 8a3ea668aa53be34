/** Which kinds belong on which branch of a control plane, and what happens to them elsewhere. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { Kind, Resource, ResourceSet, ResourcesByKind } from "@kalypso-actions/resources";

export const environmentOnly: readonly Kind[] = ["BaseRepo", "GitOpsRepo"];

/** Kinds that are ignored where they are. */
export function misplaced(
  resources: ResourcesByKind,
  kinds: readonly Kind[],
  where: string,
): readonly Diagnostic[] {
  return kinds.flatMap((kind) =>
    resources[kind].map(({ name, place }) => ({
      severity: "warning" as const,
      code: "resource-misplaced" as const,
      message: `the ${kind} \`${name}\` is ignored: this kind is not read from ${where}`,
      hint:
        kind === "Workload"
          ? "Register the application's repository instead."
          : "It belongs to an environment's branch.",
      place,
    })),
  );
}

/** The set without some kinds. */
export function without(set: ResourceSet, kinds: readonly Kind[]): ResourceSet {
  const none = Object.fromEntries(kinds.map((kind) => [kind, []]));
  return { ...set, resources: { ...set.resources, ...none } };
}

interface Unusual {
  readonly kinds: readonly Kind[];
  /** Where they are. */
  readonly where: string;
  readonly effect: string;
}

const onMain: Unusual = {
  kinds: ["SchedulingPolicy", "ClusterType"],
  where: "the base repository",
  effect: "so every environment has",
};

const onEnvironment: Unusual = {
  kinds: ["Environment", "Template", "WorkloadRegistration"],
  where: "the environment's branch",
  effect: "so only this environment has",
};

/** Kinds that are read as the operator reads them, on a branch where people do not look for them. */
function unusual(resources: ResourcesByKind, { kinds, where, effect }: Unusual): readonly Diagnostic[] {
  return kinds.flatMap((kind): readonly Diagnostic[] => {
    const [first, ...others]: readonly Resource[] = resources[kind];
    if (first === undefined) return [];
    const [what, them] =
      others.length === 0
        ? [`the ${kind} \`${first.name}\` is`, "it"]
        : [`${others.length + 1} resources of kind ${kind} are`, "them"];
    return [
      {
        severity: "notice",
        code: "resource-unusual-branch",
        message: `${what} on ${where}, ${effect} ${them}`,
        hint: `Move ${them} if that is not intended.`,
        place: first.place,
        related: others.map(({ name, place }) => ({ message: `\`${name}\``, place })),
      },
    ];
  });
}

/** Notices about kinds on an unusual branch, one per kind. */
export function unusualPlaces({
  own,
  base,
}: {
  readonly own: ResourcesByKind;
  readonly base: ResourcesByKind | undefined;
}): readonly Diagnostic[] {
  return [...unusual(own, onEnvironment), ...(base === undefined ? [] : unusual(base, onMain))];
}
