import { type Diagnostic, hasErrors, type Outcome } from "@kalypso-actions/diagnostics";
import type { SnapshotReader } from "@kalypso-actions/git";
import {
  type Resource,
  readResources,
  type ScheduleSource,
  type YamlDocument,
} from "@kalypso-actions/resources";
import type { RegisteredWorkload } from "@kalypso-actions/scheduling";
import { blame } from "./blame.ts";
import { readTree, type Tree } from "./tree.ts";

type Registration = Resource<"WorkloadRegistration">;

function refusal(kind: string, place: Diagnostic["place"]): Diagnostic {
  return {
    severity: "error",
    code: "resource-refused",
    message: `a ${kind} stands in a workload repository; expected Workload documents only`,
    hint: "Application teams describe workloads; everything else belongs to the control plane. Move it out of the registered path.",
    ...(place === undefined ? {} : { place }),
  };
}

function refuseOther(document: YamlDocument): Diagnostic | undefined {
  const { value } = document;
  const kind = typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;
  return typeof kind === "string" ? refusal(kind, document.placeOf(["kind"])) : undefined;
}

/** The workloads of one registered repository; everything else in it is refused. */
export function readWorkloads(
  tree: Tree,
  registration: Registration,
): Outcome<readonly Resource<"Workload">[]> {
  const read = readResources(tree.files, tree.source, refuseOther);
  const { resources, broken } = read.value;
  const diagnostics: Diagnostic[] = [...read.diagnostics];
  for (const [kind, found] of Object.entries(resources)) {
    if (kind !== "Workload") diagnostics.push(...found.map(({ place }) => refusal(kind, place)));
  }
  if (resources.Workload.length === 0 && broken.size === 0 && !hasErrors(diagnostics)) {
    const where = tree.path === "" ? "" : ` at \`${tree.path}\``;
    diagnostics.push({
      severity: "error",
      code: "workload-missing",
      message: `WorkloadRegistration \`${registration.name}\`: ${tree.source ?? tree.repo} holds no Workload${where}`,
      hint: "Correct the path. To take an application off all clusters, remove its registration.",
      place: registration.placeOf(["spec", "workload", "path"]),
    });
  }
  return { value: resources.Workload, diagnostics };
}

function duplicates(workloads: readonly RegisteredWorkload[]): readonly Diagnostic[] {
  const seen = new Map<string, RegisteredWorkload>();
  return workloads.flatMap((entry): readonly Diagnostic[] => {
    const { name, place } = entry.workload;
    const first = seen.get(name);
    if (first === undefined) {
      seen.set(name, entry);
      return [];
    }
    return [
      {
        severity: "error",
        code: "workload-duplicate",
        message: `the registrations \`${first.registration.name}\` and \`${entry.registration.name}\` both give a workload \`${name}\`; expected one`,
        hint: "Remove one of the registrations, or rename one of the workloads.",
        place: entry.registration.place,
        related: [
          { message: "the first registration", place: first.registration.place },
          { message: "the first workload", place: first.workload.place },
          { message: "the second workload", place },
        ],
      },
    ];
  });
}

export interface RegisteredWorkloads {
  readonly workloads: readonly RegisteredWorkload[];
  readonly sources: readonly ScheduleSource[];
}

function distinct(workloads: readonly RegisteredWorkload[]): readonly RegisteredWorkload[] {
  return [
    ...new Map([...workloads].reverse().map((entry) => [entry.workload.name, entry])).values(),
  ].reverse();
}

/** Reads the repositories of all registrations, in parallel. */
export async function readRegisteredWorkloads(
  reader: SnapshotReader,
  registrations: readonly Registration[],
): Promise<Outcome<RegisteredWorkloads>> {
  const diagnostics: Diagnostic[] = [];
  const workloads: RegisteredWorkload[] = [];
  const sources = new Map<string, ScheduleSource & { registrations: string[] }>();
  const trees = await Promise.all(
    registrations.map(({ data }) => {
      const { repo, branch, path } = data.spec.workload;
      return readTree(reader, { repo, ref: branch }, path);
    }),
  );
  for (const [index, registration] of registrations.entries()) {
    const { value: tree, diagnostics: problems = [] } = trees[index] ?? {};
    diagnostics.push(...blame(problems, registration, ["spec", "workload"]));
    if (tree === undefined) continue;
    const read = readWorkloads(tree, registration);
    diagnostics.push(...read.diagnostics);
    const { workspace } = registration.data.spec;
    workloads.push(...read.value.map((workload) => ({ workload, workspace, registration })));
    const { repo, ref, commit, path } = tree;
    const id = JSON.stringify([repo, ref, path]);
    const known = sources.get(id);
    if (known !== undefined) known.registrations.push(registration.name);
    else sources.set(id, { role: "workload", repo, ref, commit, path, registrations: [registration.name] });
  }
  diagnostics.push(...duplicates(workloads));
  return { value: { workloads: distinct(workloads), sources: [...sources.values()] }, diagnostics };
}
