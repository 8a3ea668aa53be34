/** What each registered repository provides, and what is wrong in it, by the Workload that it concerns. */
import {
  type Diagnostic,
  diagnosticsOf,
  hasErrors,
  type Outcome,
  present,
} from "@kalypso-actions/diagnostics";
import type { SnapshotReader } from "@kalypso-actions/git";
import {
  filesOverBudget,
  type Resource,
  readResources,
  type ScheduleSource,
  workloadsOverBudget,
  type YamlDocument,
} from "@kalypso-actions/resources";
import type { Application } from "./application.ts";
import { blame } from "./blame.ts";
import { readTree, type Tree } from "./tree.ts";

export type Registration = Resource<"WorkloadRegistration">;

/** A Workload with errors that tells its name, so that they concern nothing else. */
interface BrokenWorkload {
  readonly name: string;
  readonly problems: readonly Diagnostic[];
}

/** One registration's repository, as far as it could be read. */
export interface RegistrationReading {
  readonly registration: Registration;
  /** Undefined if the repository, branch or path cannot be read. */
  readonly source?: ScheduleSource;
  /** Those without an error. */
  readonly workloads: readonly Resource<"Workload">[];
  readonly broken: readonly BrokenWorkload[];
  /** What concerns the registration as a whole; empty unless there is an error among it. */
  readonly problems: readonly Diagnostic[];
  /** Warnings and notices about what is used. */
  readonly remarks: readonly Diagnostic[];
}

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

function missing(tree: Tree, registration: Registration): Diagnostic {
  const where = tree.path === "" ? "" : ` at \`${tree.path}\``;
  return {
    severity: "error",
    code: "workload-missing",
    message: `WorkloadRegistration \`${registration.name}\`: ${tree.source ?? tree.repo} contains no Workload${where}`,
    hint: "Correct the path.",
    place: registration.placeOf(["spec", "workload", "path"]),
  };
}

/** Over the budget, nothing is read: reading is what it limits. */
function overBudget({ source, repo }: Tree, registration: Registration, what: string): Diagnostic {
  return {
    severity: "error",
    code: "repository-over-budget",
    message: `WorkloadRegistration \`${registration.name}\`: ${source ?? repo} has ${what}`,
    hint: "Divide the repository, register a folder of it, or list what is no Workload in .sourceignore.",
    place: registration.placeOf(["spec", "workload", "repo"]),
  };
}

function twice(first: Resource<"Workload">, second: Resource<"Workload">): Diagnostic {
  return {
    severity: "error",
    code: "workload-duplicate",
    message: `the repository contains two workloads \`${second.name}\`; expected one`,
    hint: "Remove or rename one of the two.",
    place: second.place,
    related: [{ message: "the first one", place: first.place }],
  };
}

/** Workloads of one name in one repository: nothing says which is meant. */
function repeated(workloads: readonly Resource<"Workload">[]): readonly BrokenWorkload[] {
  return [...Map.groupBy(workloads, ({ name }) => name)].flatMap(([name, [first, ...others]]) =>
    first === undefined || others.length === 0
      ? []
      : [{ name, problems: others.map((other) => twice(first, other)) }],
  );
}

/** An address in a team's text ends up on clusters, which fetch from it. */
function refusedManifests(
  workload: Resource<"Workload">,
  refuses: SnapshotReader["refusal"],
): readonly Diagnostic[] {
  return workload.data.spec.deploymentTargets.flatMap(({ name, manifests }, index) => {
    const { repo } = manifests;
    if (typeof repo !== "string" || !isAddress.test(repo)) return [];
    const refused = refuses?.(repo);
    if (refused === undefined) return [];
    const place = workload.placeOf(["spec", "deploymentTargets", index, "manifests", "repo"]);
    return [{ ...refused, message: `deployment target \`${name}\`: ${refused.message}`, place }];
  });
}

/** What git would take for an address: anything else is a value like any other. */
const isAddress = /^[A-Za-z][A-Za-z0-9+.-]*::?\/?|^[\w.-]+@[\w.-]+:|^\//;

/**
 * What the documents of one repository are good for.
 * @param refuses why an address in a Workload is not allowed
 */
export function readingOf(
  tree: Tree,
  registration: Registration,
  refuses?: SnapshotReader["refusal"],
): RegistrationReading {
  const whole = filesOverBudget(tree.files);
  const reading = whole === undefined ? unlimitedReading(tree, registration, refuses) : undefined;
  const over = whole ?? workloadsOverBudget((reading?.workloads ?? []).map(({ data }) => data.spec));
  if (reading !== undefined && over === undefined) return reading;
  const problems = [overBudget(tree, registration, over ?? "")];
  return { registration, workloads: [], broken: [], problems, remarks: [] };
}

