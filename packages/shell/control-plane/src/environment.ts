import {
  type Diagnostic,
  nearestOrShort,
  type Outcome,
  type Place,
  present,
  wholeFile,
} from "@kalypso-actions/diagnostics";
import type { SnapshotReader } from "@kalypso-actions/git";
import type { Inventory } from "@kalypso-actions/gitops-branch";
import { normaliseRepository } from "@kalypso-actions/names";
import {
  findDuplicates,
  joinResources,
  type Resource,
  type ScheduleSource,
} from "@kalypso-actions/resources";
import type { DeployedAssignment, EnvironmentView } from "@kalypso-actions/scheduling";
import { type Application, registrationsOf, unregistered } from "./application.ts";
import { blame } from "./blame.ts";
import { type ControlPlaneTree, readControlPlane } from "./control-plane-tree.ts";
import { type Deployed, deployedAssignments, readDeployed } from "./deployed.ts";
import { settle } from "./holds/settle.ts";
import { listedEnvironments } from "./listed-environments.ts";
import { environmentOnly, misplaced, unusualPlaces, without } from "./placement.ts";
import { unknownReleases } from "./releases.ts";
import type { Location, Tree } from "./tree.ts";
import { readRegistrations } from "./workloads.ts";

/** What to read. */
export interface EnvironmentRequest {
  readonly environment: string;
  /** The environment's branch, or `main`, whose `.environments/` locate that branch. */
  readonly controlPlane: Location;
  /** The folder to read; everything if absent. */
  readonly path?: string;
  /** Replaces what `base-repo.yaml` pins, as if this, or this commit of it, were promoted. */
  readonly base?: ControlPlaneTree | { readonly commit: string };
  /** Whether a mistake of a team holds that team (the default) or stops the environment. */
  readonly onWorkloadError?: "hold" | "stop";
  /**
   * Whether a mistake of a team that the GitOps branch has nothing of, so that there is nothing to hold, is an error.
   * By default, it is one if `base` is given: validation before promotion is as strict as possible.
   */
  readonly isStrict?: boolean;
  /** Registrations that are not held any more. */
  readonly release?: readonly string[];
  /** What to compare with, for the reasons why assignments leave. Defaults to what the GitOps branch has. */
  readonly since?: readonly DeployedAssignment[];
  /** Reads one application's repository only, and nothing of the GitOps branch. */
  readonly application?: Application;
}

/** An environment's view, and the inventory of its GitOps branch. */
interface EnvironmentReading extends Outcome<EnvironmentView | undefined> {
  /** Undefined if there is none that could be read. */
  readonly branch: Inventory | undefined;
}

function rootPlace({ source, path }: Tree): Place {
  return wholeFile(path === "" ? "." : path, source);
}

function single<K extends "BaseRepo" | "GitOpsRepo">(
  kind: K,
  { tree, set }: ControlPlaneTree,
): Outcome<Resource<K> | undefined> {
  const [first, second] = set.resources[kind] as readonly Resource<K>[];
  const prefix = kind === "BaseRepo" ? "base-repo" : "gitops-repo";
  if (second !== undefined && first !== undefined) {
    const diagnostic: Diagnostic = {
      severity: "error",
      code: `${prefix}-ambiguous`,
      message: `the environment has more than one ${kind}; expected one`,
      hint: "Remove all but one.",
      place: second.place,
      related: [{ message: "the first one", place: first.place }],
    };
    return { value: undefined, diagnostics: [diagnostic] };
  }
  if (first !== undefined || set.broken.mayBe(kind)) {
    return { value: first, diagnostics: [] };
  }
  const diagnostic: Diagnostic = {
    severity: "error",
    code: `${prefix}-missing`,
    message: `the environment's branch has no ${kind}; expected one, usually in ${prefix}.yaml`,
    hint:
      kind === "BaseRepo"
        ? "Add one that points to the control plane's main branch, or pass the environment's branch instead of another branch."
        : "Add one that points to the branch of the Platform GitOps repository.",
    place: rootPlace(tree),
  };
  return { value: undefined, diagnostics: [diagnostic] };
}

/** An environment that main does not list: scheduling it would find nothing and remove everything from its clusters. */
function unlisted(environment: string, { tree, set }: ControlPlaneTree): readonly Diagnostic[] {
  const known = set.resources.Environment.map(({ name }) => name);
  if (known.length === 0 || known.includes(environment) || set.broken.mayBe("Environment", environment))
    return [];
  const nearest = nearestOrShort(environment, known);
  return [
    {
      severity: "error",
      code: "environment-unknown",
      message: `the control plane has no environment \`${environment}\`; it has ${known.join(", ")}`,
      hint:
        nearest === undefined
          ? "Use one of these, or add it to .environments/."
          : `Did you mean \`${nearest}\`?`,
      place: rootPlace(tree),
    },
  ];
}

/**
 * Whether a tree is main, whose Environments locate the environments' branches. A BaseRepo says that it is one of those,
 * unless it names this very branch: then it is on main by mistake.
 */
export function isMain({ tree, set }: ControlPlaneTree): boolean {
  const isItself = ({ data }: Resource<"BaseRepo">) =>
    data.spec.branch === tree.ref && normaliseRepository(data.spec.repo) === normaliseRepository(tree.repo);
  return set.resources.Environment.length > 0 && set.resources.BaseRepo.every(isItself);
}

