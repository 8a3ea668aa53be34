/** One consistent reading of a platform: branches with git, statuses and pull requests from GitHub, clusters from their sources. */
import { type Location, readControlPlane } from "@kalypso-actions/control-plane";
import { type Diagnostic, diagnosticsOf, hasErrors, type Outcome } from "@kalypso-actions/diagnostics";
import { type EnvironmentReading, type Fleet, fleetOf, inPromotionOrder } from "@kalypso-actions/fleet";
import { publicAddress, type SnapshotReader } from "@kalypso-actions/git";
import {
  below,
  type Inventory,
  inventoryPath,
  maxInventoryBytes,
  parseInventory,
  readMarker,
  tellsWhose,
} from "@kalypso-actions/gitops-branch";
import { normalisePath } from "@kalypso-actions/names";
import { readPromotionMarker, statusContext } from "@kalypso-actions/promotion";
import { afterOf, type Resource } from "@kalypso-actions/resources";
import type { Forge, ForgeRepository, HealthReader } from "./ports.ts";

interface FleetRequest {
  readonly reader: SnapshotReader;
  /** The control plane's main. */
  readonly controlPlane: Location;
  /** Undefined to ask GitHub nothing. */
  readonly forge?: Forge | undefined;
  /** Undefined to ask no clusters. */
  readonly health?: HealthReader | undefined;
  /** Reads only these environments; all if it is empty. */
  readonly only?: readonly string[];
}

/** Collects what could not be read: the rest is shown all the same. */
class Unread {
  readonly texts: string[] = [];

  async read<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.texts.push(`${what}: ${diagnosticsOf(error)[0]?.message ?? "unknown"}`);
      return undefined;
    }
  }

  tell(what: string, diagnostics: readonly Diagnostic[]): void {
    const first = diagnostics.find(({ severity }) => severity === "error");
    if (first !== undefined) this.texts.push(`${what}: ${first.message}`);
  }
}

interface BranchState {
  readonly gitops: EnvironmentReading["gitops"];
  readonly pinned: EnvironmentReading["pinned"];
}

/** What the environment's branch says. */
async function readBranch(
  { reader }: FleetRequest,
  { data }: Resource<"Environment">,
  unread: Unread,
): Promise<BranchState> {
  const { repo, branch, path } = data.spec.controlPlane;
  const read = await readControlPlane(reader, { repo, ref: branch }, path);
  const what = `the branch ${branch} of ${publicAddress(repo)}`;
  unread.tell(what, read.diagnostics);
  const [base] = read.value?.set.resources.BaseRepo ?? [];
  const [gitops] = read.value?.set.resources.GitOpsRepo ?? [];
  return {
    pinned: base === undefined ? undefined : base.data.spec.commit || null,
    gitops: gitops && {
      repo: gitops.data.spec.repo,
      branch: gitops.data.spec.branch,
      path: normalisePath(gitops.data.spec.path),
    },
  };
}

interface GitOpsState {
  readonly head: string | undefined;
  readonly inventory: Inventory | undefined;
}

async function readGitOps(
  { reader }: FleetRequest,
  gitops: EnvironmentReading["gitops"],
  unread: Unread,
): Promise<GitOpsState> {
  if (gitops === undefined) return { head: undefined, inventory: undefined };
  const file = below(gitops.path, inventoryPath);
  const read = await reader.read({ repo: gitops.repo, ref: gitops.branch }, (path) => path === file, {
    fileBytes: maxInventoryBytes,
  });
  const what = `the branch ${gitops.branch} of ${publicAddress(gitops.repo)}`;
  unread.tell(what, read.diagnostics);
  const text = read.value?.files.find(({ path }) => path === file)?.text;
  const head = read.value?.commit ?? undefined;
  if (text === undefined) {
    // Manifests without it, as the operator writes them, would look like an environment where nothing runs.
    if (read.value !== undefined)
      unread.texts.push(`${what}: it has no ${file}, which the first pull request with manifests brings`);
    return { head, inventory: undefined };
  }
  const parsed = parseInventory(text, file);
  unread.tell(what, parsed.diagnostics);
  if (parsed.value === undefined || tellsWhose(parsed.value)) return { head, inventory: parsed.value };
  unread.texts.push(
    `${what}: ${file} is of an earlier release; the next pull request with manifests renews it`,
  );
  return { head, inventory: undefined };
}

interface ForgeState {
  readonly report: EnvironmentReading["report"];
  readonly proposal: EnvironmentReading["proposal"];
  readonly promotion: EnvironmentReading["promotion"];
}

