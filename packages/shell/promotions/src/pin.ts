/** An environment's entry in the control plane. */
import { readControlPlane } from "@kalypso-actions/control-plane";
import { DiagnosticError, hasErrors, type Place } from "@kalypso-actions/diagnostics";
import { openSnapshotReader, type Revision, type SnapshotReader } from "@kalypso-actions/git";
import { nameOnServer, parseRepositoryName, type RepositoryName } from "@kalypso-actions/names";
import { newBaseRepo, withCommit } from "@kalypso-actions/promotion";
import { gitAccess, type PromotionRequest } from "./ports.ts";
import { refusal, unlisted } from "./problems.ts";

/** The branch whose commits can be promoted to an environment. */
export interface BaseBranch {
  readonly repository: RepositoryName;
  readonly branch: string;
  /** Where the environment declares it; absent if it is not declared yet. */
  readonly place?: Place;
}

export interface EnvironmentBranch {
  readonly branch: string;
  /** The control plane's default branch and its commit. */
  readonly main: { readonly branch: string; readonly commit: string | null };
}

/** Where the control plane is, and with what to read it. */
export type Origin = Pick<PromotionRequest, "address" | "repository" | "server" | "token" | "time">;

/** An environment's pinned commit, and the file with it. */
export interface Pin {
  readonly path: string;
  /** The commit of the environment's branch that was read. */
  readonly ref: string;
  readonly commit: string | undefined;
  /** The line with the commit; absent without one. */
  readonly place?: Place;
  readonly base: BaseBranch;
}

/** The file with the commit in it; undefined if it cannot be changed. */
export function pinnedText(
  before: string | undefined,
  { base }: Pin,
  { address, commit }: PromotionRequest,
): string | undefined {
  if (before !== undefined) return withCommit(before, commit);
  return newBaseRepo({ repo: address.replace(/\.git$/, ""), branch: base.branch, path: "." }, commit);
}

export async function treeAt(reader: SnapshotReader, revision: Revision) {
  const { value, diagnostics } = await readControlPlane(reader, revision, "");
  if (value === undefined || hasErrors(diagnostics)) throw new DiagnosticError(diagnostics);
  return value;
}

type Question = Pick<PromotionRequest, "address" | "environment">;

/** Whether the default branch of a repository lists environments, as a control plane does. */
export async function isControlPlane(reader: SnapshotReader, { address }: Question): Promise<boolean> {
  const { value, diagnostics } = await readControlPlane(reader, { repo: address }, "");
  if (value === undefined) throw new DiagnosticError(diagnostics);
  const { tree, set } = value;
  return (
    set.resources.Environment.length > 0 || tree.files.some(({ path }) => path.startsWith(".environments/"))
  );
}

/**
 * The environment's branch, according to the default branch: a commit is not trusted until it is known to be merged.
 */
export async function environmentBranch(
  reader: SnapshotReader,
  { address, environment }: Question,
): Promise<EnvironmentBranch> {
  const { tree, set } = await treeAt(reader, { repo: address });
  const main = { branch: tree.ref ?? "main", commit: tree.commit };
  const { Environment: environments } = set.resources;
  const listed = environments.find(({ name }) => name === environment);
  if (listed === undefined) throw unlisted(`\`${main.branch}\``, environment, environments);
  return { main, branch: listed.data.spec.controlPlane.branch };
}

/** Reads the environment's branch again each time. */
export async function readPin({ branch, main }: EnvironmentBranch, origin: Origin): Promise<Pin> {
  const { address, repository, server } = origin;
  await using reader = openSnapshotReader(gitAccess(origin));
  const { tree, set } = await treeAt(reader, { repo: address, ref: branch });
  const [first, second] = set.resources.BaseRepo;
  const ref = tree.commit ?? branch;
  if (first === undefined)
    return { path: "base-repo.yaml", ref, commit: undefined, base: { repository, branch: main.branch } };
  if (second !== undefined)
    throw refusal(
      `the branch \`${branch}\` has more than one BaseRepo, in ${first.place.file} and ${second.place.file}`,
      "Remove all but one.",
    );
  const { spec } = first.data;
  const base = parseRepositoryName(nameOnServer(spec.repo, server) ?? "");
  if (base === undefined)
    throw refusal(
      `${spec.repo} is not a repository of ${server}; whether its branch \`${spec.branch}\` has the commit is unknown`,
      "Correct `spec.repo`, or pin the commit by hand.",
      first.placeOf(["spec", "repo"]),
    );
  const place = first.placeOf(["spec", "branch"]);
  const pinned = spec.commit ? { commit: spec.commit, place: first.placeOf(["spec", "commit"]) } : undefined;
  const found = { path: first.place.file, ref, commit: undefined, ...pinned };
  return { ...found, base: { repository: base, branch: spec.branch, place } };
}