function unlimitedReading(
  tree: Tree,
  registration: Registration,
  refuses: SnapshotReader["refusal"],
): RegistrationReading {
  const read = readResources(tree.files, tree.source, refuseOther);
  const { resources, broken } = read.value;
  const named = broken.documents.flatMap(({ kind = "Workload", name, problems }) =>
    kind === "Workload" && name !== undefined ? [{ name, problems }] : [],
  );
  const elsewhere = resources.Workload.map((workload) => {
    return { name: workload.name, problems: refusedManifests(workload, refuses) };
  }).filter(({ problems }) => problems.length > 0);
  const all = [...named, ...repeated(resources.Workload), ...elsewhere];
  const ofNamed = new Set(named.flatMap(({ problems }) => problems));
  const others = Object.entries(resources).flatMap(([kind, found]) =>
    kind === "Workload" ? [] : found.map(({ place }) => refusal(kind, place)),
  );
  const found = [...read.diagnostics.filter((each) => !ofNamed.has(each)), ...others];
  const errors = found.filter(({ severity }) => severity === "error");
  const isOnlyOther = errors.every(({ code }) => code === "resource-refused");
  if (resources.Workload.length === 0 && broken.isEmpty && isOnlyOther)
    errors.unshift(missing(tree, registration));
  const unusable = new Set(all.map(({ name }) => name));
  const { repo, ref, commit, path } = tree;
  return {
    registration,
    source: { role: "workload", repo, ref, commit, path, registrations: [registration.name] },
    workloads: resources.Workload.filter(({ name }) => !unusable.has(name)),
    broken: [...Map.groupBy(all, ({ name }) => name)].map(([name, parts]) => ({
      name,
      problems: parts.flatMap(({ problems }) => problems),
    })),
    problems: errors,
    remarks: found.filter(({ severity }) => severity !== "error"),
  };
}

/** A registration's reading from an attempt to read its tree. */
function readingFrom(
  read: Outcome<Tree | undefined>,
  registration: Registration,
  refuses: SnapshotReader["refusal"],
): RegistrationReading {
  const found = blame(read.diagnostics, registration, ["spec", "workload"]);
  if (read.value === undefined)
    return { registration, workloads: [], broken: [], problems: found, remarks: [] };
  const reading = readingOf(read.value, registration, refuses);
  if (!hasErrors(found)) return { ...reading, remarks: [...found, ...reading.remarks] };
  const others = reading.problems.filter(({ code }) => code !== "workload-missing");
  return { ...reading, problems: [...found, ...others] };
}

/** One entry per repository, revision and path, with all registrations that request it. */
export function joinSources(sources: readonly ScheduleSource[]): readonly ScheduleSource[] {
  const joined = new Map<string, ScheduleSource>();
  for (const source of sources) {
    const id = JSON.stringify([source.repo, source.ref, source.commit, source.path]);
    const registrations = [...(joined.get(id)?.registrations ?? []), ...(source.registrations ?? [])];
    joined.set(id, { ...(joined.get(id) ?? source), registrations: [...new Set(registrations)] });
  }
  return [...joined.values()];
}

/** All YAML files of a repository, wherever they are: a chart's or an application's own may be among them. */
export const fetched = { bytes: 128 * 1024 * 1024 };

/** What this code fails over, not git, the disk, or a signal that ends the run. */
function isOurs(error: unknown): boolean {
  return [RangeError, SyntaxError, TypeError].some((kind) => error instanceof kind);
}

/** What this code fails over in a team's files holds the team: it must not stop the others. */
function failure(error: unknown, registration: Registration): RegistrationReading {
  const code = "repository-unreadable";
  const found = diagnosticsOf(error).map((each): Diagnostic => ({ ...each, code }));
  const problems = blame(found, registration, ["spec", "workload"]);
  return { registration, workloads: [], broken: [], problems, remarks: [] };
}

/**
 * What this code makes of a team's repository, or the problem that it fails over it.
 * @param read with git and the disk, whose failures are not the team's
 * @param understand nothing but this code is at work in it
 */
export async function guardedReading<Read, Result>(
  registration: Registration,
  read: () => Promise<Read>,
  understand: (read: Read) => Result,
): Promise<Result | RegistrationReading> {
  let found: Read;
  try {
    found = await read();
  } catch (error) {
    if (isOurs(error)) return failure(error, registration);
    throw error;
  }
  try {
    return understand(found);
  } catch (error) {
    return failure(error, registration);
  }
}

/**
 * Reads the repositories of all registrations, in parallel.
 * @param application read at its commit instead of a branch
 */
export async function readRegistrations(
  reader: SnapshotReader,
  registrations: readonly Registration[],
  application?: Application,
): Promise<readonly RegistrationReading[]> {
  return Promise.all(
    registrations.map((registration) => {
      const { repo, branch, path } = registration.data.spec.workload;
      const revision = application === undefined ? { ref: branch } : { commit: application.commit };
      return guardedReading(
        registration,
        () => readTree(reader, { repo, ...revision, limits: fetched }, path),
        (read) => readingFrom(read, registration, reader.refusal),
      );
    }),
  );
}
