/** What there is of a platform that the Kalypso operator runs: its repositories, branches and environments. */
import { type ControlPlaneTree, readControlPlane } from "@kalypso-actions/control-plane";
import { type Diagnostic, hasErrors, type Outcome, sortDiagnostics } from "@kalypso-actions/diagnostics";
import type { Snapshot, SnapshotReader } from "@kalypso-actions/git";
import { maxInventoryBytes } from "@kalypso-actions/gitops-branch";
import { nameOnServer, normalisePath } from "@kalypso-actions/names";
import type { Resource } from "@kalypso-actions/resources";
import { chainOf, type EnvironmentPlace, orderOf } from "@kalypso-actions/setup";
import type { Tools } from "../../command.ts";
import type { RenderedEnvironment } from "../../comparison.ts";
import { renderEnvironment } from "../../rendered-environment.ts";
import type { Platforms } from "../platforms.ts";
import { unfit, type Wanted } from "./unfit.ts";

export interface SurveyedEnvironment extends EnvironmentPlace {
  readonly name: string;
  readonly rendered: RenderedEnvironment;
}

export interface Survey {
  /** `owner/name` of the GitOps repository. */
  readonly gitops: string;
  readonly gitopsDefaultBranch: string;
  readonly isPrivate: boolean;
  /** In the order of promotion. */
  readonly environments: readonly SurveyedEnvironment[];
  /** Branches of the control plane, and of the GitOps repository. */
  readonly branches: Readonly<Record<"controlPlane" | "gitops", ReadonlyMap<string, Snapshot>>>;
  /** `owner/name` of workload repositories of the same owner. */
  readonly workloads: readonly string[];
}

interface Asking extends Wanted {
  readonly platforms: Platforms;
  readonly tools: Tools;
  readonly reader: SnapshotReader;
}

interface Repository {
  readonly defaultBranch: string;
  readonly isPrivate: boolean;
}

async function repositoryAt({ drivers }: Platforms, repository: string): Promise<Repository | undefined> {
  const wants = { repository, description: "", visibility: "private", autoMerge: false } as const;
  const found = await drivers.repository.read(wants);
  if (found === undefined) return undefined;
  const { visibility } = found.actual;
  return { defaultBranch: found.outputs["defaultBranch"] ?? "main", isPrivate: visibility !== "public" };
}

/** What GitHub's environments say of the order, if they say it. */
async function nextOf({ platforms, controlPlane }: Asking, environments: readonly string[]) {
  const { variable } = platforms.drivers;
  const read = async (environment: string): Promise<readonly [string, string | undefined]> => {
    const wants = { repository: controlPlane, environment, variable: "NEXT_ENVIRONMENT", value: "" };
    return [environment, (await variable.read(wants))?.actual.value];
  };
  return Object.fromEntries(await Promise.all(environments.map(read)));
}

interface Listed {
  readonly main: ControlPlaneTree;
  /** In the order of promotion. */
  readonly environments: readonly Resource<"Environment">[];
}

/** The environments that main lists. */
async function listed(asking: Asking): Promise<Outcome<Listed | undefined>> {
  const { controlPlane, server, reader } = asking;
  const read = await readControlPlane(reader, { repo: `${server}/${controlPlane}`, ref: "main" }, "");
  const main = read.value;
  if (main === undefined || hasErrors(read.diagnostics))
    return { value: undefined, diagnostics: read.diagnostics };
  const found = main.set.resources.Environment;
  if (found.length === 0) return { value: undefined, diagnostics: [unfit.noEnvironments(asking)] };
  const problems = found.flatMap((environment) => {
    const { repo, branch } = environment.data.spec.controlPlane;
    const isHere = nameOnServer(repo, server)?.toLowerCase() === controlPlane.toLowerCase();
    return [
      ...(isHere ? [] : [unfit.elsewhere(environment, repo)]),
      ...(/^[A-Za-z0-9][\w./-]*$/.test(branch) ? [] : [unfit.branchName(environment, branch)]),
    ];
  });
  if (problems.length > 0) return { value: undefined, diagnostics: problems };
  const names = found.map(({ name }) => name);
  const chain = asking.environments === undefined ? chainOf(names, await nextOf(asking, names)) : undefined;
  const order = orderOf(names, asking.environments, chain ?? (names.length === 1 ? names : undefined));
  if (order.value === undefined) return { value: undefined, diagnostics: order.diagnostics };
  const inOrder = order.value.flatMap((name) => found.filter((environment) => environment.name === name));
  return { value: { main, environments: inOrder }, diagnostics: read.diagnostics };
}

/** Renders an environment as its branch is now, which is what the operator has rendered. */
async function surveyed(
  { tools, reader }: Asking,
  { name, data }: Resource<"Environment">,
): Promise<Outcome<SurveyedEnvironment | undefined>> {
  const { repo, branch, path } = data.spec.controlPlane;
  const request = { environment: name, controlPlane: { repo, ref: branch }, path };
  const { value, diagnostics } = await renderEnvironment({ ...tools, reader }, request);
  if (value === undefined) return { value: undefined, diagnostics };
  const { gitops } = value.schedule;
  const place = { branch, gitopsBranch: gitops.branch, gitopsPath: normalisePath(gitops.path) };
  return { value: { name, rendered: value, ...place }, diagnostics };
}