async function readForge(
  { forge }: FleetRequest,
  { name, data }: Resource<"Environment">,
  { branch: { gitops, pinned }, unread }: { readonly branch: BranchState; readonly unread: Unread },
): Promise<ForgeState> {
  const { repo, branch } = data.spec.controlPlane;
  const plane = forge?.(repo);
  const manifests = gitops && forge?.(gitops.repo);
  const [report, proposal, promotion] = await Promise.all([
    plane === undefined || !pinned
      ? null
      : unread.read("the promoted commit's status", () => plane.report(pinned, statusContext(name))),
    manifests &&
      unread.read("pull requests of the GitOps repository", () =>
        manifests.openPull(gitops.branch, (body) => readMarker(body) !== undefined),
      ),
    plane &&
      unread.read("pull requests of the control plane", () =>
        plane.openPull(branch, (body) => readPromotionMarker(body)?.commit !== undefined),
      ),
  ]);
  return { report, proposal, promotion };
}

async function readEnvironment(
  request: FleetRequest,
  listed: Resource<"Environment">,
  main: string | null,
): Promise<EnvironmentReading> {
  const unread = new Unread();
  const { repo, branch } = listed.data.spec.controlPlane;
  const own = await readBranch(request, listed, unread);
  const [{ head, inventory }, forge] = await Promise.all([
    readGitOps(request, own.gitops, unread),
    readForge(request, listed, { branch: own, unread }),
  ]);
  const { health } = request;
  const { gitops } = own;
  const judged =
    health === undefined || inventory === undefined || head === undefined || gitops === undefined
      ? undefined
      : await unread.read("the clusters", () => health({ gitops, commit: head, inventory }));
  return {
    name: listed.name,
    controlPlane: { repo, branch },
    ...own,
    main,
    inventory,
    head,
    ...forge,
    judged,
    unread: unread.texts,
  };
}

/** The environment after each: by the annotations of the Environments or, where none has one, by the variables. */
async function nextOf(
  environments: readonly Resource<"Environment">[],
  plane: ForgeRepository | undefined,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const next = new Map<string, string[]>();
  const add = (from: string, to: string) => next.set(from, [...(next.get(from) ?? []), to]);
  for (const each of environments) for (const before of afterOf(each)) add(before, each.name);
  if (next.size > 0 || plane === undefined) return next;
  await Promise.all(
    environments.map(async ({ name }) => {
      // Not every token may read it. The order is all that depends on it.
      const found = await plane.nextEnvironment(name).catch(() => undefined);
      if (found !== undefined) add(name, found);
    }),
  );
  return next;
}

/**
 * Reads a fleet. What cannot be read is in `unread` of its environment; only without main is there nothing to show.
 */
export async function readFleet(request: FleetRequest): Promise<Outcome<Fleet | undefined>> {
  const { reader, controlPlane, forge, only = [] } = request;
  const main = await readControlPlane(reader, controlPlane, "");
  if (main.value === undefined || hasErrors(main.diagnostics))
    return { value: undefined, diagnostics: main.diagnostics };
  const { tree, set } = main.value;
  const all = set.resources.Environment;
  if (all.length === 0) return { value: undefined, diagnostics: [noEnvironments()] };
  const unknown = only.filter((name) => all.every((each) => each.name !== name));
  if (unknown.length > 0)
    return {
      value: undefined,
      diagnostics: unknown.map((name) =>
        unknownEnvironment(
          name,
          all.map((each) => each.name),
        ),
      ),
    };
  const environments = all.filter(({ name }) => only.length === 0 || only.includes(name));
  const next = await nextOf(all, forge?.(tree.repo));
  const readings = await Promise.all(environments.map((each) => readEnvironment(request, each, tree.commit)));
  const byName = new Map(readings.map((each) => [each.name, each]));
  const order = inPromotionOrder([...byName.keys()], next).flatMap((name) => byName.get(name) ?? []);
  return { value: fleetOf(publicAddress(tree.repo), tree.commit, order), diagnostics: [] };
}

function noEnvironments(): Diagnostic {
  return {
    severity: "error",
    code: "environment-unknown",
    message: "the control plane lists no environments; expected Environment resources in .environments/",
    hint: "Pass the control plane's main branch.",
  };
}

function unknownEnvironment(name: string, known: readonly string[]): Diagnostic {
  return {
    severity: "error",
    code: "environment-unknown",
    message: `the control plane has no environment \`${name}\`; it has ${known.join(", ")}`,
    hint: "Use one of these.",
  };
}
