/** What a pull request changes: each environment that it can touch, before and after it. */
import {
  type Application,
  type ControlPlaneTree,
  type EnvironmentRequest,
  readControlPlane,
} from "@kalypso-actions/control-plane";
import { type Diagnostic, DiagnosticError, hasErrors } from "@kalypso-actions/diagnostics";
import type { EnvironmentReadings } from "@kalypso-actions/fleet";
import type { SnapshotReader } from "@kalypso-actions/git";
import { normaliseRepository } from "@kalypso-actions/names";
import { afterOf, type Resource } from "@kalypso-actions/resources";
import { readState } from "./state.ts";

/** The two commits of a repository that are compared. */
interface Comparison {
  readonly repo: string;
  /** What the pull request goes to. */
  readonly before: string;
  /** The same with the pull request merged. */
  readonly after: string;
}

type Side = EnvironmentRequest | undefined;

/** Reads both sides. The reasons for what leaves are those of the change, so the second needs the first. */
async function readBoth(
  reader: SnapshotReader,
  environment: string,
  { before, after }: { readonly before: Side; readonly after: Side },
): Promise<EnvironmentReadings> {
  const old = before && (await readState(reader, before));
  const since = old?.state.rendered && assignmentsOf(old.state.rendered.inventory);
  const now = after && (await readState(reader, { ...after, ...(since === undefined ? {} : { since }) }));
  return {
    environment,
    before: old?.state,
    after: now?.state,
    branch: now?.branch ?? old?.branch,
  };
}

function assignmentsOf({ assignments }: NonNullable<EnvironmentReadings["branch"]>) {
  return Object.entries(assignments).map(([key, { workload, registration, policies }]) => {
    const slash = key.indexOf("/");
    const [clusterType, deploymentTarget] = [key.slice(0, slash), key.slice(slash + 1)];
    return { clusterType, deploymentTarget, workload, registration, policies };
  });
}

/** A pull request to an environment's branch: that environment. */
export async function readBranchPreview(
  reader: SnapshotReader,
  { repo, before, after }: Comparison,
  environment: string,
): Promise<readonly EnvironmentReadings[]> {
  const at = (commit: string) => ({ environment, controlPlane: { repo, commit } });
  const sides = { before: at(before), after: { ...at(after), isStrict: true } };
  return [await readBoth(reader, environment, sides)];
}

async function mainAt(reader: SnapshotReader, repo: string, commit: string) {
  const read = await readControlPlane(reader, { repo, commit }, "");
  return { tree: read.value, diagnostics: read.diagnostics };
}

function listed(tree: ControlPlaneTree | undefined): ReadonlyMap<string, Resource<"Environment">> {
  return new Map((tree?.set.resources.Environment ?? []).map((each) => [each.name, each]));
}

/** An environment as if this main were promoted to it. */
function promoted(
  tree: ControlPlaneTree | undefined,
  environment: Resource<"Environment"> | undefined,
): EnvironmentRequest | undefined {
  if (tree === undefined || environment === undefined) return undefined;
  const { repo, branch, path } = environment.data.spec.controlPlane;
  return { environment: environment.name, controlPlane: { repo, ref: branch }, path, base: tree };
}

/**
 * A pull request to main: every environment that main lists before or after it, as if it were promoted to it.
 * @throws DiagnosticError if main lists nothing that could be read after the change
 */
export async function readMainPreview(
  reader: SnapshotReader,
  { repo, ...commits }: Comparison,
): Promise<{
  readonly readings: readonly EnvironmentReadings[];
  readonly diagnostics: readonly Diagnostic[];
}> {
  const [old, now] = await Promise.all([
    mainAt(reader, repo, commits.before),
    mainAt(reader, repo, commits.after),
  ]);
  if (now.tree === undefined) throw new DiagnosticError(now.diagnostics);
  const [listedBefore, listedAfter] = [listed(old.tree), listed(now.tree)];
  const names = [...new Set([...listedAfter.keys(), ...listedBefore.keys()])];
  if (names.length === 0) throw new DiagnosticError(noEnvironments(now.diagnostics));
  const common = now.diagnostics.filter(({ severity }) => severity === "error");
  const readings: EnvironmentReadings[] = [];
  // One after the other: two large environments at once would not fit into memory.
  for (const name of names) {
    const sides = {
      before: hasErrors(old.diagnostics) ? undefined : lenient(promoted(old.tree, listedBefore.get(name))),
      after: promoted(now.tree, listedAfter.get(name)),
    };
    const read = await readBoth(reader, name, sides);
    // A main with errors cannot be promoted, so there is nothing that it renders to.
    const isBroken = hasErrors(old.diagnostics) && listedBefore.has(name);
    const before = isBroken ? { rendered: undefined, diagnostics: old.diagnostics } : read.before;
    const [was, is] = [listedBefore.get(name), listedAfter.get(name)];
    const order = was && is && { promotedAfter: { before: afterOf(was), after: afterOf(is) } };
    readings.push({ ...read, before, common, ...order });
  }
  return { readings, diagnostics: now.diagnostics };
}

/** What is there already is compared with as it runs, held teams and all. */
function lenient(request: EnvironmentRequest | undefined): EnvironmentRequest | undefined {
  return request && { ...request, isStrict: false };
}

function noEnvironments(found: readonly Diagnostic[]): readonly Diagnostic[] {
  if (hasErrors(found)) return found;
  return [
    {
      severity: "error",
      code: "environment-unknown",
      message: "the control plane lists no environments; expected Environment resources in .environments/",
      hint: "Pass the name of the environment, if the pull request goes to an environment's branch.",
    },
  ];
}

/**
 * A pull request to an application's repository: every environment of the control plane as it is, with this one application.
 * @param main the control plane's main, and its commit
 */
export async function readApplicationPreview(
  reader: SnapshotReader,
  controlPlane: { readonly repo: string; readonly ref: string },
  { repo, branch, before, after }: Comparison & { readonly branch: string },
): Promise<readonly EnvironmentReadings[]> {
  const main = await readControlPlane(reader, controlPlane, "");
  if (main.value === undefined) throw new DiagnosticError(main.diagnostics);
  const environments = main.value.set.resources.Environment;
  if (environments.length === 0) throw new DiagnosticError(noEnvironments(main.diagnostics));
  const readings: EnvironmentReadings[] = [];
  for (const { name, data } of environments) {
    const own = data.spec.controlPlane;
    const at = (commit: string): EnvironmentRequest => {
      const application: Application = { repo, branch, commit };
      const place = { repo: own.repo, ref: own.branch };
      return { environment: name, controlPlane: place, path: own.path, application };
    };
    const sides = { before: at(before), after: { ...at(after), isStrict: true } };
    const read = await readBoth(reader, name, sides);
    readings.push({
      ...read,
      before: ofApplication(read.before, repo),
      after: ofApplication(read.after, repo),
    });
  }
  return readings;
}

/** Without the remarks about the control plane: most of it has nothing to do if other applications are not read. */
function ofApplication(state: EnvironmentReadings["before"], repo: string): EnvironmentReadings["before"] {
  const own = normaliseRepository(repo);
  const isOwn = ({ severity, code, place }: Diagnostic) =>
    severity === "error" ||
    code === "assignments-removed" ||
    normaliseRepository((place?.source ?? "").replace(/@[0-9a-f]+$/, "")) === own;
  return state && { ...state, diagnostics: state.diagnostics.filter(isOwn) };
}
