/** The environments that main lists, each as its branch describes it. */
import {
  blame,
  type ControlPlaneTree,
  type Location,
  readControlPlane,
} from "@kalypso-actions/control-plane";
import { type Diagnostic, type Outcome, wholeFile } from "@kalypso-actions/diagnostics";
import { publicAddress, type SnapshotReader } from "@kalypso-actions/git";
import { nameOnServer, normaliseRepository } from "@kalypso-actions/names";
import { joinResources, type Resource, rosterOf } from "@kalypso-actions/resources";
import type { ListedClusterType, ListedDetails, ListedEnvironment } from "@kalypso-actions/setup";
import { reconcilerApis } from "./reconciler-apis.ts";

interface Listed {
  readonly environments: readonly ListedEnvironment[];
  /** The address of the first environment's GitOps repository. */
  readonly gitops: string | undefined;
}

interface Reading {
  readonly reader: SnapshotReader;
  readonly server: string;
  readonly main: ControlPlaneTree;
}

function errorsOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === "error");
}

/** What the environment's BaseRepo brings: main, at the promoted commit. */
async function baseOf(
  { reader }: Reading,
  baseRepo: Resource<"BaseRepo"> | undefined,
): Promise<Outcome<ControlPlaneTree | undefined>> {
  if (baseRepo === undefined) return { value: undefined, diagnostics: [] };
  const { repo, branch, path, commit } = baseRepo.data.spec;
  const read = await readControlPlane(reader, commit ? { repo, commit } : { repo, ref: branch }, path);
  return { value: read.value, diagnostics: blame(errorsOf(read.diagnostics), baseRepo, ["spec"]) };
}

function clusterTypeOf(
  type: Resource<"ClusterType">,
  templates: readonly Resource<"Template">[],
): ListedClusterType {
  const { clusters, minimumClusters } = rosterOf(type);
  const template = templates.find(({ name }) => name === type.data.spec.reconciler);
  return {
    name: type.name,
    reconcilerApis: template === undefined ? [] : reconcilerApis(template.data.spec.manifests),
    hasClusters: clusters === undefined ? minimumClusters !== 0 : clusters.length > 0,
    place: type.place,
  };
}

function noGitOps(environment: string, { tree }: ControlPlaneTree): Diagnostic {
  return {
    severity: "error",
    code: "gitops-repo-missing",
    message: `the branch of the environment ${environment} has no GitOpsRepo; expected one, usually in gitops-repo.yaml`,
    hint: "Add one that points to the branch of the Platform GitOps repository.",
    place: wholeFile(tree.path === "" ? "." : tree.path, tree.source),
  };
}

interface Described {
  readonly details: ListedDetails | undefined;
  readonly gitops: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

async function describe(reading: Reading, listed: Resource<"Environment">): Promise<Described> {
  const { repo, branch, path } = listed.data.spec.controlPlane;
  const read = await readControlPlane(reading.reader, { repo, ref: branch }, path);
  // That the branch is missing is told with its workflows.
  const told = errorsOf(read.diagnostics).filter(({ code }) => code !== "git-ref-missing");
  const own = blame(told, listed, ["spec", "controlPlane"]);
  if (read.value === undefined) return { details: undefined, gitops: undefined, diagnostics: own };
  const { resources } = read.value.set;
  const base = await baseOf(reading, resources.BaseRepo[0]);
  const all = base.value === undefined ? read.value.set : joinResources(read.value.set, base.value.set);
  const [gitops] = resources.GitOpsRepo;
  const diagnostics = [...own, ...base.diagnostics];
  if (gitops === undefined)
    return {
      details: undefined,
      gitops: undefined,
      diagnostics: [...diagnostics, noGitOps(listed.name, read.value)],
    };
  const { spec } = gitops.data;
  const details = {
    gitops: nameOnServer(spec.repo, reading.server) ?? publicAddress(spec.repo),
    gitopsBranch: spec.branch,
    gitopsPath: spec.path,
    clusterTypes: all.resources.ClusterType.map((type) => clusterTypeOf(type, all.resources.Template)),
    place: gitops.place,
  };
  return { details, gitops: spec.repo, diagnostics };
}

function elsewhere(listed: Resource<"Environment">, main: string): readonly Diagnostic[] {
  const { repo } = listed.data.spec.controlPlane;
  if (normaliseRepository(repo) === normaliseRepository(main)) return [];
  return [
    {
      severity: "error",
      code: "branch-missing",
      message: `the branch of the environment ${listed.name} is in ${publicAddress(repo)}; promotions are pushed to ${publicAddress(main)}`,
      hint: "Move the branch there, and correct the Environment.",
      place: listed.placeOf(["spec", "controlPlane", "repo"]),
    },
  ];
}

/** @returns no value if there is nothing to look at */
export async function listEnvironments(
  reader: SnapshotReader,
  {
    location,
    address,
    server,
  }: { readonly location: Location; readonly address: string; readonly server: string },
): Promise<Outcome<Listed | undefined>> {
  const main = await readControlPlane(reader, location, "");
  if (main.value === undefined) return { value: undefined, diagnostics: main.diagnostics };
  const listed = main.value.set.resources.Environment;
  const errors = errorsOf(main.diagnostics);
  if (listed.length === 0) {
    const none: Diagnostic = {
      severity: "error",
      code: "environment-unknown",
      message: `${publicAddress(address)} lists no environments; expected Environment resources in .environments/`,
      hint: "Pass the control plane's main branch.",
    };
    return { value: undefined, diagnostics: errors.length > 0 ? errors : [none] };
  }
  const reading = { reader, server, main: main.value };
  const described = await Promise.all(listed.map((each) => describe(reading, each)));
  const environments = listed.map((each, index) => ({
    name: each.name,
    branch: each.data.spec.controlPlane.branch,
    details: described[index]?.details,
    place: each.place,
  }));
  const gitops = described.find(
    (each) => each.gitops !== undefined && nameOnServer(each.gitops, server) !== undefined,
  )?.gitops;
  const diagnostics = [
    ...errors,
    ...listed.flatMap((each) => elsewhere(each, address)),
    ...described.flatMap((each) => each.diagnostics),
  ];
  return { value: { environments, gitops }, diagnostics };
}
