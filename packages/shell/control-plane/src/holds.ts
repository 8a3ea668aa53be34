/**
 * Unreadable registrations hold their own workloads and nothing else: they are scheduled from their last good commit
 * or, if that cannot be fetched either, their files stay unchanged on the GitOps branch.
 */
import { type Diagnostic, hasErrors, type Outcome } from "@kalypso-actions/diagnostics";
import type { SnapshotReader } from "@kalypso-actions/git";
import type { Inventory } from "@kalypso-actions/gitops-branch";
import { gitHubCommit, normalisePath } from "@kalypso-actions/names";
import type { Resource } from "@kalypso-actions/resources";
import type { HeldTarget, HeldView, RegisteredWorkload } from "@kalypso-actions/scheduling";
import type { Deployed } from "./deployed.ts";
import { readTree } from "./tree.ts";
import { type RegisteredWorkloads, type UnreadableRegistration, workloadsOf } from "./workloads.ts";

type Registration = Resource<"WorkloadRegistration">;

interface HoldRequest {
  readonly deployed: Deployed;
  /** All registrations of the control plane, readable or not. */
  readonly registrations: readonly Registration[];
  /** The severity of an unreadable registration that no inventory knows, so that there is nothing to hold. */
  readonly unknown: "error" | "warning";
}

interface Holds extends RegisteredWorkloads {
  readonly held: readonly HeldView[];
}

/** A URL and a path, normalised over spellings. */
function identityOf(repo: string, path: string): string {
  const address = repo
    .replace(/\/+$/, "")
    .replace(/\.git$/, "")
    .toLowerCase();
  return JSON.stringify([address, normalisePath(path)]);
}

function isSame({ data }: Registration, known: Inventory["registrations"][string]): boolean {
  const { repo, path } = data.spec.workload;
  return identityOf(repo, path) === identityOf(known.repo, known.path);
}

/**
 * The inventory name of each unreadable registration: its own name or, if that is no longer a
 * registration, the one with its repository and path. None is claimed twice.
 */
function claims(
  unreadable: readonly UnreadableRegistration[],
  { registrations: known }: Inventory,
  registrations: readonly Registration[],
): ReadonlyMap<Registration, string> {
  const present = new Set(registrations.map(({ name }) => name));
  const free = new Map(Object.entries(known).filter(([name]) => !present.has(name)));
  const claimed = new Map<Registration, string>();
  for (const { registration } of unreadable) {
    if (Object.hasOwn(known, registration.name)) {
      claimed.set(registration, registration.name);
      continue;
    }
    const [name] = [...free].find(([, entry]) => isSame(registration, entry)) ?? [];
    if (name === undefined) continue;
    free.delete(name);
    claimed.set(registration, name);
  }
  return claimed;
}

function targetsOf(name: string, { assignments }: Inventory): readonly HeldTarget[] {
  const targets = new Map<string, HeldTarget & { clusterTypes: string[] }>();
  for (const [key, { registration, workload, labels }] of Object.entries(assignments)) {
    if (registration !== name) continue;
    const slash = key.indexOf("/");
    const [clusterType, target] = [key.slice(0, slash), key.slice(slash + 1)];
    const known = targets.get(target) ?? { name: target, workload, labels, clusterTypes: [] };
    known.clusterTypes.push(clusterType);
    targets.set(target, known);
  }
  return [...targets.values()];
}

function reasonOf({ problems }: UnreadableRegistration): string {
  return problems[0]?.message ?? "it cannot be read";
}

const removal = "To take the application off its clusters, remove its registration.";

function told(unreadable: UnreadableRegistration, consequence: string): Diagnostic {
  const { registration, problems } = unreadable;
  return {
    severity: "warning",
    code: "registration-held",
    message: `held; ${consequence}. ${reasonOf(unreadable)}`,
    hint: [problems[0]?.hint, removal].filter(Boolean).join(" "),
    place: problems[0]?.place ?? registration.place,
  };
}

function plural(count: number): string {
  return `${count} ${count === 1 ? "assignment stays unchanged" : "assignments stay unchanged"}`;
}

/**
 * From the last commit and path that were read, with the current policies, configuration and templates. Only
 * the registration's own repository is read, because an inventory on a branch could name any other.
 */