async function snapshotsOf(
  reader: SnapshotReader,
  repo: string,
  { names, wants }: { readonly names: readonly string[]; readonly wants: (path: string) => boolean },
): Promise<Outcome<ReadonlyMap<string, Snapshot>>> {
  const unique = [...new Set(names)];
  const read = await Promise.all(
    unique.map((ref) => reader.read({ repo, ref }, wants, { fileBytes: maxInventoryBytes })),
  );
  const found = read.flatMap(({ value }, index) =>
    value === undefined ? [] : [[unique[index] ?? "", value] as const],
  );
  return { value: new Map(found), diagnostics: read.flatMap(({ diagnostics }) => diagnostics) };
}

function workloadsOf(environments: readonly SurveyedEnvironment[], { controlPlane, server }: Wanted) {
  const [owner = ""] = controlPlane.split("/");
  const names = environments.flatMap(({ rendered }) =>
    rendered.schedule.sources
      .filter(({ registrations = [] }) => registrations.length > 0)
      .flatMap(({ repo }) => nameOnServer(repo, server) ?? []),
  );
  return [...new Set(names)]
    .filter((name) => name.toLowerCase().startsWith(`${owner.toLowerCase()}/`))
    .sort();
}

/** Which GitOps repository all environments write to. */
function gitopsOf(environments: readonly SurveyedEnvironment[], wanted: Wanted): Outcome<string | undefined> {
  const [owner = ""] = wanted.controlPlane.split("/");
  const problems: Diagnostic[] = [];
  const names = environments.map(({ name, rendered }) => {
    const { repo } = rendered.schedule.gitops;
    const found = nameOnServer(repo, wanted.server);
    if (found === undefined || found.split("/")[0]?.toLowerCase() !== owner.toLowerCase())
      problems.push(unfit.otherOwner(name, repo, owner));
    return found ?? "";
  });
  const [first, ...others] = [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
  if (problems.length === 0 && others.length > 0)
    problems.push(unfit.severalGitOps([first ?? "", ...others]));
  return { value: problems.length === 0 ? first : undefined, diagnostics: problems };
}

/** Everything that is there, and every problem that would stop the workflows; nothing is changed. */
export async function survey(asking: Asking): Promise<Outcome<Survey | undefined>> {
  const { platforms, controlPlane, server, reader } = asking;
  const none = (diagnostics: readonly Diagnostic[]) => ({ value: undefined, diagnostics });
  const plane = await repositoryAt(platforms, controlPlane);
  if (plane === undefined) return none([unfit.noRepository(controlPlane)]);
  if (plane.defaultBranch !== "main") return none([unfit.defaultBranch(asking, plane.defaultBranch)]);
  const main = await listed(asking);
  if (main.value === undefined) return none(main.diagnostics);
  const found = await Promise.all(
    main.value.environments.map((environment) => surveyed(asking, environment)),
  );
  const said = sortDiagnostics([...main.diagnostics, ...found.flatMap(({ diagnostics }) => diagnostics)]);
  const environments = found.flatMap(({ value }) => value ?? []);
  if (hasErrors(said) || environments.length < found.length) return none(said);
  const gitops = gitopsOf(environments, asking);
  if (gitops.value === undefined) return none([...said, ...gitops.diagnostics]);
  const repository = await repositoryAt(platforms, gitops.value);
  if (repository === undefined) return none([...said, unfit.noRepository(gitops.value)]);
  const own = /^\.github\/workflows\/|(?:^|\/)\.kalypso\//;
  const planeBranches = await snapshotsOf(reader, `${server}/${controlPlane}`, {
    names: ["main", ...environments.map(({ branch }) => branch)],
    wants: (path) => own.test(path),
  });
  const gitopsBranches = await snapshotsOf(reader, `${server}/${gitops.value}`, {
    names: [...environments.map(({ gitopsBranch }) => gitopsBranch), repository.defaultBranch],
    wants: () => true,
  });
  const diagnostics = [...said, ...planeBranches.diagnostics, ...gitopsBranches.diagnostics];
  if (hasErrors(diagnostics)) return none(diagnostics);
  const value: Survey = {
    gitops: gitops.value,
    gitopsDefaultBranch: repository.defaultBranch,
    isPrivate: plane.isPrivate || repository.isPrivate,
    environments,
    branches: { controlPlane: planeBranches.value, gitops: gitopsBranches.value },
    workloads: workloadsOf(environments, asking).filter(
      (name) => ![controlPlane, gitops.value].some((other) => other?.toLowerCase() === name.toLowerCase()),
    ),
  };
  return { value, diagnostics };
}
