/** What keeps a configuration from passing, and who owns it. */
import { type FluxObject, type ObjectName, objectKey } from "./flux-configuration.ts";

/** An application that an assignment deployed to a cluster. */
export interface Application {
  readonly deploymentTarget: string;
  /** Where its manifests are; undefined if the workload does not declare it. */
  readonly repository: string | undefined;
  readonly branch: string | undefined;
}

export interface Trouble {
  /** Whether it is a failure, or still in progress. */
  readonly isFailure: boolean;
  /** Undefined for the platform's own manifests. */
  readonly application: Application | undefined;
  readonly message: string;
}

/** The application that an object of a reconciler belongs to, by `objectKey`; undefined for any other object. */
export type ApplicationLookup = (key: string, clusterTypes: readonly string[]) => Application | undefined;

/** Chains of `appliedBy` are short; a circular one ends here. */
const maxSteps = 10;

/**
 * Finds an object's owner: an application if a reconciler lists the object or applied it, directly or indirectly;
 * otherwise the platform.
 */
export function ownerOf(
  object: ObjectName,
  objects: ReadonlyMap<string, FluxObject>,
  lookup: (key: string) => Application | "own" | undefined,
): Application | undefined {
  let current: ObjectName | undefined = object;
  for (let step = 0; step < maxSteps && current !== undefined; step++) {
    const key = objectKey(current);
    const found = lookup(key);
    if (found === "own") return undefined;
    if (found !== undefined) return found;
    const { appliedBy }: { readonly appliedBy?: FluxObject["appliedBy"] } = objects.get(key) ?? {};
    current = appliedBy === undefined ? undefined : { kind: "Kustomization", ...appliedBy };
  }
  return undefined;
}

/** `owner/name` of a repository's address, or the address itself if it has no such form. */
function shortAddress(address: string): string {
  const plain = address.replace(/(?<!\/)\/+$/, "").replace(/\.git$/, "");
  return /(?<![^/:])[^/:]+\/[^/]+$/.exec(plain)?.[0] ?? address;
}

/** `application hello-world-app-uat-test (contoso/app-gitops, branch stage)` */
export function formatApplication({ deploymentTarget, repository, branch }: Application): string {
  const where = [
    ...(repository === undefined ? [] : [shortAddress(repository)]),
    ...(branch === undefined ? [] : [`branch ${branch}`]),
  ];
  return `application ${deploymentTarget}${where.length === 0 ? "" : ` (${where.join(", ")})`}`;
}

export function formatTrouble({ application, message }: Trouble): string {
  return `${application === undefined ? "platform" : formatApplication(application)}: ${message}`;
}