async function fromLastGoodCommit(
  reader: SnapshotReader,
  { registration }: UnreadableRegistration,
  known: Inventory["registrations"][string],
): Promise<RegisteredWorkloads | undefined> {
  const { repo, branch } = registration.data.spec.workload;
  const { commit, path } = known;
  if (!gitHubCommit.test(commit) || identityOf(repo, "") !== identityOf(known.repo, "")) return undefined;
  const { value: tree, diagnostics } = await readTree(reader, { repo, commit }, path);
  if (tree === undefined || hasErrors(diagnostics)) return undefined;
  const read = workloadsOf({ ...tree, ref: branch }, registration);
  return hasErrors(read.diagnostics) ? undefined : read.value;
}

const nothingRemoved = "the contents of the GitOps branch are unknown, so nothing is removed from it";

interface Hold {
  readonly view?: HeldView;
  readonly read?: RegisteredWorkloads;
  readonly diagnostics: readonly Diagnostic[];
}

function unknownHold(each: UnreadableRegistration, isKnown: boolean, severity: HoldRequest["unknown"]): Hold {
  if (isKnown) return { diagnostics: each.problems.map((problem) => ({ ...problem, severity })) };
  const { registration } = each;
  const view = { registration, reason: reasonOf(each), isKnown: false, commit: null, targets: [] };
  return { view, diagnostics: [told(each, nothingRemoved)] };
}

async function hold(
  reader: SnapshotReader,
  each: UnreadableRegistration,
  { inventory, name }: { readonly inventory: Inventory; readonly name: string },
): Promise<Hold> {
  const base = { registration: each.registration, reason: reasonOf(each), isKnown: true };
  const known = inventory.registrations[name];
  const read = known === undefined ? undefined : await fromLastGoodCommit(reader, each, known);
  if (known !== undefined && read !== undefined) {
    const consequence = `it is scheduled from its last good commit ${known.commit.slice(0, 7)}`;
    return {
      view: { ...base, commit: known.commit, targets: [] },
      read,
      diagnostics: [told(each, consequence)],
    };
  }
  const targets = targetsOf(name, inventory);
  const count = targets.reduce((sum, { clusterTypes }) => sum + clusterTypes.length, 0);
  return {
    view: { ...base, commit: null, targets },
    diagnostics: [told(each, `${plural(count)} on the GitOps branch`)],
  };
}

/** Decides what happens to each unreadable registration. */
export async function holdUnreadable(
  reader: SnapshotReader,
  unreadable: readonly UnreadableRegistration[],
  { deployed, registrations, unknown }: HoldRequest,
): Promise<Outcome<Holds>> {
  const none = { workloads: [], sources: [], held: [], unreadable: [] };
  if (unreadable.length === 0) return { value: none, diagnostics: [] };
  const { inventory, isKnown } = deployed;
  const claimed = inventory === undefined ? new Map() : claims(unreadable, inventory, registrations);
  const holds = await Promise.all(
    unreadable.map((each) => {
      const name: string | undefined = claimed.get(each.registration);
      return inventory === undefined || name === undefined
        ? unknownHold(each, isKnown, unknown)
        : hold(reader, each, { inventory, name });
    }),
  );
  return {
    value: {
      workloads: holds.flatMap(({ read }) => read?.workloads ?? []),
      sources: holds.flatMap(({ read }) => read?.sources ?? []),
      held: holds.flatMap(({ view }) => (view === undefined ? [] : [view])),
      unreadable: [],
    },
    diagnostics: holds.flatMap(({ diagnostics }) => diagnostics),
  };
}

/**
 * The inventory's workloads keep their names: another registration's workload with the name of a held one is
 * ignored, with a warning.
 */
export function besideHeld(
  workloads: readonly RegisteredWorkload[],
  { workloads: read, held }: Holds,
): Outcome<readonly RegisteredWorkload[]> {
  const holders = new Map<string, Registration>();
  for (const { workload, registration } of read) holders.set(workload.name, registration);
  for (const { registration, targets } of held)
    for (const { workload } of targets) holders.set(workload, registration);
  const taken = workloads.filter(({ workload }) => holders.has(workload.name));
  return {
    value: [...workloads.filter((entry) => !taken.includes(entry)), ...read],
    diagnostics: taken.map(({ workload, registration }): Diagnostic => {
      const holder = holders.get(workload.name);
      return {
        severity: "warning",
        code: "workload-duplicate",
        message: `the registration \`${registration.name}\` provides a workload \`${workload.name}\`, which the held registration \`${holder?.name}\` already provides on the GitOps branch; the new one is ignored`,
        hint: "Remove or fix the held registration.",
        place: registration.place,
        related: [{ message: "the workload", place: workload.place }],
      };
    }),
  };
}