/** The environment's branch: the given tree, or where the Environment of that name points. */
async function environmentTree(
  reader: SnapshotReader,
  { environment, controlPlane, path = "" }: EnvironmentRequest,
): Promise<Outcome<ControlPlaneTree | undefined>> {
  const given = await readControlPlane(reader, controlPlane, path);
  if (given.value === undefined || !isMain(given.value)) return given;
  const environments = given.value.set.resources.Environment;
  const wanted = environments.find(({ name }) => name === environment);
  if (wanted === undefined)
    return {
      value: undefined,
      diagnostics: [...given.diagnostics, ...unlisted(environment, given.value)],
    };
  const own = wanted.data.spec.controlPlane;
  const followed = await readControlPlane(reader, { repo: own.repo, ref: own.branch }, own.path);
  return {
    value: followed.value,
    diagnostics: blame(followed.diagnostics, wanted, ["spec", "controlPlane"]),
  };
}

async function baseTree(
  reader: SnapshotReader,
  baseRepo: Resource<"BaseRepo"> | undefined,
  given: EnvironmentRequest["base"],
): Promise<Outcome<ControlPlaneTree | undefined>> {
  if (given !== undefined && "tree" in given) return { value: given, diagnostics: [] };
  if (baseRepo === undefined) return { value: undefined, diagnostics: [] };
  const { repo, branch, path, commit: pinned } = baseRepo.data.spec;
  const commit = given?.commit ?? pinned;
  const revision = commit ? { repo, commit } : { repo, ref: branch };
  const read = await readControlPlane(reader, revision, path);
  return { value: read.value, diagnostics: blame(read.diagnostics, baseRepo, ["spec"]) };
}

function sourceOf(role: ScheduleSource["role"], { tree }: ControlPlaneTree): ScheduleSource {
  const { repo, ref, commit, path } = tree;
  return { role, repo, ref, commit, path };
}

/** Where the branch is that this renders to: it is read for what is deployed, and clusters follow it. */
function refusedGitOps(reader: SnapshotReader, gitops: Resource<"GitOpsRepo"> | undefined) {
  const refused = gitops && reader.refusal?.(gitops.data.spec.repo);
  return gitops === undefined || refused === undefined ? [] : blame([refused], gitops, ["spec"]);
}

/**
 * One consistent snapshot of an environment: its branch, the base repository at the promoted commit, and the
 * workloads of the registrations found there. Reads only; everything wrong with any part is reported together.
 * @returns no view if an essential part is missing
 */
export async function readEnvironment(
  reader: SnapshotReader,
  request: EnvironmentRequest,
): Promise<EnvironmentReading> {
  const own = await environmentTree(reader, request);
  if (own.value === undefined) return { value: undefined, diagnostics: own.diagnostics, branch: undefined };
  const { application } = request;
  const baseRepo = single("BaseRepo", own.value);
  const gitops = single("GitOpsRepo", own.value);
  const [base, deployed] = await Promise.all([
    baseTree(reader, baseRepo.value, request.base),
    application === undefined ? readDeployed(reader, gitops.value) : notRead,
  ]);
  const parts = base.value === undefined ? [own.value] : [own.value, base.value];
  const controlPlane = parts
    .map(({ set }, index) => (index === 0 ? set : without(set, environmentOnly)))
    .reduce((joined, set) => joinResources(joined, set));
  const { WorkloadRegistration: all } = controlPlane.resources;
  const registrations = application === undefined ? all : registrationsOf(all, application);
  const { isStrict = request.base !== undefined, release = [] } = request;
  const unheld = isStrict || request.onWorkloadError === "stop" ? "error" : "warning";
  const settled = await settle(reader, await readRegistrations(reader, registrations, application), {
    environment: request.environment,
    deployed,
    environments: listedEnvironments(reader, {
      environment: request.environment,
      baseRepo: baseRepo.value,
      base: base.value?.set,
    }),
    unheld,
    isStopped: request.onWorkloadError === "stop",
    released: new Set(release),
  });
  const diagnostics = [
    ...own.diagnostics,
    ...baseRepo.diagnostics,
    ...gitops.diagnostics,
    ...refusedGitOps(reader, gitops.value),
    ...base.diagnostics,
    ...(base.value === undefined ? [] : unlisted(request.environment, base.value)),
    ...misplaced(controlPlane.resources, ["Workload"], "a control plane"),
    ...(base.value === undefined
      ? []
      : misplaced(base.value.set.resources, environmentOnly, "the base repository")),
    ...unusualPlaces({ own: own.value.set.resources, base: base.value?.set.resources }),
    ...findDuplicates(without(controlPlane, environmentOnly).resources),
    ...unknownReleases(release, all),
    ...(application !== undefined && registrations.length === 0 ? [unregistered(application)] : []),
    ...settled.diagnostics,
  ];
  const { inventory: branch } = deployed;
  if (base.value === undefined) return { value: undefined, diagnostics, branch };
  const view: EnvironmentView = {
    environment: request.environment,
    promotedCommit:
      request.base === undefined ? (baseRepo.value?.data.spec.commit ?? null) : base.value.tree.commit,
    gitops: gitops.value,
    controlPlane,
    workloads: settled.workloads,
    sources: [sourceOf("environment", own.value), sourceOf("base", base.value), ...settled.sources],
    held: settled.held,
    unheld,
    isStopped: request.onWorkloadError === "stop",
    ...present({
      deployed: request.since ?? deployedAssignments(deployed),
      released: release.length === 0 ? undefined : release,
    }),
  };
  return { value: view, diagnostics, branch };
}

/** What is not known of a GitOps branch is not compared with, and not held. */
const notRead: Deployed = { inventory: undefined, isKnown: false };
