/**
 * Registrations that cannot be read hold what is theirs, and nothing else: they are scheduled from their last good commit,
 * or, where that cannot be fetched either, their files stay as they are on the GitOps branch.
 */
import type { Diagnostic, Outcome } from "@kalypso-actions/diagnostics";
import type { SnapshotReader } from "@kalypso-actions/git";
import { below, type Inventory, inventoryPath, parseInventory } from "@kalypso-actions/gitops-branch";
import { normalisePath, type Resource } from "@kalypso-actions/resources";
import type { HeldTarget, HeldView } from "@kalypso-actions/scheduling";
import { readTree } from "./tree.ts";
import { type RegisteredWorkloads, type UnreadableRegistration, workloadsOf } from "./workloads.ts";

export interface HoldRequest {
  readonly gitops: Resource<"GitOpsRepo"> | undefined;
  /** What a registration is that no inventory knows: nobody's to hold. */
  readonly unknown: "error" | "warning";
}

export interface Holds extends RegisteredWorkloads {
  readonly held: readonly HeldView[];
}

type Read = { readonly inventory: Inventory | undefined; readonly isKnown: boolean };

/** A branch without an inventory has nothing to hold; one that cannot be read may have anything. */
async function readInventory(reader: SnapshotReader, gitops: HoldRequest["gitops"]): Promise<Read> {
  if (gitops === undefined) return { inventory: undefined, isKnown: false };
  const { repo, branch, path } = gitops.data.spec;
  const file = below(normalisePath(path), inventoryPath);
  const read = await reader.read({ repo, ref: branch }, (name) => name === file);
  if (read.value === undefined)
    return { inventory: undefined, isKnown: read.diagnostics[0]?.code === "git-ref-missing" };
  const text = read.value.files.find((found) => found.path === file)?.text;
  if (text === undefined) return { inventory: undefined, isKnown: true };
  const { value: inventory } = parseInventory(text, file);
  return { inventory, isKnown: inventory?.version === 2 };
}

/** The same by its name, or by its repository and path. */
function knownAs({ registration }: UnreadableRegistration, { registrations }: Inventory): string | undefined {
  const { repo, path } = registration.data.spec.workload;
  if (Object.hasOwn(registrations, registration.name)) return registration.name;
  const same = Object.entries(registrations).find(
    ([, known]) => known.repo === repo && known.path === normalisePath(path),
  );
  return same?.[0];
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
  return `${count} ${count === 1 ? "assignment stays as it is" : "assignments stay as they are"}`;
}

/** From the last commit that was read, with the policies, configuration and templates of today. */
async function fromLastGoodCommit(
  reader: SnapshotReader,
  unreadable: UnreadableRegistration,
  commit: string,
): Promise<Outcome<RegisteredWorkloads> | undefined> {
  const { registration } = unreadable;
  const { repo, branch, path } = registration.data.spec.workload;
  const { value: tree } = await readTree(reader, { repo, commit }, path);
  const read = tree === undefined ? undefined : workloadsOf({ ...tree, ref: branch }, registration);
  if (read === undefined || read.diagnostics.length > 0) return undefined;
  return {
    value: read.value,
    diagnostics: [told(unreadable, `it is scheduled from its last good commit ${commit.slice(0, 7)}`)],
  };
}

/** Decides for each registration that cannot be read what becomes of it. */
export async function holdUnreadable(
  reader: SnapshotReader,
  unreadable: readonly UnreadableRegistration[],
  { gitops, unknown }: HoldRequest,
): Promise<Outcome<Holds>> {
  const holds = { workloads: [], sources: [], held: [] } as {
    workloads: Holds["workloads"][number][];
    sources: Holds["sources"][number][];
    held: HeldView[];
  };
  const diagnostics: Diagnostic[] = [];
  if (unreadable.length === 0) return { value: { ...holds, unreadable: [] }, diagnostics };
  const { inventory, isKnown } = await readInventory(reader, gitops);
  for (const each of unreadable) {
    const { registration } = each;
    const name = inventory === undefined ? undefined : knownAs(each, inventory);
    if (inventory === undefined || name === undefined) {
      if (isKnown) diagnostics.push(...each.problems.map((problem) => ({ ...problem, severity: unknown })));
      else {
        holds.held.push({ registration, reason: reasonOf(each), isKnown: false, commit: null, targets: [] });
        diagnostics.push(
          told(each, "what is on the GitOps branch cannot be told, so nothing is removed from it"),
        );
      }
      continue;
    }
    const commit = inventory.registrations[name]?.commit ?? "";
    const last = /^[0-9a-f]{40}$/.test(commit) ? await fromLastGoodCommit(reader, each, commit) : undefined;
    if (last !== undefined) {
      holds.workloads.push(...last.value.workloads);
      holds.sources.push(...last.value.sources);
      holds.held.push({ registration, reason: reasonOf(each), isKnown, commit, targets: [] });
      diagnostics.push(...last.diagnostics);
      continue;
    }
    const targets = targetsOf(name, inventory);
    const count = targets.reduce((sum, { clusterTypes }) => sum + clusterTypes.length, 0);
    holds.held.push({ registration, reason: reasonOf(each), isKnown, commit: null, targets });
    diagnostics.push(told(each, `${plural(count)} on the GitOps branch`));
  }
  return { value: { ...holds, unreadable: [] }, diagnostics };
}
