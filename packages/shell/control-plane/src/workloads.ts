import { type Diagnostic, hasErrors, type Outcome, present } from "@kalypso-actions/diagnostics";
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
    message: `a ${kind} is in a workload repository; expected only Workload documents`,
    hint: "Application teams describe workloads; everything else belongs to the control plane. Move it out of the registered path.",
    ...present({ place }),
  };
}

function refuseOther(document: YamlDocument): Diagnostic | undefined {
  const { value } = document;
  const kind = typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;
  return typeof kind === "string" ? refusal(kind, document.placeOf(["kind"])) : undefined;
}

/** The workloads of one registered repository; refuses everything else in it. */
function readWorkloads(tree: Tree, registration: Registration): Outcome<readonly Resource<"Workload">[]> {
  const read = readResources(tree.files, tree.source, refuseOther);
  const { resources, broken } = read.value;
  const diagnostics: Diagnostic[] = [...read.diagnostics];
  for (const [kind, found] of Object.entries(resources)) {
    if (kind !== "Workload") diagnostics.push(...found.map(({ place }) => refusal(kind, place)));
  }
  const isOnlyOther = diagnostics.every(
    ({ severity, code }) => severity !== "error" || code === "resource-refused",
  );
  if (resources.Workload.length === 0 && broken.isEmpty && isOnlyOther) {
    const where = tree.path === "" ? "" : ` at \`${tree.path}\``;
    diagnostics.unshift({
      severity: "error",
      code: "workload-missing",
      message: `WorkloadRegistration \`${registration.name}\`: ${tree.source ?? tree.repo} contains no Workload${where}`,
      hint: "Correct the path.",
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
        message: `the registrations \`${first.registration.name}\` and \`${entry.registration.name}\` both provide a workload \`${name}\`; expected one`,
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

/** A registration whose repository, branch or path does not exist, cannot be read, or contains no Workload. */
export interface UnreadableRegistration {
  readonly registration: Registration;
  /** At the line of the registration that names what is missing. */
  readonly problems: readonly Diagnostic[];
}

export interface RegisteredWorkloads {
  readonly workloads: readonly RegisteredWorkload[];
  readonly sources: readonly ScheduleSource[];
  readonly unreadable: readonly UnreadableRegistration[];
}

/** The workloads of one registration, from the tree read for it. */
export function workloadsOf(tree: Tree, registration: Registration): Outcome<RegisteredWorkloads> {
  const read = readWorkloads(tree, registration);
  const { workspace } = registration.data.spec;
  const { repo, ref, commit, path } = tree;
  const source: ScheduleSource = {
    role: "workload",
    repo,
    ref,
    commit,
    path,
    registrations: [registration.name],
  };
  const workloads = read.value.map((workload) => ({ workload, workspace, registration }));
  return { value: { workloads, sources: [source], unreadable: [] }, diagnostics: read.diagnostics };
}

/** One entry per repository, revision and path, with all registrations that request it. */
function joinSources(sources: readonly ScheduleSource[]): readonly ScheduleSource[] {
  const joined = new Map<string, ScheduleSource>();
  for (const source of sources) {
    const id = JSON.stringify([source.repo, source.ref, source.path]);
    const registrations = [...(joined.get(id)?.registrations ?? []), ...(source.registrations ?? [])];
    joined.set(id, { ...(joined.get(id) ?? source), registrations });
  }
  return [...joined.values()];
}

function distinct(workloads: readonly RegisteredWorkload[]): readonly RegisteredWorkload[] {
  return [
    ...new Map([...workloads].reverse().map((entry) => [entry.workload.name, entry])).values(),
  ].reverse();
}

/** Reports workloads with the same name, and drops all but the first. */
export function withoutDuplicates(
  workloads: readonly RegisteredWorkload[],
): Outcome<readonly RegisteredWorkload[]> {
  return { value: distinct(workloads), diagnostics: duplicates(workloads) };
}

/** Reads the repositories of all registrations, in parallel. */
export async function readRegisteredWorkloads(
  reader: SnapshotReader,
  registrations: readonly Registration[],
): Promise<Outcome<RegisteredWorkloads>> {
  const trees = await Promise.all(
    registrations.map(({ data }) => {
      const { repo, branch, path } = data.spec.workload;
      return readTree(reader, { repo, ref: branch }, path);
    }),
  );
  const diagnostics: Diagnostic[] = [];
  const parts: RegisteredWorkloads[] = [];
  for (const [index, registration] of registrations.entries()) {
    const { value: tree, diagnostics: found = [] } = trees[index] ?? {};
    const problems = blame(found, registration, ["spec", "workload"]);
    const read = tree === undefined ? undefined : workloadsOf(tree, registration);
    const isMissing = read?.diagnostics.some(({ code }) => code === "workload-missing") ?? true;
    if (read === undefined || hasErrors(problems) || isMissing) {
      const all = hasErrors(problems) ? problems : [...problems, ...(read?.diagnostics ?? [])];
      parts.push({ workloads: [], sources: [], unreadable: [{ registration, problems: all }] });
      continue;
    }
    diagnostics.push(...problems, ...read.diagnostics);
    parts.push(read.value);
  }
  return {
    value: {
      workloads: parts.flatMap(({ workloads }) => workloads),
      sources: joinSources(parts.flatMap(({ sources }) => sources)),
      unreadable: parts.flatMap(({ unreadable }) => unreadable),
    },
    diagnostics,
  };
}
