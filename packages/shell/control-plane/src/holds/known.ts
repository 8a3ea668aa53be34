/** What the inventory of the GitOps branch says of registrations, workloads and deployment targets. */
import type { Inventory } from "@kalypso-actions/gitops-branch";
import { normalisePath, normaliseRepository } from "@kalypso-actions/names";
import type { HeldTarget } from "@kalypso-actions/scheduling";
import type { Registration } from "../workloads.ts";

/** Where something was last read without an error. */
export interface GoodRevision {
  readonly repo: string;
  readonly commit: string;
  readonly path: string;
}

/** A registration as the inventory has it. */
export interface KnownRegistration {
  /** Its name there. */
  readonly name: string;
  readonly revision: GoodRevision | undefined;
  /** Its deployment targets on the branch, by full name. */
  readonly targets: ReadonlyMap<string, HeldTarget>;
  /** The workloads of these, and those that are held although no policy selects them. */
  readonly workloads: ReadonlySet<string>;
}

/** The same for every spelling of a repository and a path. */
export function identityOf(repo: string, path: string): string {
  return JSON.stringify([normaliseRepository(repo), normalisePath(path)]);
}

function identityOfRegistration({ data }: Registration): string {
  const { repo, path } = data.spec.workload;
  return identityOf(repo, path);
}

/** Whether the control plane registers one repository and path twice. */
export function isSameSource(a: Registration, b: Registration): boolean {
  return a.data.spec.workload.branch === b.data.spec.workload.branch
    ? identityOfRegistration(a) === identityOfRegistration(b)
    : false;
}

/**
 * The name in the inventory of each registration: its own or, if that is no longer a registration, the one with its
 * repository and path. None is claimed twice.
 */
function claims(
  registrations: readonly Registration[],
  { registrations: entries }: Inventory,
): ReadonlyMap<Registration, string> {
  const present = new Set(registrations.map(({ name }) => name));
  const free = new Map(
    Object.entries(entries)
      .filter(([name]) => !present.has(name))
      .map(([name, { repo, path }]) => [name, identityOf(repo, path)]),
  );
  const claimed = new Map<Registration, string>();
  for (const registration of registrations) {
    if (Object.hasOwn(entries, registration.name)) {
      claimed.set(registration, registration.name);
      continue;
    }
    const identity = identityOfRegistration(registration);
    const [name] = [...free].find(([, other]) => other === identity) ?? [];
    if (name === undefined) continue;
    free.delete(name);
    claimed.set(registration, name);
  }
  return claimed;
}

function targetsByRegistration({ assignments }: Inventory): ReadonlyMap<string, Map<string, HeldTarget>> {
  const found = new Map<string, Map<string, HeldTarget & { clusterTypes: string[] }>>();
  for (const [key, { registration, workload, labels }] of Object.entries(assignments)) {
    const slash = key.indexOf("/");
    const [clusterType, name] = [key.slice(0, slash), key.slice(slash + 1)];
    const targets = found.get(registration) ?? new Map<string, HeldTarget & { clusterTypes: string[] }>();
    const target = targets.get(name) ?? { name, workload, labels, clusterTypes: [] };
    target.clusterTypes.push(clusterType);
    found.set(registration, targets.set(name, target));
  }
  return found;
}

/** The registrations that the inventory knows. */
export function knownRegistrations(
  registrations: readonly Registration[],
  inventory: Inventory | undefined,
): ReadonlyMap<Registration, KnownRegistration> {
  if (inventory === undefined) return new Map();
  const targets = targetsByRegistration(inventory);
  return new Map(
    [...claims(registrations, inventory)].map(([registration, name]) => {
      const own = targets.get(name) ?? new Map<string, HeldTarget>();
      const held = (inventory.held ?? []).flatMap((each) =>
        each.registration === name && each.workload !== undefined ? [each.workload] : [],
      );
      const workloads = new Set([...[...own.values()].map(({ workload }) => workload), ...held]);
      return [registration, { name, revision: inventory.registrations[name], targets: own, workloads }];
    }),
  );
}

/** A part of a registration that can be held on its own; without either, the whole of it. */
export interface HeldPart {
  readonly workload?: string;
  /** The full name of a deployment target. */
  readonly deploymentTarget?: string;
}

/** Where a part was last good: a part that was held before has another commit than its registration. */
export function revisionOf(
  known: KnownRegistration,
  { workload, deploymentTarget }: HeldPart,
  inventory: Inventory,
): GoodRevision | undefined {
  const former = (inventory.held ?? []).filter(
    (each) => each.registration === known.name && each.workload === workload && workload !== undefined,
  );
  const own =
    former.find((each) => each.deploymentTarget === deploymentTarget) ??
    former.find((each) => each.deploymentTarget === undefined);
  const { revision } = known;
  if (own === undefined || revision === undefined) return revision;
  const { commit, path = revision.path } = own;
  return commit === null ? undefined : { repo: revision.repo, commit, path };
}

/** Whether a part had a commit of its own because it was held before. */
export function wasHeld(
  { name }: KnownRegistration,
  { workload, deploymentTarget }: HeldPart,
  { held = [] }: Inventory,
): boolean {
  return held.some(
    (each) =>
      each.registration === name && each.workload === workload && each.deploymentTarget === deploymentTarget,
  );
}
